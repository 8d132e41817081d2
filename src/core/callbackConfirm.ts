/**
 * The dialogue with a customer who is called back: it is told who calls and presses 1 to be connected, 2 for later, 3 to
 * cancel, 9 to hear it again (design §5.3.6). Whoever wants to be connected while nobody is free waits in the place that the
 * callback has, for a while, and is asked again.
 */
import { customer } from './call';
import type { Callback } from './callback';
import { joinReserved, letReservedGo } from './callbackAgent';
import { attemptFailed } from './callbackAttempt';
import { followCallback } from './callbackFollow';
import { firstPlaceable, lifeFrom } from './callbackLife';
import { policyOf, withCallback } from './callbackPlace';
import { clear } from './callClear';
import type { CallDraft } from './callDraft';
import { setMusic } from './callMusic';
import { advance } from './callPlan';
import { withdrawReached } from './callQueue';
import { PROGRAM_MS } from './callStep';
import type { ConfirmStep } from './effect';
import { isRefusal } from './errors';
import type { MediaItem } from './media';
import { tell } from './messageTelling';
import type { MessagePurpose } from './messageText';
import type { Treatment } from './treatment';

const LATER_MINUTES = 30;
const said = (name: string, language?: string): MediaItem => ({
  ...{ play: 'prompt', name },
  ...(language !== undefined && { language }),
});

/** Says who calls and asks for a key. */
export function askCustomer(draft: CallDraft): void {
  const party = customer(draft.call);
  if (!party) return clear(draft, 'normal', 'local');
  followCallback(draft);
  if (draft.callback && policyOf(draft, draft.callback)?.confirm.required === false) return connectCustomer(draft);
  setMusic(draft, false);
  const number = draft.begin({ do: 'confirm', deadlineAt: draft.now + PROGRAM_MS });
  draft.first({ do: 'run', party: party.id, number, step: confirmStep(draft, 'greeting') });
  draft.emit('call.treated', party.id);
}

/** It has waited for so long: it is asked whether it waits on, and goes on being next in line meanwhile. */
export function askOnHold(draft: CallDraft): void {
  const party = customer(draft.call);
  const { step } = draft.call;
  if (!party || !step) return clear(draft, 'normal', 'local');
  draft.first({ do: 'endProgram', party: party.id });
  const number = draft.begin({ do: 'queue', deadlineAt: draft.now + PROGRAM_MS });
  draft.set({ asking: true });
  draft.first({ do: 'run', party: party.id, number, step: confirmStep(draft, 'hold') });
  draft.emit('call.treated', party.id);
}

/** What is said and awaited. */
export function confirmStep(draft: CallDraft, about: 'greeting' | 'hold'): ConfirmStep {
  const { callback } = draft;
  const confirm = callback && policyOf(draft, callback)?.confirm;
  const greeting = confirm?.media ?? [said('callback-greeting', callback?.language)];
  const busy = confirm?.holdMedia ?? [said('all-agents-busy', callback?.language)];
  const media = about === 'greeting' ? greeting : busy;
  return { do: 'confirm', media, tries: confirm?.tries ?? 1, seconds: confirm?.seconds ?? 5 };
}

/** What the customer chose; `none` when it pressed no key that means anything. */
export type Choice = 'connect' | 'later' | 'cancel' | 'none';

export function customerChose(draft: CallDraft, choice: Choice): void {
  if (choice === 'connect') return connectCustomer(draft);
  if (choice === 'none') return clear(draft, 'normal', 'local');
  withdrawReached(draft, 'left');
  letReservedGo(draft);
  withCallback(draft, (place) => {
    const { callback, now } = place;
    const cause = choice === 'cancel' ? 'cancelledByCustomer' : 'postponedByCustomer';
    const ended = { ...attemptFailed(callback, cause, now), waiting: undefined };
    if (choice === 'cancel') {
      place.become('cancelled', 'callback.cancelled', { ...ended, endedAt: now, outcome: 'cancelledByCustomer' });
      return place.leave('cancelled');
    }
    const time = { ...laterTime(draft, callback), promisedLocal: undefined, slot: undefined, entry: undefined };
    place.become('postponed', 'callback.rescheduled', { ...ended, ...time });
    place.leave('postponed');
  });
  writeTo(draft, choice === 'cancel' ? 'cancelled' : 'rescheduled');
  const spoken = draft.callback?.language;
  const told = choice === 'cancel' ? [said('callback-cancelled', spoken)] : laterSaid(draft, spoken);
  farewell(draft, [...told, said('goodbye', spoken)]);
}

/** What is said now is gone a moment later; and whoever pressed the key need not be whom it is about. */
function writeTo(draft: CallDraft, purpose: MessagePurpose): void {
  const { callback } = draft;
  const config = callback && draft.config.callbacks(callback.queue);
  if (config && !isRefusal(config)) draft.drafts.push(...tell(callback, purpose, config.messages, draft.context));
}

/** When it is called again: after a while, or at the first moment after that at which it may be. */
function laterTime(draft: CallDraft, callback: Callback): Partial<Callback> & { closedMs: number | undefined } {
  const wanted = laterAt(draft, callback);
  const config = draft.config.callbacks(callback.queue);
  if (isRefusal(config)) return { promisedAt: wanted, dueAt: wanted, closedMs: undefined };
  const at = firstPlaceable(wanted, callback, config) ?? wanted;
  return { promisedAt: at, dueAt: at, closedMs: undefined, ...lifeFrom(at, callback, config) };
}

const laterAt = (draft: CallDraft, callback: Callback): number =>
  draft.now + (policyOf(draft, callback)?.confirm.laterMinutes ?? LATER_MINUTES) * 60_000;

/** Where it cannot be called so soon, that is said, with the time of day at which it is. */
function laterSaid(draft: CallDraft, spoken: string | undefined): MediaItem[] {
  const { callback } = draft;
  const words = said('callback-later', spoken);
  const config = callback && draft.config.callbacks(callback.queue);
  if (!callback || !config || isRefusal(config) || callback.promisedAt === laterAt(draft, callback)) return [words];
  const at = callback.promisedAt ?? draft.now;
  return [said('callback-closed', spoken), words, { play: 'time', at, zone: callback.zone ?? config.zone }];
}

/** Goes on with what was meant for the customer: to wait in its place, or to be connected. */
function connectCustomer(draft: CallDraft): void {
  const { plan } = draft.call;
  if (draft.call.asking && plan) draft.set({ plan: { ...plan, step: plan.step - 1 } });
  else {
    withCallback(draft, (place) => {
      const { callback, now: confirmedAt } = place;
      const attempts = callback.attempts.map((one) =>
        one.number === callback.attempt ? { ...one, confirmedAt } : one,
      );
      place.become('confirmed', 'callback.confirmed', { attempts });
    });
    if (joinReserved(draft)) return;
  }
  draft.drop('asking');
  advance(draft);
}

/** Says the result, once it is on the disk, and hangs up. */
function farewell(draft: CallDraft, media: MediaItem[]): void {
  const party = customer(draft.call);
  if (!party) return clear(draft, 'normal', 'local');
  const step = { do: 'announce', media } satisfies Treatment;
  draft.drop('entry', 'asking');
  draft.set({ plan: { by: 'callback', treatments: [step], step: 0 } });
  const number = draft.begin({ do: 'announce', deadlineAt: draft.now + PROGRAM_MS });
  draft.later({ do: 'run', party: party.id, number, step });
  draft.emit('call.treated', party.id);
}
