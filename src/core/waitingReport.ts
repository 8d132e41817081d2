/** How well waiting times were told over some time, made of its sums. */
import { z } from 'zod';
import { levelOf, secondsOf } from './queueReport';
import { type Accuracy, UNJUDGED } from './waitingAccuracy';

const share = z.number().min(0).max(1);

export const accuracyFigures = z.object({
  judged: z
    .int()
    .meta({ description: 'Calls that were connected and had to wait, as far as was known when they came' }),
  meanErrorSeconds: z
    .number()
    .optional()
    .meta({ description: 'Mean of the absolute errors of the median, to a tenth' }),
  biasSeconds: z.number().optional().meta({ description: 'Mean of estimate less truth: above 0, too much was told' }),
  withinMinute: share.optional().meta({ description: 'Share of estimates that were off by no more than a minute' }),
  withinP90: share.optional().meta({ description: 'Share of waits that ended within the p90; 0.9 is right' }),
});
export type AccuracyFigures = z.infer<typeof accuracyFigures>;

/** What was not judged has no mean and no share. */
export function accuracyOf(sums: Partial<Accuracy>): AccuracyFigures {
  const { count, absoluteMs, biasMs, near, belowP90 } = { ...UNJUDGED, ...sums };
  if (count === 0) return { judged: 0 };
  return {
    judged: count,
    meanErrorSeconds: secondsOf(absoluteMs / count),
    biasSeconds: secondsOf(biasMs / count),
    withinMinute: levelOf(near, count),
    withinP90: levelOf(belowP90, count),
  };
}
