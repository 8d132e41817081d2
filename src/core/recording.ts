/**
 * Recordings of conversations: asked for, made by the PBX, fetched, kept for as long as the tenant says. The intent is
 * durable before the PBX is told, so whatever a crash leaves on a PBX has a resource that it is found by.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { inner, time } from './fields';
import { idSchema } from './ids';
import { language, promptName } from './media';

const RECORDING_STATES = ['announcing', 'starting', 'recording', 'ended', 'stored', 'failed', 'deleted'] as const;

/** What people are told before they are recorded. */
const consent = z.strictObject({
  /** A prompt of the tenant, or a sound of the PBX, that everybody in the conversation hears first. */
  prompt: promptName,
  language: language.optional(),
});

/** How conversations are recorded by themselves, as a queue or venue says. */
export const recordSettings = z.strictObject({
  consent: consent.optional(),
  /** Ends by itself after so long. */
  maxSeconds: z.number().min(1).max(14_400).default(3_600),
  /** Everybody hears a beep when it begins. */
  beep: z.boolean().default(false),
});
export type RecordSettings = z.infer<typeof recordSettings>;

/** How a customer who asks for a callback is asked for its name. */
export const recordNameSettings = z.strictObject({
  /** It ends by itself after so long. */
  maxSeconds: z.int().min(2).max(30).default(8),
  /** Whoever says nothing for so long has said it, or says none. */
  silenceSeconds: z.int().min(1).max(10).default(3),
});
export type RecordNameSettings = z.infer<typeof recordNameSettings>;

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
  /** What everybody in it says; else what `party` says alone. */
  conversation: inner(z.string().optional()),
  party: inner(idSchema('party').optional()),
  /** The callback whose customer was asked for its name: this is what it said. */
  callback: idSchema('callback').optional(),
  /** The party has said it: by that key, or by silence. */
  ends: inner(z.object({ key: z.string(), silenceSeconds: z.number() }).optional()),
  beep: inner(z.boolean()),
  maxSeconds: z.number(),
  /** What everybody hears before it begins. */
  consent: consent.optional(),
  /** What was asked last: to leave out what is said, or to go on; and when. */
  pause: inner(z.object({ wanted: z.boolean(), at: time }).optional()),
  /** Since when the PBX leaves out what is said. */
  pausedAt: time.optional(),
  /** It may hold what was to be left out: nothing of it is kept. */
  spoiled: inner(z.boolean().optional()),
  /** The PBX has it beside us, and plays it. */
  kept: inner(z.boolean().optional()),
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

/** Nothing more becomes of it; the PBX may have to forget it still. */
export const recordingEnded = ({ state }: Recording): boolean => state === 'failed' || state === 'deleted';

/** Whether it is being made, as far as anybody knows. */
export const isMade = ({ state }: Recording): boolean =>
  state === 'announcing' || state === 'starting' || state === 'recording';

/** Whether it is on its way still: to be begun, made, or fetched from the PBX. */
export const atPbx = (recording: Recording): boolean => isMade(recording) || recording.state === 'ended';

/** Whether the PBX may be told to begin: nobody wants it to wait, or to end. */
export const mayBegin = ({ state, pause, stopAskedAt }: Recording): boolean =>
  state === 'starting' && stopAskedAt === undefined && !pause?.wanted;

export function recordingDeadlines({ state, legalHold, keepUntil }: Recording): Deadline[] {
  return state === 'stored' && !legalHold && keepUntil !== undefined ? [{ name: 'retention', at: keepUntil }] : [];
}

export const changeRecordingBody = z.strictObject({ legalHold: z.boolean() });
