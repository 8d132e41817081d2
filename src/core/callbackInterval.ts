/** What became of the callbacks of a queue in a quarter of an hour: sums that reports are made of. */
import { z } from 'zod';
import type { Callback } from './callback';
import { judgedDial } from './callbackExpected';
import { SILENT_MS } from './callbackFallback';
import { showOf } from './callbackNoShows';
import { intervalFields } from './interval';
import type { JournalRecord } from './record';
import type { AttemptCause } from './retry';

const count = z.int();
const byName = z.record(z.string(), count);

const callbackCounts = z.object({
  /** Were asked for, and how. */
  requested: count,
  channels: byName,
  /** Dials of customers, and how those failed that did, by cause; agents who were asked in vain. */
  dials: count,
  failed: byName,
  released: count,
  /** Were connected, and how long those waited that were asked for as soon as possible. */
  connected: count,
  waited: count,
  waitMs: count,
  waitMaxMs: count,
  /** Wanted to be connected, and found nobody within 2 s. Absent in quarters that are older than these counts. */
  wanted: count.optional(),
  silent: count.optional(),
  /** Were promised for a time and dialled for the first time: talked then, or were not there. Absent as above. */
  shows: count.optional(),
  noShows: count.optional(),
  /** Were promised for a time and dialled for the first time; within five minutes of it, and how late in all. */
  promised: count,
  punctual: count,
  lateMs: count,
  lateMaxMs: count,
  /** How well those who wanted it as soon as possible were told when they would be dialled: sums (waitingAccuracy). Absent as above. */
  accuracy: byName.optional(),
  /** Ended, by outcome. */
  outcomes: byName,
});
export type CallbackCounts = z.infer<typeof callbackCounts>;

export const callbackIntervalSchema = z.object({ ...intervalFields, queue: z.string(), ...callbackCounts.shape });

export const NO_CALLBACK_COUNTS: CallbackCounts = Object.freeze({
  requested: 0,
  channels: Object.freeze({}),
  dials: 0,
  failed: Object.freeze({}),
  released: 0,
  connected: 0,
  waited: 0,
  waitMs: 0,
  waitMaxMs: 0,
  wanted: 0,
  silent: 0,
  shows: 0,
  noShows: 0,
  promised: 0,
  punctual: 0,
  lateMs: 0,
  lateMaxMs: 0,
  accuracy: Object.freeze({}),
  outcomes: Object.freeze({}),
});

export interface CallbackCounted {
  readonly queue: string;
  readonly counts: Partial<CallbackCounts>;
}

/** A promise is kept when the first dial is no later than that. */
const PUNCTUAL_MS = 300_000;

/** What a record adds. */
export function callbackCounted({ subject, type, data, time }: JournalRecord): CallbackCounted | undefined {
  if (!subject.startsWith('callback/')) return undefined;
  const callback = data as Callback;
  const cause = failedNow(type, callback, time);
  const counts = {
    ...progress(type, callback, time),
    ...(cause !== undefined && { failed: { [cause]: 1 } }),
    ...ended(type, callback),
    ...silence(type, callback, time),
    ...showOf(type, callback, cause),
  };
  return Object.keys(counts).length === 0 ? undefined : { queue: callback.queue, counts };
}

function progress(type: string, callback: Callback, time: number): Partial<CallbackCounts> {
  switch (type) {
    case 'callback.requested':
      return { requested: 1, channels: { [callback.channel]: 1 } };
    case 'callback.attempted':
      return { dials: 1, ...punctuality(callback, time), ...judged(callback, time) };
    case 'callback.released':
      return { released: 1 };
    case 'callback.connected':
      // Who was kept on the line for somebody else has been counted.
      return callback.rescuedIn === callback.attempt ? {} : { connected: 1, ...waiting(callback, time) };
    default:
      return {};
  }
}

/** Events by which a customer who wanted to be connected is not on the line any more. */
const GONE: readonly string[] = ['retry_scheduled', 'failed', 'rescheduled', 'cancelled'].map(
  (one) => `callback.${one}`,
);

/** Counted once in an attempt: when somebody is there, or when nobody will be. */
function silence(type: string, callback: Callback, time: number): Partial<CallbackCounts> {
  const { attempts, attempt, rescuedIn, connectedAt = 0 } = callback;
  const { confirmedAt, endedAt = time } = attempts.find(({ number }) => number === attempt) ?? {};
  if (confirmedAt === undefined || rescuedIn === attempt) return {};
  if (type === 'callback.connected') return { wanted: 1, silent: Number(time - confirmedAt > SILENT_MS) };
  if (!GONE.includes(type) || connectedAt >= confirmedAt || endedAt !== time) return {};
  // Who hung up at once was not left in silence.
  return { wanted: 1, silent: Number(time - confirmedAt > SILENT_MS) };
}

const ENDS: readonly string[] = ['completed', 'cancelled', 'expired', 'failed', 'merged', 'lost'].map(
  (end) => `callback.${end}`,
);

function ended(type: string, callback: Callback): Partial<CallbackCounts> {
  if (!ENDS.includes(type) || callback.outcome === undefined) return {};
  return { outcomes: { [callback.outcome]: 1 } };
}

/** Events with which an attempt may have failed. */
const FAILS: readonly string[] = [...GONE, 'callback.paused', 'callback.completed', 'callback.merged'];

/** How the attempt failed that is over with this record. */
export function failedNow(type: string, { attempts, attempt }: Callback, time: number): AttemptCause | undefined {
  const { cause, endedAt } = attempts.find(({ number }) => number === attempt) ?? {};
  return FAILS.includes(type) && endedAt === time ? cause : undefined;
}

function judged(callback: Callback, time: number): Partial<CallbackCounts> {
  const accuracy = judgedDial(callback, time);
  return accuracy ? { accuracy: { ...accuracy } } : {};
}

function punctuality({ promisedAt, attempt }: Callback, time: number): Partial<CallbackCounts> {
  if (promisedAt === undefined || attempt !== 1) return {};
  const lateMs = Math.max(0, time - promisedAt);
  return { promised: 1, punctual: lateMs <= PUNCTUAL_MS ? 1 : 0, lateMs, lateMaxMs: lateMs };
}

function waiting({ promisedAt, requestedAt }: Callback, time: number): Partial<CallbackCounts> {
  const waitMs = time - requestedAt;
  return promisedAt === undefined ? { waited: 1, waitMs, waitMaxMs: waitMs } : {};
}
