/**
 * The two switches of callbacks by hand (design §6): none is taken any more, none is dialled any more, in one queue or in all
 * of a tenant. What is set by hand holds instead of what the mapping says there, until it is taken back; it is a resource, so
 * that it is remembered and every change of it is told.
 */
import { z } from 'zod';
import type { CallbackRules } from './callbackPolicy';
import { time } from './fields';
import { slug } from './ids';

/** Of all queues of the tenant: the name of no queue. */
export const ALL_QUEUES = '*';

export const callbackSwitchSchema = z.object({
  /** The queue, or `*`. */
  id: z.string(),
  /** Absent: all queues of the tenant. */
  queue: slug.optional(),
  /** New ones are taken; absent: as the mapping says. */
  accept: z.boolean().optional(),
  /** They are dialled; absent: as the mapping says. */
  dial: z.boolean().optional(),
  by: z.string(),
  at: time,
});
export type CallbackSwitch = z.infer<typeof callbackSwitchSchema>;

export const switchCallbacksCommand = z.strictObject({
  /** Without it all queues of the tenant. */
  queue: slug.optional(),
  /** Whether new ones are taken; null: as the mapping says. */
  accept: z.boolean().nullable().optional(),
  /** Whether they are dialled; null: as the mapping says. */
  dial: z.boolean().nullable().optional(),
});
export type SwitchCallbacksCommand = z.infer<typeof switchCallbacksCommand>;

type Hand = Pick<CallbackSwitch, 'accept' | 'dial'>;
type Switches = Pick<CallbackRules, 'accept' | 'dial'>;

/** What is said by hand goes before what the mapping says. */
export function byHand<T extends Switches>(rules: T, hand: Hand | undefined): T {
  if (hand?.accept === undefined && hand?.dial === undefined) return rules;
  return { ...rules, accept: hand.accept ?? rules.accept, dial: hand.dial ?? rules.dial };
}
