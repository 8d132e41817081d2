/** The figures of a queue over some time, made of its counts. What was not seen has no mean and no level. */
import { z } from 'zod';
import type { QueueCounts } from './queueInterval';

const count = z.int();
const seconds = z.number().meta({ description: 'To a tenth' });
const share = z.number().min(0).max(1);

export const queueFigures = z.object({
  offered: count.meta({ description: 'Calls that took a place' }),
  answered: count.meta({ description: 'Were connected' }),
  answeredInTime: count.meta({ description: 'Of these, within `serviceLevelSeconds` of the queue' }),
  abandoned: count.meta({ description: 'Hung up while they waited; not those who hardly waited at all' }),
  abandonedInTime: count.meta({ description: 'Of these, within `serviceLevelSeconds`' }),
  shortAbandoned: count.meta({ description: 'Hung up before `shortAbandonSeconds`' }),
  reconnected: count.meta({ description: 'Called again and had their old place; in no other figure' }),
  turnedAway: z
    .record(z.string(), count)
    .meta({ description: 'Calls that were to wait here and took no place, by the reason; in no other figure' }),
  overflowed: z.record(z.string(), count).meta({ description: 'Calls that left in any other way, by the reason' }),
  callbacks: z
    .record(z.string(), count)
    .meta({ description: 'Places of callbacks that came to their end, by the reason; they count nowhere else' }),
  dispositions: z
    .record(z.string(), count)
    .meta({ description: 'Outcomes recorded of calls served from here; one that was corrected is taken off' }),
  serviceLevel: share.optional().meta({ description: 'answeredInTime / answered' }),
  serviceLevelOfAll: share
    .optional()
    .meta({ description: '(answeredInTime + abandonedInTime) / (answered + abandoned)' }),
  meanAnsweredWaitSeconds: seconds.optional(),
  longestAnsweredWaitSeconds: seconds.optional(),
  meanAbandonedWaitSeconds: seconds.optional(),
  longestAbandonedWaitSeconds: seconds.optional(),
});
export type QueueFigures = z.infer<typeof queueFigures>;

export function figuresOf(counts: QueueCounts): QueueFigures {
  const { answered, answeredInTime, abandoned, abandonedInTime } = counts;
  const { offered, shortAbandoned, reconnected = 0, turnedAway, overflowed, callbacks, dispositions = {} } = counts;
  return {
    ...{
      offered,
      answered,
      answeredInTime,
      abandoned,
      abandonedInTime,
      shortAbandoned,
      reconnected,
      turnedAway,
      overflowed,
      callbacks,
      dispositions,
    },
    ...(answered > 0 && { serviceLevel: levelOf(answeredInTime, answered) }),
    ...(answered + abandoned > 0 && {
      serviceLevelOfAll: levelOf(answeredInTime + abandonedInTime, answered + abandoned),
    }),
    ...(answered > 0 && {
      meanAnsweredWaitSeconds: secondsOf(counts.answeredWaitMs / answered),
      longestAnsweredWaitSeconds: secondsOf(counts.answeredWaitMaxMs),
    }),
    ...(abandoned > 0 && {
      meanAbandonedWaitSeconds: secondsOf(counts.abandonedWaitMs / abandoned),
      longestAbandonedWaitSeconds: secondsOf(counts.abandonedWaitMaxMs),
    }),
  };
}

/** To four digits: a percentage with two of them. */
export const levelOf = (part: number, all: number): number => Math.round((part / all) * 10_000) / 10_000;

export const secondsOf = (ms: number): number => Math.round(ms / 100) / 10;
