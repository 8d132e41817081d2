/** How a queue is set up in the mapping (docs/queues.md). */
import { z } from 'zod';
import { STRATEGIES } from './assignmentAgents';
import { callbackPolicy } from './callbackPolicy';
import { openingHours } from './hours';
import { slug } from './ids';
import { mediaList } from './media';
import { recordSettings } from './recording';
import { relaxation, skillsWanted } from './skills';
import { treatments } from './treatment';
import { SPOKEN_STYLES } from './waitingSpoken';

/** Outcomes of calls, as a closed list. */
export const dispositions = z
  .array(slug)
  .min(1)
  .max(100)
  .refine((list) => new Set(list).size === list.length, 'each once');

/** How the waiting time is told (docs/queues.md). */
export const waitingTime = z.strictObject({
  style: z.enum(SPOKEN_STYLES).default('approximate'),
  /** With `rounded`: to whole steps of so many seconds. */
  stepSeconds: z.int().min(5).max(600).default(30),
  /** A longer one is not told: it only puts people off. */
  upToSeconds: z.int().min(60).max(86_400).optional(),
  /** Told instead of a time that is longer, or of which nobody can say anything yet. */
  otherwise: mediaList
    .refine(
      (media) => media.every(({ play }) => play !== 'waitingTime'),
      'is what is told where there is no waitingTime',
    )
    .optional(),
});

/** Told in turn, one after the other, beside place and time. */
const periodic = z.strictObject({
  /** Before the first one; else as between them. */
  firstSeconds: z.number().min(0).max(3_600).optional(),
  everySeconds: z.number().min(15).max(3_600).default(60),
  lists: z.array(mediaList).min(1).max(20),
});

/** What those who wait are told, and how often. The music goes on where it was. */
export const announcements = z.strictObject({
  /** From the end of one to the beginning of the next. */
  everySeconds: z.number().min(15).max(3_600).default(60),
  /** Before the first one; 0 is at once, but keeps whoever is free from whoever just came. */
  firstSeconds: z.number().min(0).max(3_600).default(30),
  /** At least so long between any two, of whatever kind. */
  minSeconds: z.number().min(5).max(3_600).default(15),
  /** Told sooner when the place is a better one. */
  whenMoved: z.boolean().default(false),
  /** Whether they are told where they stand. */
  position: z.boolean().default(false),
  /** Who stands further back is not told where: it only puts people off. */
  positionUpTo: z.int().min(1).max(999).default(20),
  /** Whether they are told how long it is going to take, and how. */
  waitingTime: waitingTime.optional(),
  /** Told each time, after place and time. */
  media: mediaList.optional(),
  periodic: periodic.optional(),
});
export type Announcements = z.infer<typeof announcements>;

/** Why a queue does not take a call, or does not keep it. */
const OVERFLOW_REASONS = ['full', 'closed', 'noAgents', 'timeout'] as const;
export type OverflowReason = (typeof OVERFLOW_REASONS)[number];

const overflow = z.strictObject({
  /** As many wait as may. */
  full: treatments.optional(),
  /** It is closed, or closed while the call waited and `atClosing` is `overflow`. */
  closed: treatments.optional(),
  /** Nobody is logged on who could serve; without these treatments such a call waits. */
  noAgents: treatments.optional(),
  /** It has waited for `maxWaitSeconds`. */
  timeout: treatments.optional(),
});

const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const;

/** Attribute → its value → what is asked then. */
const byAttribute = z
  .record(z.string().regex(/^[\w.-]{1,64}$/), z.record(z.string().min(1).max(100), skillsWanted))
  .optional();

/** How a queue is set up in the mapping. */
export const queueSettings = z.strictObject({
  /** So many may wait; for the next one the treatment fails with `queue.full`, after the overflow treatments. */
  maxEntries: z.int().min(1).max(5_000).default(1_000),
  /** The longest a call waits here; then its list of treatments goes on. */
  maxWaitSeconds: z.number().min(1).max(86_400).default(3_600),
  /** What those who wait hear. */
  music: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .default('default'),
  announcements: announcements.optional(),
  /** What an agent hears after it has answered, before the caller is brought in, who hears music until then. */
  whisper: mediaList.optional(),
  /**
   * What the keys of those who wait do. Announcements are heard without losing the place; any other treatment leaves the
   * queue. A key that is not here says that it does nothing.
   */
  keys: z.partialRecord(z.enum(KEYS), treatments).optional(),
  /** Within so long somebody is to be answered: what the service level counts. */
  serviceLevelSeconds: z.number().min(1).max(3_600).default(20),
  /** Who hangs up sooner has not waited: neither abandoned nor lost for the service level. */
  shortAbandonSeconds: z.number().min(0).max(60).default(5),
  /** Who hangs up and calls again from the same number within so long has the old place; 0: nobody has. */
  reconnectSeconds: z.number().min(0).max(900).default(120),
  /** How long the phone of an agent rings for an offer. */
  ringSeconds: z.number().min(3).max(120).default(25),
  /** Which of the free agents is asked first (docs/queues.md). */
  strategy: z.enum(STRATEGIES).default('longestIdle'),
  /** To how many agents an entry is offered at once. */
  ringAtOnce: z.int().min(1).max(10).default(1),
  /** Added to the priority of its entries where an agent has several queues. */
  weight: z.int().min(0).max(100).default(0),
  /** A step of priority is worth so much waiting; without it no waiting makes up for priority. */
  agingSeconds: z.number().min(1).max(86_400).optional(),
  /** What is asked of whoever serves; a treatment may ask more, or other levels. */
  skills: skillsWanted.extend({ byAttribute }).optional(),
  /** How those who wait insist on less with time. */
  relax: z.array(relaxation).max(20).optional(),
  /** How long a call takes an agent, wrap-up included, as long as the queue has seen none; 180 without it. */
  handlingSeconds: z.number().min(5).max(14_400).optional(),
  /** After a talk an agent is left alone for so long; ready earlier ends it. */
  wrapUpSeconds: z.number().min(0).max(3_600).default(10),
  /** Whether agents may be ready outside their working hours. */
  offDuty: z.enum(['allow', 'refuse']).default('allow'),
  /** After so many offers in a row that were not answered an agent is not ready. */
  maxNoAnswers: z.int().min(1).max(20).default(2),
  /** The outcomes that a call served from it may be given, instead of the tenant's. */
  dispositions: dispositions.optional(),
  /** Talks from it are recorded from the beginning. */
  record: recordSettings.optional(),
  /** When it takes calls; always without them. */
  hours: openingHours.optional(),
  /** Whether calls that wait when it closes stay, or go on with the overflow treatments. */
  atClosing: z.enum(['keep', 'overflow']).default('keep'),
  /** Whether calls that wait when the last agent of the queue signs off stay, or go on so; then none is taken either. */
  atLastAgent: z.enum(['keep', 'overflow']).default('keep'),
  /** Instead of going on with the list at once: what is done first with a call that is not taken, or not kept. */
  overflow: overflow.optional(),
  /** How callbacks of the queue are taken and placed; without it there are none. */
  callback: callbackPolicy.optional(),
});
export type QueueSettings = z.infer<typeof queueSettings>;
