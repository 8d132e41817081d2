/** The other half of the seeds of simulation.test.ts: a process of its own plays them. */
import { holdsEveryInvariant } from './seeds';

describe('the simulation, its other half', function () {
  this.timeout(600_000);

  holdsEveryInvariant(1);
});
