/**
 * Changes of a callback that somebody asks for. What rings is hung up; with a customer on the line only the customer
 * changes it, by its keys (design §5.4).
 */
import { z } from 'zod';
import type { Call } from './call';
import type { Callback } from './callback';
import { bookFor } from './callbackBook';
import type { CallbackConfig } from './callbackConfig';
import { CallbackDraft } from './callbackDraft';
import { NO_ESTIMATE } from './callbackExpected';
import { lifeFrom } from './callbackLife';
import { withCallback } from './callbackPlace';
import { hasCall, isOver } from './callbackStates';
import { type StepName, stepsWith } from './callbackSteps';
import { promiseOf, promiseSeen, wantedTime } from './callbackTime';
import { clear } from './callClear';
import { type CallConfig, CallDraft } from './callDraft';
import { withdrawReached } from './callQueue';
import type { Context, Decision } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { closedNow } from './guards';
import { zone } from './hours';
import { confirmationMessage } from './messageSettings';
import { type MessageConfig, tell } from './messageTelling';
import type { MessagePurpose } from './messageText';
import { unserved } from './party';
import type { Entry } from './queue';
import { slotFor } from './slots';

/** The version that the sender has seen: refused when it is another one by now. */
export const version = z.int().min(1).optional();

export const changeCommand = z.strictObject({ version });
/** Of a change that its customer is told by message. */
export const toldCommand = changeCommand.extend({ confirmationMessage });
export type ToldCommand = z.infer<typeof toldCommand>;
export const rescheduleCommand = z.strictObject({
  /** `asap`, or a time: with an offset, or on the wall clock of `zone`, else of the queue. */
  when: wantedTime,
  zone: zone.optional(),
  confirmationMessage,
  version,
});
export type RescheduleCommand = z.infer<typeof rescheduleCommand>;

/** A callback with its place, and the call of its last attempt. */
export interface Changed {
  readonly callback: Callback;
  readonly entry: Entry | undefined;
  readonly call: Call | undefined;
}

export type Answer = Decision<{ readonly callback: string; readonly promisedAt?: string }> | Refusal;
type Changing = { readonly version?: number | undefined };

/** Nobody is called any more. `messages`: how the customer is told; absent: it is not. */
export function decideCancel(
  about: Changed,
  command: ToldCommand,
  { config, messages }: { readonly config: CallConfig; readonly messages?: MessageConfig | undefined },
  context: Context,
): Answer {
  const answer = change({ ...about, did: 'cancelled' }, command, config, context, (place) => {
    const done = place.become('cancelled', 'callback.cancelled', ended(place, 'cancelled'));
    place.leave('cancelled');
    return done;
  });
  return told(answer, 'cancelled', command, messages, context);
}

/** With a message about what it is now, where anything has changed. */
export function told(
  answer: Answer,
  purpose: MessagePurpose,
  { confirmationMessage: wanted }: Pick<ToldCommand, 'confirmationMessage'>,
  messages: MessageConfig | undefined,
  context: Context,
): Answer {
  if (isRefusal(answer)) return answer;
  const { callback } = answer.reply;
  const changed = answer.drafts.findLast(({ id }) => id === callback)?.data as Callback | undefined;
  if (!changed) return answer;
  return { ...answer, drafts: [...answer.drafts, ...tell(changed, purpose, messages, context, wanted)] };
}

/** Somebody has talked to the customer, or knows that it is settled. */
export const decideComplete = (about: Changed, command: Changing, config: CallConfig, context: Context): Answer =>
  change({ ...about, did: 'completed' }, command, config, context, (place) => {
    const done = place.become('completed', 'callback.completed', ended(place, 'done'));
    place.leave('done');
    return done;
  });

const ended = ({ now }: CallbackDraft, outcome: 'cancelled' | 'done') =>
  ({ outcome, endedAt: now, waiting: undefined, dueAt: undefined }) as const;

/** Another time, or as soon as possible. */
export function decideReschedule(
  about: Changed,
  command: RescheduleCommand,
  { config, book }: { readonly config: CallConfig; readonly book: CallbackConfig },
  context: Context,
): Answer {
  const { callback } = about;
  const refused = refusedChange(callback, command);
  if (refused) return refused;
  const promise = promiseOf(command.when, command.zone ?? callback.zone ?? book.zone);
  const slot = promise && slotFor(promise.promisedAt, context.now, bookFor(book, callback, callback));
  if (isRefusal(slot)) return slot;
  const closed = promise ? undefined : closedNow(book.rules, context.now);
  if (closed) return closed;
  const answer = change({ ...about, did: 'rescheduled' }, command, config, context, (place) => {
    if (!promise || !slot) return hasten(place, book);
    const { promisedAt, promisedLocal } = promise;
    const times = { promisedAt, promisedLocal, slot: slot.from, dueAt: promisedAt, arrivedAt: undefined };
    const until = { ...NO_LIFE, ...NO_ESTIMATE, ...lifeFrom(promisedAt, callback, book), waiting: undefined };
    const done = place.become('postponed', 'callback.rescheduled', { ...times, ...until, entry: undefined });
    place.leave('postponed');
    return done;
  });
  if (isRefusal(answer)) return answer;
  const reply = { ...answer.reply, ...promiseSeen(promise?.promisedAt) };
  return told({ ...answer, reply }, 'rescheduled', command, book.messages, context);
}

/** Before another one is reckoned; nor is it paused any more. */
const NO_LIFE = { closedMs: undefined, pausedAt: undefined, pausedUntil: undefined, leftMs: undefined } as const;

/** In line from now on; one that waits for its next attempt, or rests, has its place already. */
function hasten(place: CallbackDraft, book: CallbackConfig): boolean {
  const { state, arrivedAt, pausedAt } = place.callback;
  if (state === 'queued' || state === 'reserved' || state === 'dialing') return true;
  const frozen = pausedAt !== undefined && book.rules.policy.pause.arrival === 'frozen' ? place.now - pausedAt : 0;
  // A later arrival is another place.
  if (frozen > 0) place.leave('postponed');
  place.takePlace();
  const times = { promisedAt: undefined, promisedLocal: undefined, slot: undefined, dueAt: undefined };
  const life = { ...NO_LIFE, ...NO_ESTIMATE, ...lifeFrom(place.now, place.callback, book) };
  const arrival = state === 'scheduled' || arrivedAt === undefined ? place.now : arrivedAt + frozen;
  const done = place.become('hastened', 'callback.rescheduled', { ...times, ...life, arrivedAt: arrival });
  place.stand();
  return done;
}

/** Changes it by itself, or in a decision about the call that rings for it, which is over then. */
export function change(
  { callback, entry, call, did }: Changed & { readonly did?: StepName },
  command: Changing,
  config: CallConfig,
  context: Context,
  act: (place: CallbackDraft) => boolean,
): Answer {
  const refused = refusedChange(callback, command);
  if (refused) return refused;
  const reply = { callback: callback.id };
  const by = (place: CallbackDraft): boolean => {
    if (did) place.note(stepsWith(place.callback, did, context));
    return act(place);
  };
  if (call && hasCall(callback)) {
    const draft = new CallDraft(call, config, context);
    const tried = new CallbackDraft(callback, entry, context);
    if (by(tried) && !hasCall(tried.callback)) withdrawReached(draft, 'cancelled');
    let done = false;
    withCallback(draft, (place) => {
      done = by(place);
    });
    if (!done) return refuse('callback.wrong_state', `it is ${callback.state}`);
    if (draft.callback && !hasCall(draft.callback)) {
      // Whoever was there for the customer has nothing to wrap up.
      draft.set({ parties: draft.call.parties.map(unserved) });
      clear(draft, 'cancelled', 'local');
    }
    return draft.decision(reply);
  }
  const place = new CallbackDraft(callback, entry, context);
  return by(place) ? { drafts: place.drafts, reply } : refuse('callback.wrong_state', `it is ${callback.state}`);
}

function refusedChange(callback: Callback, { version: seen }: Changing): Refusal | undefined {
  const { state, version: now } = callback;
  if (isOver(callback)) return refuse('callback.ended', `it is ${state}`);
  if (seen !== undefined && seen !== now) return refuse('callback.version', undefined, { version: now });
  const there = state === 'confirming' || state === 'holding' || state === 'connected';
  return there ? refuse('callback.too_late') : undefined;
}
