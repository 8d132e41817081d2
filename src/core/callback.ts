/**
 * A callback: getting back to a customer who keeps a place in a queue without being on the line (design §2, §5.3). Its state
 * changes by the table of `callbackStates.ts` and by nothing else; what has a time is a field, so that it survives a crash.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { CALLBACK_STATES } from './callbackStates';
import { stepSchema } from './callbackSteps';
import { attributes, inner, time } from './fields';
import { idSchema } from './ids';
import { MACHINE_VERDICTS } from './machine';
import { language } from './media';
import { priority } from './queue';
import { ATTEMPT_CAUSES } from './retry';
import { iso } from './time';

/** Why it ended: one closed list, which reports count. */
export const CALLBACK_OUTCOMES = [
  'talked',
  'done',
  'cancelledByCustomer',
  'cancelled',
  'replaced',
  'expired',
  'attemptsUsed',
  'blocked',
  'invalidNumber',
  'refused',
  'merged',
  'lost',
] as const;

/** Who asked for it, and how. */
export const CALLBACK_CHANNELS = ['keypad', 'chat', 'page', 'api', 'agent'] as const;

/** One dial of the customer. */
const attempt = z.object({
  /** From 1; with tenant and callback it names the party. */
  number: z.int(),
  startedAt: time,
  call: idSchema('call'),
  answeredAt: time.optional(),
  /** Who answered, where the queue wants to know; `unsure` is taken for a person. */
  answeredBy: z.enum(MACHINE_VERDICTS).optional(),
  /** When the customer wanted to be connected. */
  confirmedAt: time.optional(),
  endedAt: time.optional(),
  /** How it failed. */
  cause: z.enum(ATTEMPT_CAUSES).optional(),
});

/** A name that was recorded, and where whoever may hear it fetches the audio. */
export const recordedName = z.object({ recording: idSchema('recording'), audio: z.string() });

/** What it may have to stand by for until somebody tells that there is room: nobody knows when. */
const ROOM_REASONS = ['suspended', 'quota', 'asManyAsAllowed', 'line'] as const;
export type RoomReason = (typeof ROOM_REASONS)[number];

/** Why it is not dialled although it is its turn, in the words of `why`, and when that is looked at again. */
const waiting = z.object({
  for: z.enum([
    ...(['minDelay', 'hours', 'window', 'switchedOff', 'budget', 'noLine', 'callStillUp'] as const),
    ...ROOM_REASONS,
  ]),
  until: time.optional(),
});

export const callbackSchema = z.object({
  id: idSchema('callback'),
  /** Nine digits and a check digit: what the customer names it by. */
  confirmationId: z.string(),
  transaction: idSchema('transaction'),
  queue: z.string(),
  state: z.enum(CALLBACK_STATES),
  /** By which medium the customer is called back. */
  medium: z.enum(['voice']),
  /** In E.164. */
  customerNumber: z.string(),
  /** IANA zone of the customer, where it is known. */
  zone: z.string().optional(),
  language: language.optional(),
  channel: z.enum(CALLBACK_CHANNELS),
  /** Whoever asked for it wanted no messages about it. */
  confirmationMessage: z.literal(false).optional(),
  attributes,
  /** Under whose name it runs: filters and keys by venue hold for its events, too. */
  routingPoint: z.string(),
  venue: z.string(),
  priority,
  requestedAt: time,
  /** How long after the request it was expected to be dialled first: as likely sooner as later, and later for one of ten. */
  estimateP50Ms: z.int().optional(),
  estimateP90Ms: z.int().optional(),
  /** The time that was promised; absent: as soon as possible. It is never dialled before. */
  promisedAt: time.optional(),
  /** The promised time as the customer said it, and where. */
  promisedLocal: z.object({ time: z.string(), zone: z.string() }).optional(),
  /** The slot that it takes up: its beginning. */
  slot: time.optional(),
  /** Its place in line: since when it waits. Retries keep it. */
  arrivedAt: time.optional(),
  entry: idSchema('entry').optional(),
  /** When it is in line (`scheduled`) or in line again (`retryWait`). */
  dueAt: time.optional(),
  waiting: waiting.optional(),
  /** When it is given up; stands still while it is paused. */
  expiresAt: time.optional(),
  /** How long its queue had been closed by hand in all when that was reckoned. */
  closedMs: inner(z.int().optional()),
  /** While it is paused: how much time it has left, and when the pause ends. */
  leftMs: inner(z.int().optional()),
  pausedAt: time.optional(),
  pausedUntil: time.optional(),
  /** The call of the attempt that runs, and of the last one. */
  call: idSchema('call').optional(),
  /** The trunk that this call has a line of, as `<pbx>/<trunk>`. */
  trunk: z.string().optional(),
  /** Dials so far. */
  attempt: z.int(),
  /** The last ones. */
  attempts: z.array(attempt),
  /** How often attempts failed, by cause. */
  failures: z.partialRecord(z.enum(ATTEMPT_CAUSES), z.int()),
  /** The agents' side failed so often that somebody should look. */
  alarm: z.boolean().optional(),
  connectedAt: time.optional(),
  /** The attempt in which its customer was kept on the line when whoever talked was cut off. */
  rescuedIn: z.int().optional(),
  /** Counts the changes: a change may name the version that its sender has seen. */
  version: z.int(),
  endedAt: time.optional(),
  outcome: z.enum(CALLBACK_OUTCOMES).optional(),
  /** The one that took its place (`replaced`) or the call that did (`merged`); or the call by which its customer called in while somebody is on the line for it. */
  successor: z.string().optional(),
  /** What its customer said when it was asked for its name. */
  name: recordedName.optional(),
  /** What was done to it by hand: the last ten. */
  steps: z.array(stepSchema).optional(),
});
export type Callback = z.infer<typeof callbackSchema>;
export type CallbackOutcome = (typeof CALLBACK_OUTCOMES)[number];
export type CallbackChannel = (typeof CALLBACK_CHANNELS)[number];
export type Attempt = z.infer<typeof attempt>;

/** Every deadline of a callback, by name. While a call with the customer is there, the deadlines are the call's. */
export function callbackDeadlines({ state, dueAt, waiting, expiresAt, pausedUntil }: Callback): Deadline[] {
  const deadlines: Deadline[] = [];
  const add = (name: string, at: number | undefined) => at !== undefined && deadlines.push({ name, at });
  if (state === 'scheduled' || state === 'retryWait') add('due', dueAt);
  if (state === 'queued') add('look', waiting?.until);
  if (state === 'queued' || state === 'retryWait') add('expiry', expiresAt);
  if (state === 'paused') add('pause', pausedUntil);
  return deadlines;
}

/** It is held until there is room for it, and not until some time. */
export const wantsRoom = ({ for: reason, until }: NonNullable<Callback['waiting']>): boolean =>
  until === undefined && (ROOM_REASONS as readonly string[]).includes(reason);

/** The date in UTC by which one that ended then is found. */
export const endedOn = (endedAt: number): string => iso(endedAt).slice(0, 10);

export const attemptOf = (number: number, startedAt: number, call: string): Attempt => ({ number, startedAt, call });

/** What most callbacks have of these: one for all of them, and not one for each of a million. */
export const NO_ATTRIBUTES: Callback['attributes'] = Object.freeze({});
export const NO_FAILURES: Callback['failures'] = Object.freeze({});
export const NO_ATTEMPTS = Object.freeze([] as Attempt[]) as Attempt[];

/** The same state in less memory, as it comes from the store. */
export function leanCallback(callback: Callback): Callback {
  const { attributes, failures, attempts } = callback;
  const shared = {
    ...(isEmpty(attributes) && { attributes: NO_ATTRIBUTES }),
    ...(isEmpty(failures) && { failures: NO_FAILURES }),
    ...(attempts.length === 0 && { attempts: NO_ATTEMPTS }),
  };
  return { ...callback, ...shared };
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}
