/**
 * When a callback is expected to be dialled first, as its customer was told, and what became of that. Kept as two whole
 * numbers of ms from the request on, because there may be a million of them.
 */
import { z } from 'zod';
import type { Callback } from './callback';
import { iso } from './time';
import { type Accuracy, judge, UNJUDGED } from './waitingAccuracy';

/** Wall times in ms: as likely before as after, and later for one of ten. */
export interface ExpectedDial {
  readonly p50At: number;
  readonly p90At: number;
  /** Rests on next to no history. */
  readonly cold: boolean;
}

export const expectedView = z.object({
  p50At: z.iso.datetime().meta({ description: 'It is as likely before as after' }),
  p90At: z.iso.datetime().meta({ description: 'One of ten is later' }),
  cold: z.boolean().meta({ description: 'Rests on next to no history' }),
});
export type ExpectedView = z.infer<typeof expectedView>;

export const expectedSeen = ({ p50At, p90At, cold }: ExpectedDial): ExpectedView => ({
  p50At: iso(p50At),
  p90At: iso(p90At),
  cold,
});

type Kept = Pick<Callback, 'estimateP50Ms' | 'estimateP90Ms'>;

export const keptOf = ({ p50At, p90At }: ExpectedDial, requestedAt: number): Kept => ({
  estimateP50Ms: Math.round(p50At - requestedAt),
  estimateP90Ms: Math.round(p90At - requestedAt),
});

/** What was told holds no more: it rests, has another time, or waits elsewhere. */
export const NO_ESTIMATE = { estimateP50Ms: undefined, estimateP90Ms: undefined } as const;

/** How true it was, at the first dial. */
export function judgedDial(callback: Callback, time: number): Accuracy | undefined {
  const { attempt, promisedAt, requestedAt, estimateP50Ms: p50Ms, estimateP90Ms: p90Ms } = callback;
  if (attempt !== 1 || promisedAt !== undefined || p50Ms === undefined || p90Ms === undefined) return undefined;
  return judge(UNJUDGED, { p50Ms, p90Ms, truthMs: time - requestedAt });
}
