/** The seeds of a run of the simulation, in blocks that are a test each: `SEEDS` says how many, `FROM` where to begin. */
import { simulate } from './run';

export const FROM = Number(process.env.FROM ?? 1);
const SEEDS = Number(process.env.SEEDS ?? 50);
const BLOCK = 25;

/** Every second block, from the first (0) or the second (1): each half is a file, so that two processes share them. */
export function holdsEveryInvariant(half: 0 | 1): void {
  for (let from = FROM + half * BLOCK; from < FROM + SEEDS; from += 2 * BLOCK) {
    const until = Math.min(from + BLOCK, FROM + SEEDS);
    it(`holds every invariant in seeds ${from} to ${until - 1}`, async () => {
      for (let seed = from; seed < until; seed += 1) await simulate(seed);
    });
  }
}
