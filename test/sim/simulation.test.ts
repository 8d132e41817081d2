/**
 * Many seeds of a day in which everything goes wrong. A seed that fails prints its number and the end of its trace, and
 * plays the same again: `make test-sim FROM=<seed> SEEDS=1`. The other half of the seeds is in simulationMore.test.ts.
 */
import { expect } from 'chai';
import { simulate } from './run';
import { FROM, holdsEveryInvariant } from './seeds';

describe('the simulation', function () {
  this.timeout(600_000);

  it('plays a seed the same way again', async () => {
    const [first, again] = [await simulate(FROM), await simulate(FROM)];
    expect(again.hash).to.equal(first.hash);
    expect((await simulate(FROM + 1)).hash).to.not.equal(first.hash);
  });

  holdsEveryInvariant(0);
});
