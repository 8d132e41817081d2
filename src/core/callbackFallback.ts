/**
 * Customers who want to be connected and find nobody there (decision 0020): where too many did, the queue asks an agent first,
 * until the share is small again. It is a resource, so that a restart changes nothing and everybody is told.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { time } from './fields';

/** An agent who comes later than this was not there. */
export const SILENT_MS = 2_000;
export const callbackFallbackSchema = z.object({
  /** The queue. */
  id: z.string(),
  queue: z.string(),
  active: z.boolean(),
  since: time,
  /** Customers who wanted to be connected in the window, and how many of them found nobody. */
  wanted: z.int(),
  silent: z.int(),
  /** When the share is looked at again. */
  lookAt: time.optional(),
});
export type CallbackFallback = z.infer<typeof callbackFallbackSchema>;

export const fallbackDeadlines = ({ lookAt }: CallbackFallback): Deadline[] =>
  lookAt === undefined ? [] : [{ name: 'look', at: lookAt }];

/** How many, in the window. */
export interface SilentShare {
  readonly wanted: number;
  readonly silent: number;
}

export const silentCallRules = z.strictObject({
  /** More than so many of a hundred are too many. */
  percent: z.number().min(0).max(100).default(3),
  windowHours: z.int().min(1).max(168).default(24),
  /** Of fewer customers nothing is said. */
  leastCalls: z.int().min(1).max(100_000).default(20),
});
export type SilentCallRules = z.infer<typeof silentCallRules>;

export const isTooMany = ({ wanted, silent }: SilentShare, { percent, leastCalls }: SilentCallRules): boolean =>
  wanted >= leastCalls && silent * 100 > percent * wanted;
