/**
 * A callback in the decisions about its call: both change in one, and what the call does in the line is done in the place
 * of the callback.
 */
import type { Call } from './call';
import type { Callback } from './callback';
import { CallbackDraft } from './callbackDraft';
import type { CallbackPolicy } from './callbackPolicy';
import type { Context, Draft } from './decision';
import { isRefusal, type Refusal } from './errors';
import type { TenantMapping } from './mapping';
import type { Entry } from './queue';

/** What of a call being decided about matters to its callback. */
export interface CalledBack {
  readonly call: Call;
  /** As this decision has it so far; undefined for a call that is no attempt of one. */
  readonly callback: Callback | undefined;
  readonly context: Pick<Context, 'now' | 'ids'>;
  readonly config: {
    readonly mapping: TenantMapping | undefined;
    readonly callbacks: (queue: string) => { pendingFor(number: string): Callback | undefined } | Refusal;
  };
  readonly drafts: Draft[];
  resource(kind: 'entry', id: string): Entry | undefined;
}

/** How the queue of the callback is set up, now. */
export const policyOf = ({ config }: CalledBack, { queue }: Callback): CallbackPolicy | undefined =>
  config.mapping?.queues[queue]?.callback;

/** Decides about the callback in the decision about its call; nothing when there is none. */
export function withCallback(draft: CalledBack, decide: (place: CallbackDraft) => void): void {
  const { callback } = draft;
  if (!callback) return;
  const entry = callback.entry === undefined ? undefined : draft.resource('entry', callback.entry);
  const place = new CallbackDraft(callback, entry, draft.context);
  decide(place);
  draft.drafts.push(...place.drafts);
}

/** Takes the place of the callback with its call; says which entry that is, and until when it may wait. */
export function standForCallback(draft: CalledBack, callback: Callback): { entry: string; until: number } {
  const until = draft.context.now + (policyOf(draft, callback)?.holdSeconds ?? 60) * 1_000;
  let entry = '';
  withCallback(draft, (place) => {
    place.reach(draft.call.id, until);
    entry = place.entry?.id ?? '';
  });
  return { entry, until };
}

/** The call has its place no more; the callback keeps it, whatever the call does next. */
export const leavePlace = (draft: CalledBack): void => withCallback(draft, (place) => place.detach());

/** Another one for its customer that is pending in its queue: asked for while they talked. */
export function askedAnew({ config }: CalledBack, { id, queue, customerNumber }: Callback): Callback | undefined {
  const found = config.callbacks(queue);
  const other = isRefusal(found) ? undefined : found.pendingFor(customerNumber);
  return other?.id === id ? undefined : other;
}

/** That one is instead of it. */
export function replaced(place: CallbackDraft, successor: string): boolean {
  const ending = { outcome: 'replaced', successor, endedAt: place.now, waiting: undefined, dueAt: undefined } as const;
  const done = place.become('cancelled', 'callback.cancelled', ending);
  place.leave('cancelled');
  return done;
}

/** It is over, and that call has its place. */
export function merged(place: CallbackDraft, successor: string): boolean {
  const ending = { outcome: 'merged', successor, endedAt: place.now, waiting: undefined, dueAt: undefined } as const;
  const done = place.become('merged', 'callback.merged', ending);
  place.leave('merged');
  return done;
}
