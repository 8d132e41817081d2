/** How well waiting times were told: sums of one queue and day, and the report they give. Plain data. */

export interface Accuracy {
  readonly count: number;
  readonly absoluteMs: number;
  readonly biasMs: number;
  readonly near: number;
  readonly belowP90: number;
}

/** An estimate and what became of it. Entries that left before they were served have no truth. */
export interface Judged {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly truthMs: number;
}

export interface AccuracyReport {
  readonly count: number;
  /** Mean of the absolute errors. */
  readonly meanErrorMs: number;
  /** Mean of estimate less truth: above 0, callers were told too much. */
  readonly biasMs: number;
  /** Share of estimates that were off by no more than the tolerance. */
  readonly near: number;
  /** Share of waits that ended within the p90 that was told; 0.9 is right. */
  readonly belowP90: number;
}

export const UNJUDGED: Accuracy = { count: 0, absoluteMs: 0, biasMs: 0, near: 0, belowP90: 0 };

export function judge(sums: Accuracy, { p50Ms, p90Ms, truthMs }: Judged, toleranceMs: number): Accuracy {
  const error = p50Ms - truthMs;
  return {
    count: sums.count + 1,
    absoluteMs: sums.absoluteMs + Math.abs(error),
    biasMs: sums.biasMs + error,
    near: sums.near + (Math.abs(error) <= toleranceMs ? 1 : 0),
    belowP90: sums.belowP90 + (truthMs <= p90Ms ? 1 : 0),
  };
}

/** Undefined while nothing was judged. */
export function accuracyOf({ count, absoluteMs, biasMs, near, belowP90 }: Accuracy): AccuracyReport | undefined {
  if (count === 0) return undefined;
  return {
    count,
    meanErrorMs: absoluteMs / count,
    biasMs: biasMs / count,
    near: near / count,
    belowP90: belowP90 / count,
  };
}
