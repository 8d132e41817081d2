/**
 * The steps the gateway performs on a call: one schema for mapping, feed, REST and later rules and overflow,
 * a union by `do` (design §2). A list is performed in order; a step that ends the call or joins parties ends the list.
 */
import { z } from 'zod';
import { dialable, headersOut, reached } from './destination';
import { slug } from './ids';
import { mediaList } from './media';
import { priority } from './queue';
import { skillsWanted } from './skills';

export { type Destination, destination, dialable, endpoint, headersOut, type Reached, reached } from './destination';

export const REJECT_CAUSES = ['busy', 'congestion', 'declined', 'normal', 'invalidNumber', 'forbidden'] as const;

export const treatment = z.discriminatedUnion('do', [
  /** Answers the caller; nothing more when it is answered already. */
  z.strictObject({ do: z.literal('answer') }),
  /** Plays to the end; answers first. */
  z.strictObject({ do: z.literal('announce'), media: mediaList }),
  /** Plays, if given, and collects digits into attribute `as`; answers first. */
  z.strictObject({
    do: z.literal('collect'),
    media: mediaList.optional(),
    /** Complete at so many digits. */
    maxDigits: z.int().min(1).max(32).default(1),
    minDigits: z.int().min(1).max(32).default(1),
    /** Complete at this key; it is not part of the digits. */
    finishOn: z.enum(['#', '*', 'none']).default('#'),
    /** Until the first digit, from the end of the media. */
    firstDigitSeconds: z.number().min(0.5).max(60).default(5),
    betweenDigitsSeconds: z.number().min(0.5).max(60).default(3),
    /** How often the media is played when nothing valid comes. */
    tries: z.int().min(1).max(5).default(2),
    as: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .default('digits'),
  }),
  /** Hold music; after `maxSeconds` the list goes on; answers first. */
  z.strictObject({
    do: z.literal('hold'),
    music: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .default('default'),
    maxSeconds: z.number().min(1).max(86_400).default(300),
  }),
  /** Waits in a queue of the tenant until somebody takes the call; answers first. Full, or waited too long: the list goes on. */
  z.strictObject({
    do: z.literal('queue'),
    queue: slug,
    /** Served first with a higher number. */
    priority: priority.default(0),
    /** What is asked of whoever serves, beside what the queue asks. */
    skills: skillsWanted.optional(),
    /** Instead of the music of the queue. */
    music: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
  }),
  /**
   * Asks the caller whether to call back; key 1 is yes. Nothing where the queue takes no callbacks now, or its rules speak
   * against it; not wanted: the list goes on. As what a key of a queue does it is wanted already, and keeps the place.
   */
  z.strictObject({
    do: z.literal('propose'),
    queue: slug,
    /** Also where the rules of the queue (`callback.proposal`) speak against it. */
    always: z.boolean().default(false),
    /** Instead of the built-in question. */
    media: mediaList.optional(),
  }),
  /** Dials and joins; when it fails the list goes on or the application is asked again. */
  z.strictObject({
    do: z.literal('connect'),
    to: reached,
    ringSeconds: z.number().min(1).max(180).default(25),
    /** Caller number to show; one of the tenant's own. Default: the caller's. */
    from: dialable.optional(),
    /** `answer` the caller before dialling (hears music), or when the destination answers (hears ringing). */
    answer: z.enum(['onConnect', 'atOnce']).optional(),
    headers: headersOut.optional(),
  }),
  /** Sends the call to another venue of the same tenant, never one it was at before. */
  z.strictObject({ do: z.literal('venue'), venue: slug }),
  /** Refuses an unanswered caller with the cause; hangs up an answered one. */
  z.strictObject({ do: z.literal('reject'), cause: z.enum(REJECT_CAUSES).default('normal') }),
]);
export type Treatment = z.infer<typeof treatment>;
export type TreatmentOf<D extends Treatment['do']> = Extract<Treatment, { do: D }>;

/** A list of treatments, performed in order. */
export const treatments = z.array(treatment).min(1).max(20);

/** What a destination or venue is called that did not work. */
export function destinationName(step: TreatmentOf<'connect' | 'venue'>): string {
  if (step.do === 'venue') return `venue:${step.venue}`;
  if ('agent' in step.to) return `agent:${step.to.agent}`;
  if ('user' in step.to) return `user:${step.to.user.toLowerCase()}`;
  if ('endpoint' in step.to) return `endpoint:${step.to.endpoint}`;
  return `number:${step.to.number.replace(/[^0-9+]/g, '')}`;
}
