/** The figures of the callbacks of a queue over some time, made of their counts. What was not seen has no mean and no share. */
import { z } from 'zod';
import type { CallbackCounts } from './callbackInterval';
import { accuracyFigures, accuracyOf } from './waitingReport';

const count = z.int();
const byName = z.record(z.string(), count);
const seconds = z.number().meta({ description: 'To a tenth' });

export const callbackFigures = z.object({
  requested: count.meta({ description: 'Were asked for' }),
  channels: byName.meta({ description: 'Of these, by how: keypad, chat, page, api or agent' }),
  dials: count.meta({ description: 'Dials of customers' }),
  failed: byName.meta({ description: 'Dials and talks that came to nothing, by cause' }),
  released: count.meta({ description: 'Times that agents were asked in vain: no dial, and no attempt of a customer' }),
  connected: count.meta({ description: 'Customers who talked with somebody' }),
  wanted: count.meta({ description: 'Customers who wanted to be connected' }),
  silent: count.meta({ description: 'Of these, found nobody within 2 s' }),
  shows: count.meta({ description: 'Were promised for a time, and talked at their first dial' }),
  noShows: count.meta({ description: 'Were promised for a time, and not there at their first dial' }),
  outcomes: byName.meta({ description: 'Ended, by outcome: one closed list' }),
  promised: count.meta({ description: 'Were promised for a time that came, and dialled' }),
  punctual: count.meta({ description: 'Of these, dialled no more than five minutes late' }),
  punctuality: z.number().min(0).max(1).optional().meta({ description: 'punctual / promised' }),
  meanLateSeconds: seconds.optional(),
  longestLateSeconds: seconds.optional(),
  meanWaitSeconds: seconds
    .optional()
    .meta({ description: 'From the request to the talk, of those wanted as soon as possible' }),
  longestWaitSeconds: seconds.optional(),
  ...accuracyFigures.shape,
  judged: count.meta({
    description: 'Were wanted as soon as possible, told when they would be dialled, and dialled for the first time',
  }),
  withinP90: accuracyFigures.shape.withinP90.meta({ description: 'Share dialled by the p90; 0.9 is right' }),
});
export type CallbackFigures = z.infer<typeof callbackFigures>;

const tenths = (ms: number): number => Math.round(ms / 100) / 10;

export function callbackFiguresOf(counts: CallbackCounts): CallbackFigures {
  const { requested, channels, dials, failed, released, connected, outcomes, promised, punctual } = counts;
  const { waited, waitMs, waitMaxMs, lateMs, lateMaxMs, wanted = 0, silent = 0, shows = 0, noShows = 0 } = counts;
  return {
    ...{ requested, channels, dials, failed, released, connected, outcomes, promised, punctual, wanted, silent },
    ...{ shows, noShows },
    ...(promised > 0 && {
      punctuality: punctual / promised,
      meanLateSeconds: tenths(lateMs / promised),
      longestLateSeconds: tenths(lateMaxMs),
    }),
    ...(waited > 0 && { meanWaitSeconds: tenths(waitMs / waited), longestWaitSeconds: tenths(waitMaxMs) }),
    ...accuracyOf(counts.accuracy ?? {}),
  };
}
