/** Where a callback stands is changed by hand: before or behind others, or in another queue, with the arrival that it has. */
import { z } from 'zod';
import { bookFor } from './callbackBook';
import { type Answer, type Changed, change, version } from './callbackChange';
import type { CallbackConfig } from './callbackConfig';
import type { CallbackDraft } from './callbackDraft';
import { alreadyThere } from './callbackDuplicate';
import { NO_ESTIMATE } from './callbackExpected';
import { lifeFrom } from './callbackLife';
import { hasCall } from './callbackStates';
import type { CallConfig } from './callConfig';
import type { Context } from './decision';
import { isRefusal, refuse } from './errors';
import { callableNumber, refusedNow } from './guards';
import { slug } from './ids';
import { priority } from './queue';
import { slotFor } from './slots';

/** 100 moves it to the front. */
export const setPriorityCommand = z.strictObject({ priority, version });
export type SetPriorityCommand = z.infer<typeof setPriorityCommand>;
export const reassignCommand = z.strictObject({ queue: slug, version });
export type ReassignCommand = z.infer<typeof reassignCommand>;

export const decideSetPriority = (
  about: Changed,
  command: SetPriorityCommand,
  config: CallConfig,
  context: Context,
): Answer =>
  change({ ...about, did: 'prioritised' }, command, config, context, (place) => place.prioritise(command.priority));

/** The other queue takes it as it would a request: its switches, limits, numbers and slots hold. */
export function decideReassign(
  about: Changed,
  command: ReassignCommand,
  { config, book }: { readonly config: CallConfig; readonly book: CallbackConfig },
  context: Context,
): Answer {
  const { callback } = about;
  if (hasCall(callback)) return refuse('callback.too_late', 'it is being placed');
  if (book.queue === callback.queue) return { drafts: [], reply: { callback: callback.id } };
  const number = callableNumber(callback.customerNumber, book.rules);
  if (isRefusal(number)) return number;
  const other = book.pendingFor(number);
  if (other) return alreadyThere(other, context.now);
  const refused = refusedNow(number, book.rules, { ...book.counts, requested: () => 0 });
  if (refused) return refused;
  const slot =
    callback.state === 'scheduled'
      ? slotFor(callback.promisedAt ?? context.now, context.now, bookFor(book, callback))
      : undefined;
  if (isRefusal(slot)) return slot;
  return change({ ...about, did: 'reassigned' }, command, config, context, (place) => moved(place, book, slot?.from));
}

function moved(place: CallbackDraft, config: CallbackConfig, slot: number | undefined): boolean {
  const { queue, routingPoint, rules } = config;
  const { state, dueAt, promisedAt = 0 } = place.callback;
  place.leave('redirected');
  const inLine = state === 'queued' || state === 'retryWait' || state === 'paused';
  if (inLine) place.takePlace();
  const life = lifeFrom(Math.max(place.now, promisedAt), place.callback, config);
  // What is left of that of one that is paused is reckoned when it goes on.
  const until = state === 'paused' ? {} : { closedMs: undefined, ...life };
  const there = { queue, routingPoint, venue: rules.policy.venue, waiting: undefined, ...until, ...NO_ESTIMATE };
  place.change('callback.changed', { ...there, slot, ...(!inLine && { entry: undefined }) });
  if (!inLine) return true;
  if (state === 'paused') place.park();
  else place.stand();
  if (state === 'retryWait') place.hold(dueAt, 'moved');
  return true;
}
