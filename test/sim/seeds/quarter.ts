/** The seeds of a run of the simulation, in blocks that are a test each: `SEEDS` says how many, `FROM` where to begin. */
import { simulate } from '../run';

const FROM = Number(process.env.FROM ?? 1);
const SEEDS = Number(process.env.SEEDS ?? 50);
const BLOCK = 25;

/**
 * Every fourth block, from block `quarter` on: each quarter is a file, because processes share files.
 * A seed that fails prints its number and the end of its trace, and plays the same again: `make test-sim FROM=<seed> SEEDS=1`.
 */
export function holdsEveryInvariant(quarter: 0 | 1 | 2 | 3): void {
  describe(`the simulation, quarter ${quarter + 1} of 4`, function () {
    this.timeout(600_000);

    for (let from = FROM + quarter * BLOCK; from < FROM + SEEDS; from += 4 * BLOCK) {
      const until = Math.min(from + BLOCK, FROM + SEEDS);
      it(`holds every invariant in seeds ${from} to ${until - 1}`, async () => {
        for (let seed = from; seed < until; seed += 1) await simulate(seed);
      });
    }
  });
}
