/**
 * What a queue is beside its settings: open or closed. It is a resource, so that a change is told, and the next one is a
 * deadline in it (design §4).
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { inner, time } from './fields';

export const queueStateSchema = z.object({
  /** Name of the queue. */
  id: z.string(),
  open: z.boolean(),
  /** When it opened or closed. */
  since: time,
  /** When it opens or closes next, as far as that is known. */
  changesAt: time.optional(),
  /** It was opened or closed by hand, until then, or until that is taken back. */
  manual: z.object({ open: z.boolean(), until: time.optional(), by: z.string(), at: time }).optional(),
  /** How long in all it had been closed by hand, while its hours had it open, before `manual`. */
  closedMs: inner(z.int().optional()),
  /** It is not in the mapping any more. */
  removedAt: time.optional(),
});
export type QueueState = z.infer<typeof queueStateSchema>;

export const queueEnded = (state: QueueState): boolean => state.removedAt !== undefined;

export function queueDeadlines({ changesAt, manual, removedAt }: QueueState): Deadline[] {
  if (removedAt !== undefined) return [];
  return [
    ...(changesAt === undefined ? [] : [{ name: 'opening', at: changesAt }]),
    ...(manual?.until === undefined ? [] : [{ name: 'manual', at: manual.until }]),
  ];
}
