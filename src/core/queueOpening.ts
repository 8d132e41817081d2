/** Whether a queue is open: by its hours, and by hand. One without hours that nobody closed has no state and is open. */
import type { Draft } from './decision';
import type { OpeningHours } from './hours';
import { allOpenMs, Opening } from './opening';
import type { QueueLearning } from './queueLearning';
import { type QueueState, queueEnded } from './queueState';

const DAYS: OpeningHours['weekly'][number]['days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const ALWAYS: OpeningHours = { zone: 'UTC', weekly: [{ days: DAYS, from: '00:00', to: '24:00' }], exceptions: [] };

/** What a queue is decided to be by; `manual` says what is switched by hand from now on, null: nothing any more. */
export interface OpeningInput {
  readonly name: string;
  readonly state: QueueState | undefined;
  readonly hours: OpeningHours | undefined;
  readonly now: number;
  readonly manual?: QueueState['manual'] | null;
}

/** The state as it is now by the hours and by hand; undefined for a queue that is simply open. */
export function openingState({ name, state, hours, now, manual: wish }: OpeningInput): QueueState | undefined {
  const before = state && !queueEnded(state) ? state : undefined;
  const manual = inForce(wish === undefined ? before?.manual : (wish ?? undefined), now);
  if (!before && !hours && !manual) return undefined;
  const opening = new Opening({ ...(hours ?? ALWAYS), ...(manual && { manual }) });
  const open = opening.isOpen(now);
  const changesAt = opening.nextChange(now);
  const since = before?.open === open ? before.since : now;
  const same = manual !== undefined && before?.manual?.at === manual.at;
  const closedMs = same ? before?.closedMs : closedByHandMs(before, hours && new Opening(hours), now);
  const closed = closedMs ? { closedMs } : {};
  return { id: name, open, since, ...closed, ...(changesAt !== undefined && { changesAt }), ...(manual && { manual }) };
}

/** How long in all it was closed by hand until now, while its hours had it open. */
export function closedByHandMs(state: QueueState | undefined, hours: Opening | undefined, now: number): number {
  const { manual, closedMs = 0 } = state ?? {};
  if (!manual || manual.open) return closedMs;
  const until = Math.min(now, manual.until ?? now);
  return closedMs + allOpenMs(hours ? [hours] : [], manual.at, until);
}

const inForce = (manual: QueueState['manual'], now: number): QueueState['manual'] =>
  manual?.until !== undefined && manual.until <= now ? undefined : manual;

/** The record of it; none when everybody knows already. */
export function openingDrafts(input: OpeningInput): Draft[] {
  const data = openingState(input);
  const before = input.state && !queueEnded(input.state) ? input.state : undefined;
  if (!data || JSON.stringify(data) === JSON.stringify(before)) return [];
  const changed = data.open !== (before?.open ?? true);
  const type = !changed ? 'queue.changed' : data.open ? 'queue.opened' : 'queue.closed';
  return [{ type, id: input.name, data }];
}

/** The queue is not in the mapping any more; nothing when nothing of it is left. */
export const removedDrafts = ({ name, state, learned, now }: RemovedInput): Draft[] => {
  const known = state && !queueEnded(state);
  if (!known && (!learned || learned.removedAt !== undefined)) return [];
  const { since, open } = known ? state : { since: now, open: true };
  return [{ type: 'queue.removed', id: name, data: { id: name, open, since, removedAt: now } satisfies QueueState }];
};

interface RemovedInput extends Pick<OpeningInput, 'name' | 'state' | 'now'> {
  /** What is known of its waiting times, which goes with it. */
  readonly learned: QueueLearning | undefined;
}
