/** Gateways come, die and follow each other; the switchboard goes on. */
import { expect } from 'chai';
import { Bench } from './bench';

describe('gateways at the simulator', () => {
  it('die without a word, and their successor finds who is there', async () => {
    const bench = new Bench();
    const first = await bench.gateway();
    const caller = bench.calls();
    const party = await first.answerLast();
    const said = first.recorder.events.length;
    bench.sim.crashGateway();
    await bench.world.advance(5000);
    expect(first.recorder.events.length).to.equal(said);
    expect(caller.state).to.equal('up');
    const second = await bench.gateway();
    expect(second.recorder.all('listed')[0]?.parties.map((snapshot) => snapshot.party)).to.deep.equal([party]);
    caller.hangup();
    await second.event('gone');
    expect(first.recorder.events.length).to.equal(said);
  });

  it('never hear the answer to what they sent before they died', async () => {
    const bench = new Bench();
    const gateway = await bench.gateway();
    let settled = false;
    void gateway.pbx.open(bench.world.ids.fresh()).then(() => {
      settled = true;
    });
    bench.sim.crashGateway();
    void gateway.pbx.list().then(() => {
      settled = true;
    });
    await bench.world.advance(60_000);
    expect(settled).to.equal(false);
  });

  it('may have got their last command out, or not', async () => {
    const outcomes = new Set<boolean>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const bench = new Bench(seed);
      const gateway = await bench.gateway();
      const conversation = bench.world.ids.fresh();
      void gateway.pbx.open(conversation);
      bench.sim.crashGateway();
      await bench.world.advance(1000);
      outcomes.add(bench.sim.board.exchange.conversations.has(conversation));
    }
    expect([...outcomes].sort()).to.deep.equal([false, true]);
  });

  it('find callers who have waited for them', async () => {
    const bench = new Bench();
    const caller = bench.calls();
    await bench.world.advance(10_000);
    expect(caller.state).to.equal('calling');
    const gateway = await bench.gateway();
    await gateway.event('arrived');
    expect(caller.state).to.equal('waiting');
  });

  it('are given up after fifteen seconds: the dialplan goes on without them', async () => {
    const bench = new Bench();
    const caller = bench.calls();
    await bench.world.advance(16_000);
    expect(caller).to.include({ state: 'dialplan', point: 'fallback,4930231250' });
    const gateway = await bench.gateway();
    await bench.world.advance(5000);
    expect(gateway.recorder.all('arrived')).to.deep.equal([]);
  });

  it('of another node have parties of their own, and hand them over', async () => {
    const bench = new Bench();
    const [one, two] = [await bench.gateway('one'), await bench.gateway('two')];
    const caller = bench.sim.call({ routingPoint: 'main', ani: '+12025550100', dnis: '4930231250', node: 'one' });
    const party = await one.answerLast();
    expect(await two.do(two.pbx.list())).to.deep.equal({ result: 'ok', value: [] });
    expect(await one.do(one.pbx.handOver(party, 'three'))).to.include({ result: 'refused', code: 'unreachable' });
    expect(await one.do(one.pbx.handOver(party, 'two'))).to.include({ result: 'ok' });
    expect((await two.event('arrived')).snapshot).to.include({ party, state: 'up', routingPoint: 'main' });
    expect(await one.event('gone')).to.include({ party, by: 'local' });
    caller.hangup();
    await two.event('gone');
    expect(one.recorder.of(party)).to.deep.equal(['answered', 'gone']);
  });

  it('inherit no subscription: who wants to see a lamp asks for it', async () => {
    const bench = new Bench();
    bench.sim.phone('PJSIP/a6001', { answerAfterMs: 100 });
    const first = await bench.gateway();
    await first.do(first.pbx.device('PJSIP/a6001'));
    const second = await bench.gateway();
    await second.dial('PJSIP/a6001');
    await second.event('answered');
    expect(second.recorder.all('deviceChanged')).to.deep.equal([]);
  });

  it('that have been replaced can do nothing more', async () => {
    const bench = new Bench();
    const first = await bench.gateway();
    bench.calls();
    const party = await first.answerLast();
    await bench.gateway();
    expect(await first.do(first.pbx.hangup(party, 'normal'))).to.deep.equal({ result: 'linkDown' });
    expect(bench.sim.board.exchange.parties.has(party)).to.equal(true);
  });

  it('hear after the listing what happens while they resync', async () => {
    const bench = new Bench();
    const gateway = bench.listens();
    await gateway.event('link', ({ state }) => state === 'resyncing');
    bench.calls();
    await gateway.live();
    expect(gateway.recorder.all('listed')[0]?.parties).to.deep.equal([]);
    await gateway.event('arrived');
    expect(gateway.recorder.all('arrived')).to.have.length(1);
  });

  it('hear that the PBX has started anew, and their values are written again', async () => {
    const bench = new Bench();
    const gateway = await bench.gateway();
    const caller = bench.calls();
    await gateway.answerLast();
    await gateway.do(gateway.pbx.remember('USER_1000', 'PJSIP/a6001'));
    bench.sim.restart();
    expect(caller.end).to.deep.equal({ cause: 'lost', by: 'pbx' });
    expect(bench.sim.remembered.size).to.equal(0);
    await gateway.event('link', ({ state, restarted }) => state === 'live' && restarted === true);
    expect([...bench.sim.remembered]).to.deep.equal([['USER_1000', 'PJSIP/a6001']]);
    expect(gateway.recorder.all('listed').at(-1)?.parties).to.deep.equal([]);
    expect(gateway.recorder.offences).to.deep.equal([]);
  });
});
