/** What is done with a party that is there, and what commands say of one that is not. */

import { expect } from 'chai';
import { machineParams } from '../../../src/core/machine';
import type { Pbx, Result } from '../../../src/ports/pbx';
import { type Group, SOON } from './subject';

const MACHINES = machineParams.parse({});

/** Every command that names a party. */
const COMMANDS: Readonly<Record<string, (pbx: Pbx, party: string, id: string) => Promise<Result>>> = {
  answer: (pbx, party) => pbx.answer(party),
  ringing: (pbx, party) => pbx.ringing(party),
  reject: (pbx, party) => pbx.reject(party, 'busy'),
  hangup: (pbx, party) => pbx.hangup(party, 'normal'),
  tag: (pbx, party, id) => pbx.tag(party, { tenant: 'contract', call: id, role: 'customer' }, 60_000),
  play: (pbx, party, id) => pbx.play({ target: { party }, job: id, media: [{ play: 'digits', digits: '1' }] }),
  hold: (pbx, party) => pbx.hold(party, 'default'),
  mute: (pbx, party) => pbx.mute(party, true),
  sendDigits: (pbx, party) => pbx.sendDigits(party, '1'),
  record: (pbx, party, id) => pbx.record({ target: { party }, job: id, maxMs: 1000 }),
  detectMachine: (pbx, party) => pbx.detectMachine(party, MACHINES),
  giveBack: (pbx, party) => pbx.giveBack(party, 'back,s'),
  take: (pbx, party, id) => pbx.take(party, { tenant: 'contract', call: id, role: 'agent' }, 60_000),
  transferProgress: (pbx, party) => pbx.transferProgress(party, 'done'),
};

/** Tests of a party. */
export const HANDLING: Group = {
  'that has never been is gone for every command': async (on) => {
    for (const [name, command] of Object.entries(COMMANDS)) {
      const result = await on.do(command(on.pbx, on.harness.ids.fresh(), on.harness.ids.fresh()));
      expect(result.result, name).to.be.oneOf(['gone', 'unsupported']);
    }
  },

  'that has hung up is gone for every command': async (on) => {
    const { party, customer } = await on.caller();
    customer.hangup();
    await on.gone(party);
    for (const [name, command] of Object.entries(COMMANDS)) {
      const result = await on.do(command(on.pbx, party, on.harness.ids.fresh()));
      expect(result.result, name).to.be.oneOf(['gone', 'unsupported']);
    }
  },

  'is rejected only before it is answered': async (on) => {
    const { party } = await on.caller();
    const result = await on.do(on.pbx.reject(party, 'busy'));
    expect(result.result).to.be.oneOf(['refused', 'gone']);
    expect((await on.listed(party))?.state).to.equal('up');
  },

  'tells its digits one by one': async (on) => {
    const { party, customer } = await on.caller();
    customer.press('1*#22');
    const digits = () => on.recorder.all('digit').filter((event) => event.party === party);
    await on.harness.eventually(() => digits().length >= 5, SOON, 'five digits');
    await on.harness.pause(500);
    expect(digits().map(({ digit }) => digit)).to.deep.equal(['1', '*', '#', '2', '2']);
  },

  'keeps its tags in the PBX': async (on) => {
    const { party } = await on.arrival();
    const tags = { tenant: 'acme-2', call: on.harness.ids.fresh(), role: 'customer' };
    await on.ok(on.pbx.tag(party, tags, 60_000));
    expect((await on.listed(party))?.tags).to.deep.equal(tags);
    const again = { ...tags, role: 'agent', attempt: 7 };
    await on.ok(on.pbx.tag(party, again, 60_000));
    expect((await on.listed(party))?.tags).to.deep.equal(again);
  },

  'ends when its longest life is over': async (on) => {
    const { party, customer } = await on.caller();
    await on.ok(on.pbx.tag(party, on.tags, 2000));
    await on.harness.pause(1000);
    expect(customer.state()).to.equal('up');
    expect(await on.gone(party)).to.include({ cause: 'timeLimit', by: 'pbx' });
    await on.harness.eventually(() => customer.state() === 'gone', SOON, 'the customer is cut off');
  },

  'lives longer when it is told so in time': async (on) => {
    const { party, customer } = await on.caller();
    await on.ok(on.pbx.tag(party, on.tags, 1500));
    await on.ok(on.pbx.tag(party, on.tags, 60_000));
    await on.harness.pause(2500);
    expect(customer.state()).to.equal('up');
    expect((await on.listed(party))?.state).to.equal('up');
  },

  'may be given back to the dialplan, which is the end of it for us': async (on) => {
    const { party, customer } = await on.caller();
    await on.ok(on.pbx.giveBack(party, on.harness.dialplanPoint));
    expect(await on.gone(party)).to.include({ cause: 'normal', by: 'local' });
    await on.harness.pause(500);
    expect(customer.state()).to.equal('up');
    expect(await on.do(on.pbx.hangup(party, 'normal'))).to.deep.equal({ result: 'gone' });
    customer.hangup();
  },

  'lives on in the dialplan when its longest life with us is over': async (on) => {
    const { party, customer } = await on.caller();
    await on.ok(on.pbx.tag(party, on.tags, 1_500));
    await on.ok(on.pbx.giveBack(party, on.harness.dialplanPoint));
    await on.gone(party);
    await on.harness.pause(3_000);
    expect(customer.state()).to.equal('up');
    customer.hangup();
  },

  'is judged human or machine once, and stays': async (on, skip) => {
    if (!on.pbx.abilities().has('detectMachine')) return skip();
    const party = await on.answeredPhone();
    await on.ok(on.pbx.detectMachine(party, MACHINES));
    await on.harness.pause(300);
    expect((await on.listed(party))?.machine).to.equal('listening');
    expect(await on.do(on.pbx.hold(party, 'default'))).to.deep.equal({ result: 'gone' });
    const { verdict } = await on.event('machine', (event) => event.party === party, 20_000);
    expect(verdict).to.be.oneOf(['human', 'machine', 'unsure']);
    expect(await on.listed(party)).to.include({ state: 'up', machine: verdict });
    await on.ok(on.pbx.hold(party, 'default'));
    await on.ok(on.pbx.hangup(party, 'normal'));
    await on.gone(party);
    expect(on.recorder.of(party)).to.deep.equal(['ringing', 'answered', 'machine', 'gone']);
  },
};
