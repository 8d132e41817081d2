/**
 * Seeded randomness (mulberry32): small, fast and the same on every machine. Nothing in the simulator draws from
 * anywhere else, so a seed is the whole story of a run.
 */

/** The next number of a stream: at least 0, less than 1. */
export type Random = () => number;

/** A stream of random numbers that depends on `seed` alone. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A stream of its own for `name`, so that one part drawing more does not move the draws of another. */
export function stream(seed: number, name: string): Random {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return seeded(hash);
}

/** A whole number from `low` to `high`, both included. */
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** True with the given probability (0 = never, 1 = always); draws nothing for 0, so an unused fault changes no run. */
export const chance = (random: Random, probability: number): boolean => probability > 0 && random() < probability;
