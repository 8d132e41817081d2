/**
 * How far the delivery of a webhook has come, and what was set aside on the way. Each attempt that is to follow is a
 * deadline that is data; `deliverySteps.ts` says what leads to what.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { inner, time } from './fields';
import { idSchema } from './ids';

const failure = {
  reason: z.string(),
  /** HTTP status, where there was one. */
  status: z.int().optional(),
};

export const deliverySchema = z.object({
  /** Id of the webhook. */
  id: idSchema('webhook'),
  /** Everything up to here was delivered, set aside or not asked for; written at most once a second. */
  sequence: z.int(),
  /** How many events were delivered since the webhook was made. */
  delivered: z.int(),
  deliveredAt: time.optional(),
  /** The event that is to be tried again. */
  retry: z
    .object({
      sequence: z.int(),
      /** How often it was tried. */
      attempts: z.int(),
      at: time,
      firstAt: time,
      /** The attempt is under way; `at` is when it counts as lost. */
      trying: inner(z.boolean().optional()),
      ...failure,
    })
    .optional(),
  /** Since when nothing has arrived. */
  failingSince: time.optional(),
  /** The last events that the journal did not have any more when their turn came. */
  missed: z.object({ from: z.int(), to: z.int() }).optional(),
  /** Counts its beginnings: who delivers for an earlier one decides nothing any more. */
  run: inner(z.int()),
  endedAt: time.optional(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryDeadlines = ({ retry, endedAt }: Delivery): readonly Deadline[] =>
  retry && endedAt === undefined ? [{ name: 'retry', at: retry.at }] : [];

export const deadLetterSchema = z.object({
  id: idSchema('deadLetter'),
  webhook: idSchema('webhook'),
  /** The event, which the journal has as long as the feed reaches back. */
  sequence: z.int(),
  type: z.string(),
  transaction: z.string().optional(),
  attempts: z.int(),
  firstAt: time,
  lastAt: time,
  ...failure,
  /** It is to be tried once more. */
  requeuedAt: time.optional(),
  endedAt: time.optional(),
  outcome: z.enum(['delivered', 'purged']).optional(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;
