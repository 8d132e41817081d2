/** Parts of a call: the question that is pending, the treatments in force, and the step that takes time. */
import { z } from 'zod';
import { inner, time } from './fields';
import { idSchema } from './ids';
import { treatment } from './treatment';

/** The question to the application that is pending. */
export const offer = z.object({
  /** Counts the offers of this call, from 1. */
  number: z.int(),
  replyBy: time,
  /** Why it is asked: `arrived`, `completed` (its treatments ran out), or how the last destination failed. */
  cause: z.string(),
  /** How many programs were attached and could decide when it was asked. */
  attached: z.int().optional(),
});

/** The list of treatments in force. */
export const plan = z.object({
  by: z.enum(['application', 'treatment', 'default', 'command', 'callback']),
  /** Why the default runs: `reply_late`, `detached`, `invalid_answer`, `refused`, `circuit_open`, `exhausted`, … */
  reason: z.string().optional(),
  /** Whose default treatments they are: of the venue, of the routing point, or neither has any (`gateway`). */
  of: z.enum(['venue', 'routingPoint', 'gateway']).optional(),
  /** With `circuit_open`: failed answers in a row, and until when the application is spared. */
  failures: z.int().optional(),
  until: time.optional(),
  /** When it was put in force. */
  at: time.optional(),
  treatments: z.array(treatment),
  /** Index of the step that runs. */
  step: z.int(),
});

/** The step that takes time. */
export const step = z.object({
  do: z.string(),
  /** Counts the steps of the call: a program that ends late names another one. */
  number: inner(z.int()),
  startedAt: time,
  /** When the table goes on by itself although nothing was heard of the step. */
  deadlineAt: time.optional(),
  /** The party that is dialled for a `connect`. */
  party: idSchema('party').optional(),
  /** The party has answered and hears what its queue tells it before the customer is brought in. */
  whispering: z.boolean().optional(),
  /** The party has answered, and is brought together with the customer: until both talk the place in the queue is kept. */
  joining: z.boolean().optional(),
  /** The caller has the place and is still being answered, within the deadline; then the step has so long. */
  answering: inner(z.object({ until: time }).optional()),
  /** The deadline passed once already: the PBX was told again. */
  overdue: inner(z.boolean().optional()),
});
