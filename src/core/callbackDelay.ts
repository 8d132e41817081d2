/** What keeps a callback from being dialled now is said, and its turn comes when that is over. */
import type { Callback, RoomReason } from './callback';
import { CallbackDraft } from './callbackDraft';
import type { Context, Decision } from './decision';
import type { Refusal } from './errors';
import type { DialVerdict } from './guards';
import type { Entry } from './queue';

/** It is not dialled now. While it waits for a time of day, nobody waits behind it. */
export function decideDelay(
  { callback, entry }: { readonly callback: Callback; readonly entry: Entry | undefined },
  verdict: Delay,
  context: Context,
): Decision {
  const place = new CallbackDraft(callback, entry, context);
  delayed(place, verdict);
  return { drafts: place.drafts, reply: undefined };
}

/** The same for one that an agent was asked for: nobody is any more. */
export function delayed(place: CallbackDraft, verdict: Delay): void {
  const { now } = place;
  if (verdict.for === 'blocked' || verdict.for === 'invalidNumber') {
    place.become('gaveUp', 'callback.failed', { outcome: verdict.for, endedAt: now, waiting: undefined });
    return place.leave('failed');
  }
  const waiting = { for: verdict.for, ...(verdict.until !== undefined && { until: verdict.until }) };
  if (!place.become('released', 'callback.delayed', { waiting })) place.change('callback.delayed', { waiting });
  if (verdict.for === 'minDelay') return place.release(verdict.for);
  place.hold(verdict.until ?? place.callback.expiresAt ?? now, verdict.for);
}

/** A number that no line leads to is tried again: the mapping may be mended. */
const NO_LINE_MS = 60_000;

/**
 * Why no line leads to its customer: for ever where it is the number, which is one that nobody dials (of an emergency, a premium
 * one) or none at all; else the mapping has no line, and may have one soon.
 */
export function linelessBy({ refused }: Refusal, now: number): Delay {
  if (refused === 'destination.refused') return { for: 'blocked' };
  if (refused === 'destination.invalid') return { for: 'invalidNumber' };
  return withoutLine(now);
}

export const withoutLine = (now: number): Delay => ({ for: 'noLine', until: now + NO_LINE_MS });

export type Delay =
  | Extract<DialVerdict, { dial: false }>
  /** No line leads to the number, which the mapping may mend; or the call that asked for it, or rang for it, is not over yet. */
  | { readonly for: 'noLine' | 'callStillUp'; readonly until: number }
  /** Its number is none that any line leads to. */
  | { readonly for: 'blocked' | 'invalidNumber'; readonly until?: undefined }
  /** It is told when there is room. */
  | { readonly for: RoomReason; readonly until?: undefined };
