/** How well waiting times were told: sums that reports are made of. Plain data. */

export type Accuracy = Readonly<Record<'count' | 'absoluteMs' | 'biasMs' | 'near' | 'belowP90', number>>;

/** An estimate and what became of it. Entries that left before they were served have no truth. */
export interface Judged {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly truthMs: number;
}

/** Off by no more than that is as good as a caller who is told minutes can be told. */
const NEAR_MS = 60_000;

export const UNJUDGED: Accuracy = { count: 0, absoluteMs: 0, biasMs: 0, near: 0, belowP90: 0 };

export function judge(sums: Accuracy, { p50Ms, p90Ms, truthMs }: Judged, toleranceMs = NEAR_MS): Accuracy {
  const error = p50Ms - truthMs;
  return {
    count: sums.count + 1,
    absoluteMs: sums.absoluteMs + Math.abs(error),
    biasMs: sums.biasMs + error,
    near: sums.near + (Math.abs(error) <= toleranceMs ? 1 : 0),
    belowP90: sums.belowP90 + (truthMs <= p90Ms ? 1 : 0),
  };
}
