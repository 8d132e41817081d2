/** Whether a queue is open: by its hours, and by hand. One without hours that nobody closed has no state and is open. */
import type { Draft } from './decision';
import type { OpeningHours } from './hours';
import { Opening } from './opening';
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
  return { id: name, open, since, ...(changesAt !== undefined && { changesAt }), ...(manual && { manual }) };
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

/** The queue is not in the mapping any more. */
export const removedDrafts = (state: QueueState | undefined, now: number): Draft[] => {
  if (!state || queueEnded(state)) return [];
  const { changesAt: _, manual: __, ...rest } = state;
  return [{ type: 'queue.removed', id: state.id, data: { ...rest, removedAt: now } }];
};
