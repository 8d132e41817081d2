/**
 * A callback rests until it is resumed (design §5.4): it is in the wait queue meanwhile, its time to live stands still, and a
 * slot is given back. When the longest pause ends without a word it expires: nobody is called who asked not to be.
 */
import { z } from 'zod';
import { bookFor } from './callbackBook';
import { type Answer, type Changed, change, type ToldCommand, told, version } from './callbackChange';
import type { CallbackConfig } from './callbackConfig';
import type { CallbackDraft } from './callbackDraft';
import { NO_ESTIMATE } from './callbackExpected';
import { leftMs, lifeFrom } from './callbackLife';
import type { CallConfig } from './callConfig';
import type { Context } from './decision';
import { isRefusal } from './errors';
import { confirmationMessage } from './messageSettings';
import { slotFor } from './slots';

export const pauseCommand = z.strictObject({
  /** The longest it rests; at most, and without it, what the queue allows. */
  seconds: z.int().min(1).optional(),
  confirmationMessage,
  version,
});
export type PauseCommand = z.infer<typeof pauseCommand>;

/** What rings is hung up. */
export function decidePause(
  about: Changed,
  command: PauseCommand,
  { config, book }: { readonly config: CallConfig; readonly book: CallbackConfig },
  context: Context,
): Answer {
  const { maxSeconds } = book.rules.policy.pause;
  const ms = Math.min(command.seconds ?? maxSeconds, maxSeconds) * 1_000;
  const answer = change({ ...about, did: 'paused' }, command, config, context, (place) => {
    const { now } = place;
    const rest = { pausedAt: now, pausedUntil: now + ms, waiting: undefined, ...NO_ESTIMATE };
    const left = { leftMs: leftMs(place.callback, now, book), expiresAt: undefined };
    place.takePlace();
    const done = place.become('paused', 'callback.paused', { ...rest, ...left });
    if (done) place.park();
    return done;
  });
  return told(answer, 'paused', command, book.messages, context);
}

/** To its time, to its next attempt, or into line: with the arrival it had, or later by the pause, as the queue has it. */
export function decideResume(
  about: Changed,
  command: ToldCommand,
  { config, book }: { readonly config: CallConfig; readonly book: CallbackConfig },
  context: Context,
): Answer {
  const answer = change({ ...about, did: 'resumed' }, command, config, context, (place) => resume(place, book));
  return told(answer, 'resumed', command, book.messages, context);
}

function resume(place: CallbackDraft, book: CallbackConfig): boolean {
  const { callback, now } = place;
  const { promisedAt, dueAt, leftMs: left, pausedAt = now, arrivedAt } = callback;
  const over = { pausedAt: undefined, pausedUntil: undefined, leftMs: undefined };
  const lives = { closedMs: undefined, ...lifeFrom(now, callback, book, left) };
  if (promisedAt !== undefined && promisedAt > now) {
    const slot = slotFor(promisedAt, now, bookFor(book, callback));
    // Whoever paused has given the place up; where somebody else has it now the callback is in line instead.
    if (!isRefusal(slot)) {
      const anew = lifeFrom(promisedAt, callback, book);
      const times = { ...over, ...lives, ...anew, dueAt: promisedAt, slot: slot.from, entry: undefined };
      const done = place.become('resumedForTime', 'callback.resumed', times);
      place.leave('postponed');
      return done;
    }
  }
  const frozen = book.rules.policy.pause.arrival === 'frozen' ? now - pausedAt : 0;
  const arrival = { arrivedAt: (arrivedAt ?? now) + (arrivedAt === undefined ? 0 : frozen) };
  // A later arrival is another place.
  if (frozen > 0) place.leave('postponed');
  place.takePlace();
  if (dueAt !== undefined && dueAt > now && (promisedAt === undefined || dueAt !== promisedAt)) {
    const done = place.become('resumedForRetry', 'callback.resumed', { ...over, ...lives, ...arrival });
    place.stand();
    place.hold(dueAt, 'paused');
    return done;
  }
  const done = place.become('resumed', 'callback.resumed', {
    ...over,
    ...lives,
    ...arrival,
    dueAt: undefined,
    slot: undefined,
  });
  place.stand();
  return done;
}
