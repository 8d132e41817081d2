/** What goes wrong on the line, and what must not go wrong with it. */
import { expect } from 'chai';
import type { Faults } from '../../../connectors/simulator/faults';
import { Bench, type Listener } from './bench';

async function faulty(faults: Partial<Faults>, seed = 1): Promise<{ bench: Bench; gateway: Listener }> {
  const bench = new Bench(seed);
  const gateway = await bench.gateway();
  Object.assign(bench.sim.faults, faults);
  return { bench, gateway };
}

describe('the line to the simulator', () => {
  it('may lose a command: it times out and was never done', async () => {
    const { bench, gateway } = await faulty({ lostCommand: 1 });
    const conversation = bench.world.ids.fresh();
    const before = bench.world.elapsed;
    expect(await gateway.do(gateway.pbx.open(conversation))).to.deep.equal({ result: 'timeout' });
    expect(bench.world.elapsed - before).to.equal(5000);
    expect(bench.sim.board.exchange.conversations.size).to.equal(0);
  });

  it('may lose an answer: it times out although done', async () => {
    const { bench, gateway } = await faulty({ lostAnswer: 1 });
    bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    const { party, result } = await gateway.dial('PJSIP/a6001');
    expect(result).to.deep.equal({ result: 'timeout' });
    expect(gateway.recorder.of(party)).to.deep.equal(['ringing', 'answered']);
    bench.sim.faults.lostAnswer = 0;
    await gateway.do(gateway.pbx.hangup(party, 'normal'));
    await gateway.event('gone');
    expect(gateway.recorder.of(party)).to.deep.equal(['ringing', 'answered', 'gone']);
  });

  it('owes a party its end also when its dial was lost', async () => {
    const { gateway } = await faulty({ lostCommand: 1 });
    const { party, result } = await gateway.dial('PJSIP/a6001');
    expect(result).to.deep.equal({ result: 'timeout' });
    expect(await gateway.event('gone')).to.include({ party, cause: 'failed', by: 'pbx' });
  });

  it('loses what is under way when it is cut', async () => {
    const { bench, gateway } = await faulty({});
    bench.calls();
    const party = await gateway.answerLast();
    const hangup = gateway.pbx.hangup(party, 'normal');
    bench.sim.cutLink();
    expect(await gateway.do(hangup)).to.deep.equal({ result: 'timeout' });
    expect(gateway.recorder.all('link').at(-1)?.state).to.equal('connecting');
    bench.sim.restoreLink();
    await gateway.live();
    expect(gateway.recorder.all('listed').at(-1)?.parties).to.have.length(1);
  });

  it('never tells later what was under way when it was cut', async () => {
    const { bench, gateway } = await faulty({});
    const caller = bench.calls();
    await gateway.answerLast();
    Object.assign(bench.sim.faults, { late: 1, lateMs: 10_000 });
    await bench.world.finish(caller.press('123'));
    bench.sim.cutLink();
    bench.sim.restoreLink();
    await gateway.event('link', ({ epoch, state }) => epoch === 2 && state === 'live');
    await bench.world.advance(60_000);
    expect(gateway.recorder.all('digit')).to.deep.equal([]);
  });

  it('doubles what overlapping subscriptions double, and nothing that counts', async () => {
    const { bench, gateway } = await faulty({ doubled: 1 });
    bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    const caller = bench.calls();
    const party = await gateway.answerLast();
    const { party: agent } = await gateway.dial('PJSIP/a6001');
    await gateway.event('answered', (event) => event.party === agent);
    await gateway.join(party, agent);
    await bench.world.finish(caller.press('1'));
    caller.hangup();
    await gateway.event('gone');
    expect(gateway.recorder.of(agent)).to.deep.equal([...twice('ringing'), ...twice('answered'), ...twice('joined')]);
    const told = [...twice('answered'), ...twice('joined'), 'digit', ...twice('left'), 'gone'];
    expect(gateway.recorder.of(party)).to.deep.equal(told);
    expect(gateway.recorder.offences).to.deep.equal([]);
  });

  it('swaps neighbours of different parties, never those of one', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 10; seed += 1) {
      const { bench, gateway } = await faulty({ swapped: 0.5 }, seed);
      bench.sim.phone(/^PJSIP\/a/, { answerAfterMs: 0 });
      const parties = ['1', '2', '3'].map((digit) => digit.repeat(32));
      await Promise.all(parties.map((party) => gateway.dial(`PJSIP/a${party[0]}`, { party })));
      await bench.world.advance(1000);
      for (const party of parties) expect(gateway.recorder.of(party)).to.deep.equal(['ringing', 'answered']);
      orders.add(
        gateway.recorder
          .all('answered')
          .map(({ party }) => party[0])
          .join(),
      );
    }
    expect(orders.size).to.be.greaterThan(1);
  });

  it('delays events without changing their order', async () => {
    const { bench, gateway } = await faulty({ late: 0.5, lateMs: 3000 });
    const caller = bench.calls();
    await gateway.answerLast();
    await bench.world.finish(caller.press('123456789'));
    await bench.world.advance(60_000);
    const digits = gateway.recorder.all('digit');
    expect(digits.map(({ digit }) => digit).join('')).to.equal('123456789');
  });

  it('accepts the id of a party that is gone', async () => {
    const { bench, gateway } = await faulty({});
    bench.sim.phone('PJSIP/a6001', { refuses: 'busy' });
    const { party } = await gateway.dial('PJSIP/a6001');
    await gateway.event('gone');
    gateway.recorder.reuse(party);
    expect((await gateway.dial('PJSIP/a6001', { party })).result).to.include({ result: 'ok' });
    await bench.world.waitFor(() => gateway.recorder.all('gone').length === 2);
  });
});

const twice = (type: string): string[] => [type, type];
