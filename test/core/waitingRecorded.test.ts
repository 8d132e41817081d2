/** A recording of a day says what the day itself said, and one is made of the export of a tenant. */
import { expect } from 'chai';
import { Recorder } from '../../bench/waiting/record';
import { readRows, replayRows, writeRows } from '../../bench/waiting/recording';
import { play } from '../../bench/waiting/replay';
import { SCENARIOS } from '../../bench/waiting/scenarios';

const HEAD = 'what,queue,who,from,to,how,priority';

describe('a recorded queue', () => {
  for (const scenario of SCENARIOS)
    it(`gives what the simulated day gave: ${scenario.name}`, () => {
      const { judged, rows } = play(scenario, 2);
      const again = replayRows(readRows(writeRows(rows)));
      // Sums of floating point numbers from another beginning differ in their last digits.
      const shown = (all: typeof judged) =>
        all.map(({ ours, oursTold, appQueue, waited, truth }) =>
          [ours, oursTold, appQueue, waited, truth].map(Math.round),
        );
      const both = [shown(judged), shown(again)].map((all) => all.map((one) => one.join()).sort());
      const same = both[0]?.filter((one, i) => one === both[1]?.[i]).length ?? 0;
      expect(again.length).to.equal(judged.length).and.above(50);
      expect(same / judged.length).to.be.above(0.99);
    });

  it('judges each method by what followed', () => {
    const minute = (n: number) => new Date(Date.UTC(2026, 0, 5, 9, n)).toISOString();
    const csv = [
      HEAD,
      `here,sales care,anna,${minute(0)},${minute(30)},,`,
      `wait,sales,en_1,${minute(1)},${minute(1)},answered,0`,
      `talk,sales,anna,${minute(1)},${minute(5)},,`,
      `wait,sales,en_2,${minute(2)},${minute(5)},answered,0`,
      `wait,sales,en_3,${minute(3)},${minute(4)},abandoned,0`,
      `talk,sales,anna,${minute(5)},${minute(9)},,`,
    ].join('\r\n');
    const judged = replayRows(readRows(csv));
    expect(judged.map(({ waited, truth }) => [waited, truth].map((ms) => ms / 60_000))).to.deep.equal([
      [0, 3],
      [1, 2],
      [2, 1],
    ]);
    // Nobody waited yet: |0 + 30 − 0|, |0 + 30 − 60|, |0 + 30 − 120| seconds, and of whole minutes the last alone is one.
    expect(judged.map(({ appQueue }) => appQueue / 1_000)).to.deep.equal([30, 30, 90]);
    expect(judged.map(({ appQueueTold }) => appQueueTold)).to.deep.equal([Number.NaN, Number.NaN, 60_000]);
  });

  for (const [line, words] of [
    ['wait,sales,en_1,yesterday,today,answered,0', 'line 2: to is not after from'],
    ['rest,sales,anna,1,2,,', 'line 2: what is rest?'],
    ['talk,,anna,1,2,,', 'line 2: queue and who are needed'],
  ])
    it(`says which line cannot be read: ${line}`, () => {
      expect(() => readRows(`${HEAD}\n${line}`)).to.throw(words as string);
    });

  it('is made of the events of a tenant', () => {
    const time = (second: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, second)).toISOString();
    const recorder = new Recorder();
    const agent = (second: number, state: string, voice: object) =>
      recorder.take({
        type: 'agent.state_changed',
        time: time(second),
        data: { id: 'anna', state, queues: { sales: {} }, voice },
      });
    agent(0, 'ready', { state: 'idle' });
    agent(5, 'ready', { state: 'offered', queue: 'sales' });
    const entry = { id: 'en_1', queue: 'sales', call: 'ca_1', arrivedAt: time(2), endedAt: time(8), priority: 0 };
    recorder.take({ type: 'queue.left', time: time(8), data: { ...entry, reason: 'connected' } });
    agent(8, 'ready', { state: 'busy', queue: 'sales' });
    agent(20, 'ready', { state: 'wrapUp', queue: 'sales' });
    agent(30, 'ready', { state: 'idle' });
    agent(40, 'ready', { state: 'busy' });
    agent(50, 'notReady', { state: 'idle' });
    const seconds = (ms: number) => (ms - Date.UTC(2026, 0, 5, 9)) / 1_000;
    expect(recorder.end().map(({ what, from, to, how }) => [what, seconds(from), seconds(to), how])).to.deep.equal([
      ['here', 0, 40, ''],
      ['wait', 2, 8, 'answered'],
      ['talk', 8, 30, ''],
    ]);
  });
});
