/**
 * What each queue has learned of its waiting times (design §7), kept beside the journal: it follows from the records of
 * entries and agents as counts do, so a crash loses nothing of it and a start learns nothing twice.
 */
import { z } from 'zod';
import type { Agent } from './agent';
import { time } from './fields';
import type { Entry } from './queue';
import type { JournalRecord } from './record';
import { learn, unlearned, type WaitingObservation, type WaitingState } from './waitingLearning';

const sum = z.number();

export const queueLearningSchema = z.object({
  /** Name of the queue. */
  id: z.string(),
  at: time,
  handled: z.array(sum),
  handledSum: sum,
  left: sum,
  waited: sum,
  gaps: sum,
  gapSum: sum,
  departedAt: time.optional(),
  judged: sum,
  errorSum: sum,
  squareSum: sum,
  /** The queue is not in the mapping any more: one of that name begins anew. */
  removedAt: time.optional(),
});
export type QueueLearning = z.infer<typeof queueLearningSchema>;

export const learningOver = ({ removedAt }: QueueLearning): boolean => removedAt !== undefined;

/** What a queue learns from a record; no observation: that it is no more. */
export interface Lesson {
  readonly queue: string;
  readonly observation: WaitingObservation | undefined;
}

/** Said by the record alone. */
export function lessonOf({ type, subject, data }: JournalRecord): Lesson | undefined {
  if (type === 'queue.left') return leaving(data as Entry);
  if (type === 'queue.removed') return { queue: (data as { id: string }).id, observation: undefined };
  const { handled } = subject.startsWith('agent/') ? (data as Agent) : {};
  return handled && { queue: handled.queue, observation: { kind: 'handled', ms: handled.ms } };
}

/** Whoever did not wait on the line teaches nothing of it; neither does who was sent away. */
function leaving({ queue, callback, reason, waitMs, estimate, agent, reconnects }: Entry): Lesson | undefined {
  if (callback !== undefined || waitMs === undefined) return undefined;
  const about = { waitedMs: waitMs, ...(estimate && reconnects === undefined && { basis: estimate.basis }) };
  if (reason === 'connected')
    return { queue, observation: { kind: 'served', by: agent === undefined ? 'dequeue' : 'agent', ...about } };
  const own = reason === 'abandoned' || reason === 'left' || reason === 'timeout';
  return own ? { queue, observation: { kind: 'left', ...about } } : undefined;
}

/** The state after a lesson at `now`. */
export function taught(before: QueueLearning | undefined, { queue, observation }: Lesson, now: number): QueueLearning {
  if (!observation) return { id: queue, ...unlearned(now), handled: [], removedAt: now };
  return { id: queue, ...learn(known(before) ?? unlearned(now), observation, now) } as QueueLearning;
}

/** What is known of a queue, or what one knows of which nothing was seen but what its settings say. */
export const learnedOf = (
  state: QueueLearning | undefined,
  { handlingSeconds }: { readonly handlingSeconds?: number | undefined },
  now: number,
): WaitingState => ({
  ...(known(state) ?? unlearned(now)),
  ...(handlingSeconds !== undefined && { usualMs: handlingSeconds * 1_000 }),
});

function known(state: QueueLearning | undefined): WaitingState | undefined {
  if (!state || state.removedAt !== undefined) return undefined;
  const { departedAt, ...rest } = state;
  return { ...rest, ...(departedAt !== undefined && { departedAt }) };
}
