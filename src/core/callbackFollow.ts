/**
 * A callback follows its call: in every decision about the call, once what happened to the call is known. So call and
 * callback change together or not at all, and whatever ends a call ends the attempt (design §5.3.5 to 7).
 */

import { type Call, customer } from './call';
import type { Callback, CallbackOutcome } from './callback';
import { attemptEnded, attemptFailed } from './callbackAttempt';
import type { CallbackDraft } from './callbackDraft';
import { askedAnew, type CalledBack, merged, policyOf, replaced, withCallback } from './callbackPlace';
import { isLive } from './callbackStates';
import { isRefusedForGood } from './queue';
import { afterFailure, dialFailure, type FailedOf, type RetrySettings, retrySettings } from './retry';

/** Brings the callback of the call to where the call is. */
export function followCallback(draft: CalledBack): void {
  const { call, callback } = draft;
  if (!callback || callback.call !== call.id) return;
  if (callback.state === 'reserved' && (call.clearing || call.clearedAt !== undefined))
    return withCallback(draft, (place) => released(draft, place));
  if (!isLive(callback)) return;
  withCallback(draft, (place) => {
    if (place.callback.state === 'dialing' && call.answeredAt !== undefined) answered(place, call);
    if (call.connectedAt !== undefined && place.callback.state !== 'connected') connected(place, call);
    if (call.clearing || call.clearedAt !== undefined) ended(draft, place);
  });
}

/** The agents who were asked did not come, or left before the customer was dialled: that costs the customer nothing. */
function released(draft: CalledBack, place: CallbackDraft): void {
  const { callback } = place;
  if (isRefused(place)) return refused(place);
  const { clearing, cause = clearing?.cause ?? 'noAnswer' } = draft.call;
  const agentSide = (callback.failures.agentSide ?? 0) + 1;
  const { maxAgentFailures } = policyOf(draft, callback)?.retry ?? retrySettings.parse({});
  const alarm = agentSide >= maxAgentFailures || callback.alarm ? true : undefined;
  place.become('released', 'callback.released', { failures: { ...callback.failures, agentSide }, alarm });
  place.release(cause);
}

/** No agent can be dialled for it. */
const isRefused = ({ entry }: CallbackDraft): boolean => entry !== undefined && isRefusedForGood(entry);

function refused(place: CallbackDraft, ended: Pick<Callback, 'attempts' | 'failures'> | undefined = undefined): void {
  place.become('gaveUp', 'callback.failed', { ...ended, outcome: 'refused', endedAt: place.now, waiting: undefined });
  place.leave('failed');
}

function answered(place: CallbackDraft, { answeredAt = place.now }: Call): void {
  const attempts = place.callback.attempts.map((one) =>
    one.number === place.callback.attempt ? { ...one, answeredAt } : one,
  );
  place.become('answered', 'callback.answered', { attempts });
}

function connected(place: CallbackDraft, { connectedAt }: Call): void {
  place.become('connected', 'callback.connected', { connectedAt });
  place.leave('connected');
}

function ended(draft: CalledBack, place: CallbackDraft): void {
  const { call } = draft;
  const { now } = place;
  const policy = policyOf(draft, place.callback);
  const verdict = verdictOn(place.callback, call, now, enoughMs(call, policy));
  if (verdict === 'talked') return over(place, 'completed', 'talked');
  if (verdict === 'unseen') return over(place, 'lost', 'lost');
  failed(draft, place, verdict, policy?.retry ?? retrySettings.parse({}));
}

/** A talk is done after so long; after longer where the customer did not end it, but its line broke. */
function enoughMs(call: Call, { minTalkSeconds, rescueSeconds } = { minTalkSeconds: 10, rescueSeconds: 30 }): number {
  const { cause } = customer(call) ?? {};
  const broken = cause !== undefined && cause !== 'normal' && cause !== 'lost' && cause !== 'timeLimit';
  return (broken ? Math.max(minTalkSeconds, rescueSeconds) : minTalkSeconds) * 1_000;
}

/** How an attempt ended: they talked, nobody saw it, or why it failed. */
function verdictOn(callback: Callback, call: Call, now: number, minTalkMs: number): FailedOf | 'talked' | 'unseen' {
  const party = customer(call);
  const lost = party?.cause === 'lost';
  switch (callback.state) {
    case 'dialing':
      if (party?.unsent) return 'unsent';
      // Still there: the call was ended by command.
      return party?.state === 'gone' ? dialFailure(party.cause ?? 'failed') : 'agentSide';
    case 'connected':
      if (now - (callback.connectedAt ?? now) >= minTalkMs) return 'talked';
      return lost ? 'unseen' : 'shortTalk';
    case 'holding':
      return lost ? 'unseen' : 'agentSide';
    default:
      if (callback.attempts.find(({ number }) => number === callback.attempt)?.answeredBy === 'machine')
        return 'machine';
      return lost ? 'unseen' : 'unconfirmed';
  }
}

function over(place: CallbackDraft, input: 'completed' | 'lost', outcome: CallbackOutcome): void {
  const ending = { ...attemptEnded(place.callback, place.now), outcome, endedAt: place.now };
  place.become(input, input === 'lost' ? 'callback.lost' : 'callback.completed', ending);
  place.leave(input === 'lost' ? 'failed' : 'connected');
}

function failed(draft: CalledBack, place: CallbackDraft, cause: FailedOf, settings: RetrySettings): void {
  const { callback, now } = place;
  const { attempts, failures } = attemptFailed(callback, cause, now);
  if (isRefused(place)) return refused(place, { attempts, failures });
  // Its customer called in meanwhile, and waits there or has talked; or asked for another one while it talked.
  const caller = callback.successor;
  const next = caller === undefined && cause === 'shortTalk' ? askedAnew(draft, callback) : undefined;
  if (caller !== undefined || next) {
    place.become('attemptFailed', 'callback.retry_scheduled', { failures, attempts, dueAt: now });
    if (caller !== undefined) merged(place, caller);
    else if (next) replaced(place, next.id);
    return;
  }
  const verdict = afterFailure(cause, failures, settings, now);
  if (!verdict.again) {
    const ending = { failures, attempts, outcome: verdict.because, endedAt: now };
    place.become('gaveUp', 'callback.failed', ending);
    return place.leave('failed');
  }
  const alarm = verdict.alarm || callback.alarm ? true : undefined;
  place.become('attemptFailed', 'callback.retry_scheduled', { failures, attempts, dueAt: verdict.at, alarm });
  place.hold(verdict.at, cause);
}
