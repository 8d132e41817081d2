/** A day in which everything goes wrong is played the same way again; the seeds themselves are in seeds/. */
import { expect } from 'chai';
import { simulate } from './run';

describe('the simulation', () => {
  it('plays a seed the same way again', async () => {
    const [first, again] = [await simulate(1), await simulate(1)];
    expect(again.hash).to.equal(first.hash);
    expect((await simulate(2)).hash).to.not.equal(first.hash);
  }).timeout(60_000);
});
