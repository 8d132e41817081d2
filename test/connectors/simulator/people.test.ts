/** People: their scripts, what they hear, and what their phones can do. */

import { expect } from 'chai';
import { machineParams } from '../../../src/core/machine';
import { Bench, type Listener } from './bench';

describe('people at the simulator', () => {
  let bench: Bench;
  let gateway: Listener;

  beforeEach(async () => {
    bench = new Bench();
    gateway = await bench.gateway();
  });

  afterEach(() => expect(gateway.recorder.offences).to.deep.equal([]));

  const play = (party: string, name: string) =>
    gateway.do(
      gateway.pbx.play({ target: { party }, job: bench.world.ids.fresh(), media: [{ play: 'prompt', name }] }),
    );

  it('follow a script step by step', async () => {
    const caller = bench.calls(async (person) => {
      await person.hear('prompt welcome');
      await person.wait(500);
      await person.press('12');
      await person.hear('silence');
      person.hangup();
    });
    const party = await gateway.answerLast();
    await play(party, 'welcome');
    await gateway.event('gone');
    expect(gateway.recorder.all('digit').map(({ digit }) => digit)).to.deep.equal(['1', '2']);
    expect(caller.heard.map(({ what }) => what)).to.deep.equal(['silence', 'prompt welcome', 'silence', 'the end']);
    expect(caller.end).to.deep.equal({ cause: 'normal', by: 'remote' });
  });

  it('stop their script when the call is over', async () => {
    const steps: string[] = [];
    bench.calls(async (person) => {
      await person.until(() => person.state === 'up');
      steps.push('answered');
      await person.wait(60_000);
      steps.push('waited');
    });
    const party = await gateway.answerLast();
    await gateway.do(gateway.pbx.hangup(party, 'normal'));
    await bench.world.advance(120_000);
    expect(steps).to.deep.equal(['answered']);
    expect(bench.world.clock.timers, 'nothing is left to happen').to.equal(0);
  });

  it('hear ringing, music, prompts and each other, one after the other', async () => {
    const caller = bench.calls();
    const { snapshot } = await gateway.event('arrived');
    await gateway.do(gateway.pbx.ringing(snapshot.party));
    expect(caller.hears).to.equal('ringing');
    await gateway.answerLast();
    expect(caller.hears).to.equal('silence');
    await gateway.do(gateway.pbx.hold(snapshot.party, 'jazz'));
    expect(caller.hears).to.equal('music jazz');
    await play(snapshot.party, 'position');
    expect(caller.hears).to.equal('prompt position');
    await bench.world.waitFor(() => caller.hears === 'music jazz');
    const phone = bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    const { party: agent } = await gateway.dial('PJSIP/a6001');
    await gateway.event('answered', (event) => event.party === agent);
    await gateway.join(snapshot.party, agent);
    expect([caller.hears, phone.last?.hears]).to.deep.equal(['PJSIP/a6001', '+12025550100']);
    expect(caller.hearsWhom).to.deep.equal(['PJSIP/a6001']);
  });

  it('press keys in vain before they are answered', async () => {
    const caller = bench.calls();
    await gateway.event('arrived');
    await bench.world.finish(caller.press('1'));
    await gateway.answerLast();
    await bench.world.finish(caller.press('2'));
    await gateway.event('digit');
    await bench.world.advance(1000);
    expect(gateway.recorder.all('digit').map(({ digit }) => digit)).to.deep.equal(['2']);
  });

  it('hold and retrieve by their phone, and are not heard meanwhile', async () => {
    bench.calls();
    const caller = await gateway.answerLast();
    const phone = bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    await gateway.do(gateway.pbx.device('PJSIP/a6001'));
    const { party: agent } = await gateway.dial('PJSIP/a6001');
    await gateway.event('answered', (event) => event.party === agent);
    await gateway.join(caller, agent);
    phone.last?.hold();
    await gateway.event('held', (event) => event.party === agent);
    expect(bench.sim.board.heardBy(caller)).to.deep.equal([]);
    expect(bench.sim.board.heardBy(agent)).to.deep.equal([]);
    phone.last?.retrieve();
    await gateway.event('retrieved', (event) => event.party === agent);
    expect(bench.sim.board.heardBy(caller)).to.have.length(1);
    await bench.world.advance(100);
    const lamp = gateway.recorder.all('deviceChanged').map(({ state }) => state);
    expect(lamp).to.deep.equal(['ringing', 'busy', 'held', 'busy']);
  });

  it('ask to be transferred to a number, and are told how it goes', async () => {
    const phone = bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    const { party } = await gateway.dial('PJSIP/a6001');
    await gateway.event('answered');
    phone.last?.transfer('6002');
    expect(await gateway.event('transferAsked')).to.include({ party, to: '6002' });
    await gateway.do(gateway.pbx.transferProgress(party, 'trying'));
    await gateway.do(gateway.pbx.transferProgress(party, 'done'));
    expect(phone.last?.transfers).to.deep.equal(['trying', 'done']);
    expect(phone.last?.state).to.equal('up');
  });

  it('ask to be replaced by the other end of their second call', async () => {
    const phone = bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    const { party } = await gateway.dial('PJSIP/a6001');
    await gateway.event('answered');
    const second = bench.sim.call({ routingPoint: 'desk', ani: '6001', dnis: '6002', endpoint: 'PJSIP/a6001' });
    const consult = await gateway.answerLast();
    phone.last?.transfer(second);
    expect(await gateway.event('transferAsked')).to.include({ party, consult });
  });

  it('are transferred behind our back where the PBX was not told to ask', async () => {
    const caller = bench.calls();
    const party = await gateway.answerLast();
    caller.transfer('6002');
    expect(await gateway.event('gone')).to.include({ party, by: 'remote' });
    expect(gateway.recorder.all('transferAsked')).to.deep.equal([]);
  });

  it('see who calls, and hear digits', async () => {
    const phone = bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    const { party } = await gateway.dial('PJSIP/a6001', { headers: { 'X-Case': '4711' } });
    await gateway.event('answered');
    await gateway.do(gateway.pbx.sendDigits(party, '42#'));
    expect(phone.last?.shown).to.deep.include({ from: { number: '4930231250' }, headers: { 'X-Case': '4711' } });
    expect(phone.last?.digits).to.equal('42#');
  });

  it('outside are found by pattern, the exact endpoint first', async () => {
    const outside = bench.sim.phone(/^PJSIP\/trunk\//, { answerAfterMs: 100, verdict: 'machine' });
    const exact = bench.sim.phone('PJSIP/trunk/sip:+4930231259@carrier.example', { refuses: 'congestion' });
    const { party } = await gateway.dial('PJSIP/trunk/sip:+4930231251@carrier.example');
    await gateway.event('answered');
    await gateway.do(gateway.pbx.detectMachine(party, machineParams.parse({})));
    expect(await gateway.event('machine')).to.include({ verdict: 'machine' });
    const { party: refused } = await gateway.dial('PJSIP/trunk/sip:+4930231259@carrier.example');
    expect(await gateway.event('gone', (event) => event.party === refused)).to.include({ cause: 'congestion' });
    expect([outside.calls.length, exact.calls.length]).to.deep.equal([1, 1]);
  });

  it('at an address without anybody never ring', async () => {
    bench.sim.phone('PJSIP/a6001', { silent: true });
    const { party } = await gateway.dial('PJSIP/a6001', { ringMs: 3000 });
    expect(await gateway.event('gone')).to.include({ party, cause: 'unreachable', by: 'pbx' });
    expect(gateway.recorder.of(party)).to.deep.equal(['gone']);
  });

  it('with one line are busy when it is taken', async () => {
    bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100, lines: 1 });
    await gateway.dial('PJSIP/a6001');
    await gateway.event('answered');
    const { party } = await gateway.dial('PJSIP/a6001');
    expect(await gateway.event('gone')).to.include({ party, cause: 'busy', sipCode: 486 });
  });

  it('pick up and decline by hand', async () => {
    const phone = bench.sim.phone('PJSIP/a6001');
    const first = await gateway.dial('PJSIP/a6001');
    await gateway.event('ringing', (event) => event.party === first.party);
    phone.last?.answer();
    await gateway.event('answered', (event) => event.party === first.party);
    const second = await gateway.dial('PJSIP/a6001');
    await gateway.event('ringing', (event) => event.party === second.party);
    phone.last?.decline();
    expect(await gateway.event('gone')).to.include({ party: second.party, cause: 'declined', sipCode: 603 });
  });

  it('keep a recording going while they speak', async () => {
    const caller = bench.calls();
    const party = await gateway.answerLast();
    const job = bench.world.ids.fresh();
    await gateway.do(gateway.pbx.record({ target: { party }, job, maxMs: 60_000, silenceMs: 2000 }));
    await bench.world.finish(caller.say(5000));
    const { outcome, durationMs } = await gateway.event('jobEnded');
    expect(outcome).to.equal('done');
    expect(durationMs).to.be.within(6990, 7100);
  });

  it('bring the SIP headers, context and trunk of their call', async () => {
    const call = { routingPoint: 'main', ani: '', dnis: '4930231250', context: 'from-trunk', endpoint: 'PJSIP/trunk' };
    bench.sim.call({ ...call, headers: { 'X-Case': '4711' }, pbxTenant: 'acme' });
    const { snapshot } = await gateway.event('arrived');
    expect(snapshot).to.deep.include({ ...call, headers: { 'x-case': '4711' }, pbxTenant: 'acme' });
  });
});
