/** The life of the demo, and that a seed decides all of it. */
import { expect } from 'chai';
import { agent, customer, traffic } from '../../../connectors/simulator/traffic';
import type { PbxEvent } from '../../../src/ports/pbx';
import { Bench } from './bench';

/** Half an hour of a switchboard whose gateway answers everyone and joins them with the first agent. */
async function halfAnHour(seed: number): Promise<{ bench: Bench; events: PbxEvent[] }> {
  const bench = new Bench(seed);
  const random = bench.world.random('traffic');
  bench.sim.phone('PJSIP/a6001', agent(random));
  bench.sim.phone(/^PJSIP\/trunk\//, customer(random));
  const gateway = await bench.gateway();
  const stop = traffic(bench.sim, random, [
    { routingPoint: 'main', dnis: ['4930231250', '4930231251'], everyMs: 30_000, patienceMs: 20_000, keys: ['1', '2'] },
  ]);
  for (let minute = 0; minute < 30; minute += 1) {
    await bench.world.advance(60_000);
    const { parties } = bench.sim.board.exchange;
    for (const party of [...parties.keys()]) await gateway.do(gateway.pbx.answer(party));
    const [caller] = parties.keys();
    if (minute % 5 === 0 && caller) await connect(gateway, caller);
  }
  stop();
  await bench.world.advance(600_000);
  expect(gateway.recorder.offences).to.deep.equal([]);
  return { bench, events: gateway.recorder.events };
}

async function connect(gateway: Awaited<ReturnType<Bench['gateway']>>, caller: string): Promise<void> {
  const { party } = await gateway.dial('PJSIP/a6001');
  await gateway.bench.world.advance(8000);
  await gateway.join(caller, party);
  gateway.bench.world.clock.after(70_000, () => void gateway.pbx.hangup(party, 'normal'));
}

describe('traffic at the simulator', () => {
  it('comes as often as asked, from numbers that belong to nobody', async () => {
    const { events } = await halfAnHour(1);
    const calls = events.flatMap((event) => (event.type === 'arrived' ? [event.snapshot] : []));
    expect(calls.length).to.be.within(40, 85);
    expect(new Set(calls.map(({ dnis }) => dnis)).size).to.equal(2);
    for (const { ani } of calls) expect(ani).to.match(/^(\+120255501\d\d|\+493023125\d{3})$/);
  });

  it('leaves nobody on the line and nothing to happen once it is stopped', async () => {
    const { bench } = await halfAnHour(2);
    expect(bench.sim.board.exchange.parties.size).to.equal(0);
    expect(bench.world.clock.timers).to.equal(0);
  });

  it('is the same for the same seed, and another for another', async () => {
    const hash = async (seed: number) => (await halfAnHour(seed)).bench.world.trace.hash();
    const [first, again, other] = [await hash(3), await hash(3), await hash(4)];
    expect(again).to.equal(first);
    expect(other).to.not.equal(first);
  });

  it('of customers who are called back is answered, refused or ignored', async () => {
    const bench = new Bench(5);
    bench.sim.phone(/^PJSIP\/trunk\//, customer(bench.world.random('customers')));
    const gateway = await bench.gateway();
    for (let n = 0; n < 40; n += 1) await gateway.dial(`PJSIP/trunk/sip:+49302312${5000 + n}@carrier.example`);
    await bench.world.advance(30_000);
    const causes = new Set(gateway.recorder.all('gone').map(({ cause }) => cause));
    expect([...causes].sort()).to.deep.equal(['busy', 'noAnswer']);
    expect(gateway.recorder.all('answered').length).to.be.within(20, 38);
  });
});
