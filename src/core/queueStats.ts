/** How a queue stands at this moment, and how its day went so far: for whoever watches it. */
import { z } from 'zod';
import { time } from './fields';
import { queueFigures } from './queueReport';

export const queueStats = z.object({
  queue: z.string(),
  /** When this was so. */
  at: time,
  /** Whether it takes calls. */
  open: z.boolean(),
  /** Who has a place. */
  waiting: z.int(),
  /** Of these, whom somebody is being reached for. */
  offering: z.int(),
  longestWaitMs: z.int(),
  /** When who waits longest came. */
  longestWaitSince: time.optional(),
  /** Since midnight in the zone of the tenant. */
  today: queueFigures,
});
export type QueueStats = z.infer<typeof queueStats>;
