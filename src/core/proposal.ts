/** Where the dialogue is in which a caller asks for a callback by keypad: a field of the call, so that it outlives a crash. */
import { z } from 'zod';
import { time } from './fields';
import { idSchema } from './ids';
import { mediaList } from './media';

/**
 * `refused`: the reason is said. `name`: the caller is asked for its name, which is recorded at `naming`. `said`: it is
 * registered, and the confirmation id is said.
 */
const PROPOSAL_POINTS = [
  'offer',
  'number',
  'readBack',
  'keep',
  'name',
  'naming',
  'said',
  'already',
  'refused',
] as const;

export const proposalSchema = z.object({
  queue: z.string(),
  at: z.enum(PROPOSAL_POINTS),
  /** Once it is registered. */
  callback: idSchema('callback').optional(),
  confirmationId: z.string().optional(),
  /** Of the name, once it was asked for. */
  recording: idSchema('recording').optional(),
  /** In E.164: that it was registered with, or that is being read back. */
  number: z.string().optional(),
  /** Numbers that were keyed in and not taken. */
  tries: z.int(),
  /** The last one was not. */
  again: z.boolean().optional(),
  /** Code of the refusal. */
  reason: z.string().optional(),
  /** The queue is closed: it opens then, and calls back then. */
  opens: z.object({ at: time, zone: z.string() }).optional(),
  /** What the treatment says instead of the built-in words. */
  media: mediaList.optional(),
});
export type Proposal = z.infer<typeof proposalSchema>;
