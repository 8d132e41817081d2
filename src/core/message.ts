/**
 * A text message to the customer of a callback (design §5.3.1): what was promised, and the confirmation id.
 *
 *   waiting → sent | failed
 *
 * It is sent at least once, always with the same id, and not at all when that would be too late to be of use.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import type { Callback } from './callback';
import { inner, time } from './fields';
import { idSchema } from './ids';
import { MESSAGE_PURPOSES } from './messageText';
import { iso } from './time';

export const messageSchema = z.object({
  id: idSchema('message'),
  callback: idSchema('callback'),
  transaction: idSchema('transaction'),
  queue: z.string(),
  routingPoint: z.string(),
  venue: z.string(),
  purpose: z.enum(MESSAGE_PURPOSES),
  state: z.enum(['waiting', 'sent', 'failed']),
  /** In E.164: who gets it. */
  customerNumber: z.string(),
  language: z.string(),
  /** Until it has ended. */
  text: inner(z.string().optional()),
  /** The time that it tells of. */
  promisedAt: time.optional(),
  requestedAt: time,
  /** It is given up then. */
  until: time,
  /** How often it was tried. */
  attempts: z.int(),
  /** When it is tried again; absent: it is being tried, or about to be. */
  retryAt: time.optional(),
  /** Why the last attempt, or all of it, failed. */
  reason: z.string().optional(),
  /** HTTP status, where there was one. */
  status: z.int().optional(),
  endedAt: time.optional(),
});
export type Message = z.infer<typeof messageSchema>;

export const messageDeadlines = ({ state, retryAt, until }: Message): readonly Deadline[] => {
  if (state !== 'waiting') return [];
  const end = { name: 'end', at: until };
  return retryAt === undefined ? [end] : [{ name: 'retry', at: retryAt }, end];
};

/** The date in UTC by which those of a day are found. */
export const requestedOn = (requestedAt: number): string => iso(requestedAt).slice(0, 10);

/** How it is kept. */
export const messageKind = {
  ...{ traffic: true, deadlines: messageDeadlines },
  ended: ({ endedAt }: Message): boolean => endedAt !== undefined,
  keys: ({ callback, requestedAt }: Message) => ({ callback, requestedOn: requestedOn(requestedAt) }),
  time: ({ requestedAt }: Message): number => requestedAt,
};

/** It is to be sent now. */
export const isDue = ({ state, retryAt }: Message): boolean => state === 'waiting' && retryAt === undefined;

/** What of its callback a message told is so no more: nobody should read it now. */
export function isOutdated({ purpose, promisedAt, customerNumber }: Message, callback: Callback | undefined): boolean {
  if (purpose === 'cancelled') return false;
  if (!callback || callback.endedAt !== undefined) return true;
  const aboutPause = purpose === 'paused' || purpose === 'resumed';
  if (aboutPause && (callback.state === 'paused') !== (purpose === 'paused')) return true;
  return callback.promisedAt !== promisedAt || callback.customerNumber !== customerNumber;
}
