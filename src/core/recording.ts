/**
 * Recordings of conversations: asked for, made by the PBX, fetched, kept for as long as the tenant says. The intent is
 * durable before the PBX is told, so whatever a crash leaves on a PBX has a resource that it is found by.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { inner, time } from './fields';
import { idSchema } from './ids';

export const RECORDING_STATES = ['starting', 'recording', 'ended', 'stored', 'failed', 'deleted'] as const;

export const recordingSchema = z.object({
  id: idSchema('recording'),
  call: idSchema('call'),
  transaction: idSchema('transaction'),
  routingPoint: z.string().optional(),
  venue: z.string().optional(),
  customerNumber: z.string().optional(),
  state: z.enum(RECORDING_STATES),
  /** Who asked for it. */
  by: z.string(),
  pbx: inner(z.string()),
  conversation: inner(z.string()),
  beep: inner(z.boolean()),
  maxSeconds: z.number(),
  /** While true it is neither deleted by time nor by hand. */
  legalHold: z.boolean(),
  startedAt: time,
  /** It was told to end. */
  stopAskedAt: time.optional(),
  endedAt: time.optional(),
  durationMs: z.int().optional(),
  /** Size of the WAV file. */
  bytes: z.int().optional(),
  /** When it is deleted by itself. */
  keepUntil: time.optional(),
  failure: z.string().optional(),
  deletedAt: time.optional(),
  deletedFor: z.enum(['request', 'retention', 'erasure']).optional(),
});
export type Recording = z.infer<typeof recordingSchema>;

/** Days that recordings are kept when the tenant does not say. */
export const KEEP_DAYS = 30;

export const recordingEnded = ({ state }: Recording): boolean => state === 'failed' || state === 'deleted';

/** Whether it is being made, as far as anybody knows. */
export const isMade = ({ state }: Recording): boolean => state === 'starting' || state === 'recording';

/** Whether the PBX may still have something of it. */
export const atPbx = ({ state }: Recording): boolean =>
  state === 'starting' || state === 'recording' || state === 'ended';

export function recordingDeadlines({ state, legalHold, keepUntil }: Recording): Deadline[] {
  return state === 'stored' && !legalHold && keepUntil !== undefined ? [{ name: 'retention', at: keepUntil }] : [];
}

export const changeRecordingBody = z.strictObject({ legalHold: z.boolean() });
