/** Those who read much take turns, and nobody keeps the turn for ever. */
import { expect } from 'chai';
import { TURN_MS, Turns } from '../../src/services/turns';
import { ManualClock } from '../support/manualClock';

describe('turns', () => {
  let clock: ManualClock;
  let turns: Turns;
  let done: string[];

  beforeEach(() => {
    clock = new ManualClock();
    turns = new Turns(clock);
    done = [];
  });

  const does =
    (name: string, fails = false) =>
    async () => {
      done.push(name);
      if (fails) throw new Error(name);
    };
  /** What the promises of a turn bring about has happened, and what was due is done. */
  const settled = async () => {
    await new Promise(setImmediate);
    clock.advance(0);
    await new Promise(setImmediate);
  };

  it('go from tenant to tenant, also after one that fails; who asks first has the first at once', async () => {
    const all = [
      turns.take('acme', does('a1')),
      turns.take('acme', does('a2', true)).catch(() => done.push('failed')),
      turns.take('acme', does('a3')),
      turns.take('globex', does('g1')),
    ];
    for (let turn = 0; turn < all.length; turn += 1) await settled();
    await Promise.all(all);
    expect(done).to.deep.equal(['a1', 'a2', 'failed', 'g1', 'a3']);
    expect(clock.timers, 'no limit of a turn that is over').to.equal(0);
  });

  it('end for who gets no answer, and the others go on', async () => {
    const stuck = turns.take('acme', () => new Promise(() => {})).catch((error: Error) => error.message);
    const other = turns.take('globex', does('g1'));
    clock.advance(TURN_MS - 1);
    await settled();
    expect(done).to.deep.equal([]);
    clock.advance(1);
    await settled();
    await other;
    expect(done).to.deep.equal(['g1']);
    expect(await stuck).to.equal('the store did not answer within 60000 ms');
  });
});
