/**
 * Many seeds of a day in which everything goes wrong. `SEEDS` says how many, `FROM` where to begin; a seed that fails
 * prints its number and the end of its trace, and plays the same again: `make test-sim FROM=<seed> SEEDS=1`.
 */
import { expect } from 'chai';
import { simulate } from './run';

const FROM = Number(process.env.FROM ?? 1);
const SEEDS = Number(process.env.SEEDS ?? 100);
const BLOCK = Math.max(25, Math.ceil(SEEDS / 40));

describe('the simulation', function () {
  this.timeout(600_000);

  it('plays a seed the same way again', async () => {
    const [first, again] = [await simulate(FROM), await simulate(FROM)];
    expect(again.hash).to.equal(first.hash);
    expect((await simulate(FROM + 1)).hash).to.not.equal(first.hash);
  });

  for (let from = FROM; from < FROM + SEEDS; from += BLOCK) {
    const until = Math.min(from + BLOCK, FROM + SEEDS);
    it(`holds every invariant in seeds ${from} to ${until - 1}`, async () => {
      for (let seed = from; seed < until; seed += 1) await simulate(seed);
    });
  }
});
