/** A trunk has so many lines for callbacks; the tenants that use it get their fair share of them. */
import { expect } from 'chai';
import type { Phone } from '../../connectors/simulator/phones';
import type { Principal } from '../../src/services/api';
import { CallbackHouse, type CallbackHouseOptions, CUSTOMER, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';
import type { Listener } from '../support/house';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const RING_SECONDS = 20;
const numbers = (tenant: number) => Array.from({ length: 6 }, (_, i) => `+4930231257${tenant}${i}`);

describe('a trunk that tenants share', () => {
  let house: CallbackHouse;
  let other: Listener;
  let attempted: string[];

  const open = async (options: CallbackHouseOptions) => {
    const callback = { trunk: 'shared', minDelaySeconds: 0, simultaneous: 50, ringSeconds: RING_SECONDS };
    house = await CallbackHouse.open({ ...options, callback: { ...callback, ...options.callback } });
    other = house.listen('globex');
    attempted = [];
    for (const [name, feed] of [
      ['acme', house.feed],
      ['globex', other],
    ] as const)
      feed.onEvent = ({ type }) => type === 'callback.attempted' && attempted.push(name);
  };
  /** The customers of a tenant, who do not answer. */
  const nobodyAnswers = (...tenants: number[]): Phone[] =>
    tenants.flatMap((tenant) => numbers(tenant).map((number) => house.phone(number, {}, 's')));
  const request = async (tenant: string, n: number) => {
    for (const number of numbers(n)) await house.request({ to: { number } }, tenant);
  };
  const attempts = (count: number) => house.world.waitFor(() => attempted.length >= count, 600_000);
  const ringing = (phones: readonly Phone[]) => phones.filter(({ last }) => last?.state === 'ringing').length;

  afterEach(() => house.end());

  it('has no more callbacks on it at once, and two at their limits share it, whoever asked first', async () => {
    await open({ lines: 4 });
    const phones = nobodyAnswers(1, 2);
    await request('acme', 1);
    await request('globex', 2);
    await attempts(4);
    expect(attempted, 'there was nobody else').to.deep.equal(['acme', 'acme', 'acme', 'acme']);
    expect(ringing(phones)).to.equal(4);
    await attempts(8);
    expect(count('globex', attempted.slice(4)), 'who has fewer comes first').to.equal(2);
    expect(ringing(phones)).to.be.at.most(4);
    await attempts(12);
    expect([count('acme', attempted), count('globex', attempted)], 'everybody is dialled').to.deep.equal([6, 6]);
    expect(ringing(phones)).to.be.at.most(4);
  });

  it('goes round: of two who have as many, the one whose turn was longer ago', async () => {
    await open({ lines: 1 });
    nobodyAnswers(1, 2);
    await request('acme', 1);
    await request('globex', 2);
    await attempts(9);
    expect(attempted).to.deep.equal(Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? 'acme' : 'globex')));
  });

  it('keeps no line for a tenant that does not want it any more', async () => {
    await open({ lines: 1 });
    nobodyAnswers(1, 2);
    await request('acme', 1);
    const { callback: id } = await house.request({ to: { number: CUSTOMER } }, 'globex');
    await house.command('globex', 'callback.cancel', id, {});
    await attempts(3);
    expect(attempted).to.deep.equal(['acme', 'acme', 'acme']);
  });

  it('asks no agent while it has no line, says so, and asks as soon as it has one', async () => {
    await open({ lines: 1, callback: { mode: 'agentFirst' }, rest: withDesks });
    const taken = house.phone(THIRD, {}, 's');
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    await house.request({ to: { number: THIRD } }, 'globex');
    await house.world.waitFor(() => taken.last?.state === 'ringing');
    const { callback: id } = await house.request();
    const { callback: second } = await house.request({ to: { number: OTHER } });
    await new Floor(house).ready('anna');
    const why = () => house.world.finish(house.api.callbacks.why(house.principal('acme'), 'acme', id));
    await house.event('callback.delayed', 2);
    expect(await why()).to.include({ state: 'queued', reason: 'line' });
    expect(desk.calls).to.have.lengthOf(0);
    await house.world.waitFor(() => desk.calls.length === 1, 2_000 + RING_SECONDS * 1_000);
    expect(await house.callback(id)).to.include({ state: 'reserved', trunk: 'pbx/shared' });
    expect(await house.callback(second)).to.include({ state: 'queued' });
  });

  for (const crashes of [false, true])
    it(`says once that there is no line, however long there is none${crashes ? ', and once more after a crash' : ''}`, async () => {
      await open({ lines: 1, callback: { mode: 'agentFirst', ringSeconds: 120 }, rest: withDesks });
      const taken = house.phone(THIRD, {}, 's');
      const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      await house.request({ to: { number: THIRD } }, 'globex');
      await house.world.waitFor(() => taken.last?.state === 'ringing');
      await house.request();
      await house.request({ to: { number: OTHER } });
      await new Floor(house).ready('anna');
      await house.event('callback.delayed', 2);
      if (crashes) {
        house.crash();
        await house.up();
        house.feed = house.listen('acme', { after: 0 });
      }
      await house.world.advance(100_000);
      expect(taken.last?.state).to.equal('ringing');
      expect(house.feed.of('callback.delayed').length)
        .to.be.at.least(2)
        .and.at.most(crashes ? 4 : 2);
      const told = house.story.length;
      await house.world.advance(10_000);
      expect(house.story, 'nothing is told of nothing').to.have.lengthOf(told);
      await house.world.waitFor(() => desk.calls.length === 1, 30_000);
      expect(taken.last?.state).to.equal('gone');
    });

  it('asks an agent again when the tenant may dial again, and has said once that it may not', async () => {
    await open({ lines: 5, callback: { mode: 'agentFirst' }, rest: withDesks });
    const desk = house.sim.phone('PJSIP/a1', { declineAfterMs: 500 });
    await house.world.finish(house.api.tenants.change(ADMIN, 'acme', { quotas: { dialsPerMinute: 1 } }, '*'));
    const floor = new Floor(house);
    await floor.ready('anna');
    const { callback: id } = await house.request();
    await house.event('callback.released');
    await house.event('callback.delayed');
    await house.world.advance(20_000);
    expect([desk.calls.length, house.feed.of('callback.delayed').length]).to.deep.equal([1, 1]);
    await house.world.waitFor(() => desk.calls.length === 2, 60_000);
    expect(await house.callback(id)).to.include({ state: 'reserved' });
  });

  it('asks the next agent as soon as the tenant has fewer than it may have', async () => {
    const callbacks = { simultaneous: 1 };
    await open({ lines: 5, callback: { mode: 'agentFirst' }, rest: { ...withDesks, callbacks } });
    const first = house.phone(CUSTOMER, { answerAfterMs: 60_000 }, 's');
    const second = house.phone(OTHER, {}, 's');
    for (const phone of ['PJSIP/a1', 'PJSIP/a2']) house.sim.phone(phone, { answerAfterMs: 500 });
    await house.request();
    await house.request({ to: { number: OTHER } });
    const floor = new Floor(house);
    for (const agent of ['anna', 'bert']) await floor.ready(agent);
    await house.world.waitFor(() => first.last?.state === 'ringing');
    await house.world.advance(RING_SECONDS * 1_000 - 5_000);
    expect([second.calls.length, house.feed.of('callback.delayed').length]).to.deep.equal([0, 1]);
    await house.world.waitFor(() => second.last?.state === 'ringing', 10_000);
  });

  it('knows after a crash which lines are taken', async () => {
    await open({ lines: 1 });
    const mine = house.phone(CUSTOMER, { answerAfterMs: 1_000 }, 's');
    const theirs = house.phone(OTHER, {}, 's');
    await house.request();
    await house.event('callback.answered');
    await house.world.advance(500);
    house.crash();
    await house.world.advance(1_000);
    await house.up();
    await house.request({ to: { number: OTHER } }, 'globex');
    await house.world.advance(10_000);
    expect(theirs.calls, 'the line is taken').to.have.lengthOf(0);
    mine.last?.hangup();
    await house.world.waitFor(() => theirs.calls.length === 1);
  });
});

describe('so many callbacks as the installation may have under way', () => {
  let house: CallbackHouse;
  let attempted: string[];

  const open = async (simultaneous: number, options: CallbackHouseOptions = {}) => {
    const callback = { minDelaySeconds: 0, simultaneous: 50, ringSeconds: RING_SECONDS, ...options.callback };
    house = await CallbackHouse.open({ ...options, callback, system: { callbacks: { simultaneous } } });
    attempted = [];
    for (const name of ['acme', 'globex'])
      house.listen(name).onEvent = ({ type }) => type === 'callback.attempted' && attempted.push(name);
  };
  const attempts = (number: number) => house.world.waitFor(() => attempted.length >= number, 600_000);

  afterEach(() => house.end());

  it('are shared by tenants, whoever asked first, on trunks of their own', async () => {
    await open(2);
    const phones = numbers(1).flatMap((number) => [house.phone(number, {}), house.phone(number, {}, 'b')]);
    for (const tenant of ['acme', 'globex'])
      for (const number of numbers(1)) await house.request({ to: { number } }, tenant);
    const ringing = () => phones.filter(({ last }) => last?.state === 'ringing').length;
    await attempts(2);
    await house.world.advance(1_000);
    expect([attempted, ringing()]).to.deep.equal([['acme', 'acme'], 2]);
    await attempts(8);
    expect(count('globex', attempted.slice(2)), 'who has fewer comes first').to.equal(3);
    expect(ringing()).to.be.at.most(2);
    await attempts(12);
    expect([count('acme', attempted), count('globex', attempted)], 'everybody is dialled').to.deep.equal([6, 6]);
  });

  it('count agents who are asked, until the two talk, and are known after a crash', async () => {
    await open(1, { callback: { mode: 'agentFirst', confirm: { required: false } }, rest: withDesks });
    const mine = house.phone(CUSTOMER, { answerAfterMs: 15_000 });
    const theirs = house.phone(OTHER, {}, 'b');
    house.sim.phone('PJSIP/a1', { answerAfterMs: 10_000 });
    await house.request();
    await new Floor(house).ready('anna');
    await house.event('callback.reserved');
    const { callback: id } = await house.request({ to: { number: OTHER } }, 'globex');
    await house.world.advance(5_000);
    expect(theirs.calls).to.have.lengthOf(0);
    const why = await house.world.finish(house.api.callbacks.why(house.principal('globex'), 'globex', id));
    expect(why).to.include({ reason: 'asManyAsAllowed' });
    await house.world.waitFor(() => mine.last?.state === 'ringing', 20_000);
    house.crash();
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    await house.world.advance(5_000);
    expect(theirs.calls, 'the customer rings').to.have.lengthOf(0);
    await house.event('callback.connected');
    await house.world.waitFor(() => theirs.calls.length === 1, 1_000);
  });
});

const count = (name: string, all: readonly string[]): number => all.filter((one) => one === name).length;
