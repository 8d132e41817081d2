/** Two nodes of the gateway on one real Asterisk: a party changes hands and nothing of it is lost. */
import { expect } from 'chai';
import type { Pbx } from '../../src/ports/pbx';
import { Recorder } from '../contracts/pbx/recorder';
import { asteriskIsThere } from './support/asterisk';
import { LabHarness } from './support/pbxHarness';

const SOON = 20_000;

/** One node and what it was told. */
class Node {
  readonly recorder = new Recorder();
  readonly pbx: Pbx;

  constructor(pbx: Pbx) {
    this.pbx = this.recorder.watch(pbx);
    this.pbx.start(this.recorder.hear);
  }
}

describe('two nodes on a real Asterisk', function () {
  this.timeout(120_000);
  const harness = new LabHarness();
  let main: Node;
  let two: Node;

  before(async function () {
    if (!asteriskIsThere()) return this.skip();
    await harness.start();
    main = new Node(harness.connector());
    two = new Node(harness.connector('two'));
    for (const { recorder } of [main, two])
      await harness.eventually(() => recorder.all('link').at(-1)?.state === 'live', SOON, 'the link is live');
  });
  afterEach(() => harness.lab?.reset());
  after(async () => {
    await main?.pbx.stop();
    await two?.pbx.stop();
    await harness.stop();
  });

  const arrival = async () => {
    const before = main.recorder.all('arrived').length;
    const anna = await harness.lab.caller('1000');
    const { snapshot } = await harness.eventually(() => main.recorder.all('arrived')[before], SOON, 'the arrival');
    return { anna, party: snapshot.party };
  };
  const tags = { tenant: 'acme', call: 'c0ffee'.padEnd(32, '0'), role: 'customer' } as const;

  it('hand an arrived party over with its tags and routing point', async () => {
    const { anna, party } = await arrival();
    await main.pbx.tag(party, tags, 60_000);
    await main.pbx.answer(party);
    await anna.answered();
    expect((await main.pbx.handOver(party, 'two')).result).to.equal('ok');
    const { snapshot } = await harness.eventually(() => two.recorder.all('arrived')[0], SOON, 'the other node has it');
    expect(snapshot).to.deep.include({ party, state: 'up', routingPoint: 'main', tags });
    const gone = main.recorder.all('gone').find((event) => event.party === party);
    expect(gone).to.include({ cause: 'normal', by: 'local' });
    expect(await main.pbx.hangup(party, 'normal')).to.deep.equal({ result: 'gone' });
    expect((await two.pbx.list()).result).to.equal('ok');
    await anna.hangUp();
    await harness.eventually(() => two.recorder.all('gone').length === 1, SOON, 'the other node hears its end');
    expect(two.recorder.all('gone')[0]).to.include({ party, by: 'remote' });
  });

  it('hand over a party that they dialled', async () => {
    const desk = await harness.lab.phone('a6001', { ringMs: 1 });
    const party = harness.ids.fresh();
    const dial = { party, to: 'PJSIP/a6001', from: { number: '1000' }, ringMs: 5000, maxMs: 60_000 };
    await main.pbx.dial({ ...dial, tags, routingPoint: 'main' });
    await harness.eventually(() => main.recorder.of(party).includes('answered'), SOON, 'the answer');
    expect((await main.pbx.handOver(party, 'two')).result).to.equal('ok');
    const arrived = () => two.recorder.all('arrived').find(({ snapshot }) => snapshot.party === party);
    expect((await harness.eventually(arrived, SOON, 'the other node has it')).snapshot.state).to.equal('up');
    await two.pbx.hangup(party, 'normal');
    await desk.left();
    await harness.eventually(() => two.recorder.of(party).includes('gone'), SOON, 'the end');
    expect(main.recorder.of(party)).to.deep.equal(['ringing', 'answered', 'gone']);
  });

  it('keep a party that nobody takes', async () => {
    const { anna, party } = await arrival();
    await main.pbx.answer(party);
    await anna.answered();
    expect(await main.pbx.handOver(party, 'nobody')).to.include({ result: 'refused', code: 'unreachable' });
    expect(main.recorder.of(party)).to.deep.equal(['answered']);
    await anna.hangUp();
    await harness.eventually(() => main.recorder.of(party).includes('gone'), SOON, 'the end');
  });

  it('list their own alone', async () => {
    const { party } = await arrival();
    const [own, other] = [await main.pbx.list(), await two.pbx.list()];
    expect(own.result === 'ok' && own.value.map((snapshot) => snapshot.party)).to.deep.equal([party]);
    expect(other).to.deep.equal({ result: 'ok', value: [] });
  });
});
