/**
 * How callbacks of a queue are taken and placed (design §6), as the tenant writes it in the mapping: every default is here.
 * What is pending keeps what was promised (time, order, number); limits, hours and lists are read at each dial.
 */
import { z } from 'zod';
import { silentCallRules } from './callbackFallback';
import { MODES } from './callbackMode';
import { destination, dialable } from './destination';
import { type OpeningHours, openingHours, weeklyPeriod, zone } from './hours';
import { slug } from './ids';
import { machineSettings } from './machine';
import { mediaList } from './media';
import { byLanguage } from './messageSettings';
import { recordNameSettings } from './recording';
import { retrySettings } from './retry';
import { slotSettings } from './slots';

const DAY_SECONDS = 86_400;

/** The first digits of a number in E.164: `+49`, `+1900`. */
const prefix = z.string().regex(/^\+[0-9]{0,14}$/, 'the beginning of a number in E.164, such as +49');

/** Who is never called back. */
const blockList = z.array(prefix).max(10_000).default([]);

/** So many dials a day to numbers that begin so. */
const budgetRule = z.strictObject({ prefix, perDay: z.int().min(0).max(1_000_000) });

/** When customers may be called, in their own zone. */
const windows = z.array(weeklyPeriod).min(1).max(20);

/** When a callback is proposed to somebody who waits: when all that is given holds. */
export const proposalRules = z.strictObject({
  /** The wait ahead is at least so long, and at most so long. */
  leastWaitSeconds: z.int().min(0).max(DAY_SECONDS).default(0),
  mostWaitSeconds: z.int().min(1).max(DAY_SECONDS).optional(),
  /** So many wait, in all, or for each agent who is there. */
  leastWaiting: z.int().min(0).max(5_000).default(0),
  leastWaitingPerAgent: z.number().min(0).max(1_000).default(0),
  /** The first in line has waited at most so long. */
  longestWaitSeconds: z.int().min(1).max(DAY_SECONDS).optional(),
  /** To so many of a hundred. */
  percent: z.int().min(0).max(100).default(100),
  /** Told to those who wait, as long as it holds, and the key that takes it; without it no one is told by itself. */
  ask: z
    .strictObject({
      key: z.enum(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#']),
      firstSeconds: z.number().min(0).max(3_600).default(20),
      everySeconds: z.number().min(15).max(3_600).default(90),
      media: mediaList.optional(),
    })
    .optional(),
});
export type ProposalRules = z.infer<typeof proposalRules>;

export const callbackPolicy = z.strictObject({
  /** The two switches: no new ones are taken; none is dialled. */
  accept: z.boolean().default(true),
  dial: z.boolean().default(true),
  /** The venue under whose name they run: its PBX dials, its limits hold. */
  venue: slug,
  /** Caller number to show; one of the tenant's own. Default: the first that it owns there. */
  from: dialable.optional(),
  trunk: slug.optional(),
  /** Who is reached first; default: an agent where agents serve the queue, else the customer. */
  mode: z.enum(MODES).optional(),
  /** Agent first: what the agent hears before the customer is dialled, and how long it may read first. */
  agent: z
    .strictObject({
      whisper: mediaList.optional(),
      previewSeconds: z.number().min(0).max(120).default(0),
    })
    .prefault({}),
  /** Who talks to the customer where a queue has no agents; default: who takes the entry out of the queue. */
  connect: destination.optional(),
  /** Customer first: so many are dialled or wait for an agent at once. */
  simultaneous: z.int().min(1).max(1_000).default(1),
  ringSeconds: z.number().min(5).max(120).default(25),
  retry: retrySettings.prefault({}),
  /** A talk that is shorter is not done. */
  minTalkSeconds: z.number().min(0).max(600).default(10),
  /** Whoever talks is cut off before so long: the customer is kept on the line for somebody else; 0: never. */
  rescueSeconds: z.number().min(0).max(600).default(30),
  /** Between the request and the first dial. */
  minDelaySeconds: z.number().min(0).max(3_600).default(30),
  /** After the promised time, but for pauses and closing time, it is given up. */
  ttlSeconds: z
    .int()
    .min(60)
    .max(30 * DAY_SECONDS)
    .default(DAY_SECONDS),
  /** No dial in the last moments before closing. */
  cutOffSeconds: z.int().min(0).max(14_400).default(120),
  /** In which local times are read. Default: the zone of its hours, else UTC. */
  zone: zone.optional(),
  /** When callbacks are placed. Default: always. */
  hours: openingHours.optional(),
  /** Taken while closed, too: they are placed at the next opening. */
  nextOpening: z.boolean().default(false),
  windows: windows.optional(),
  /** The customer presses a key to be connected; without an answer it is asked again, so many times in all. */
  confirm: z
    .strictObject({
      /** Else whoever answers is connected at once, a mailbox too. */
      required: z.boolean().default(true),
      tries: z.int().min(1).max(5).default(3),
      seconds: z.number().min(2).max(30).default(10),
      /** Who calls, and what the keys do: 1 connects, 2 is for later, 3 cancels, 9 repeats. */
      media: mediaList.optional(),
      /** Said to a customer who has waited for `holdSeconds`, with the same keys. */
      holdMedia: mediaList.optional(),
      /** What key 2 (later) postpones by. */
      laterMinutes: z.int().min(5).max(1_440).default(30),
    })
    .prefault({}),
  /** Whether a person or a machine answered is found out first; a machine ends the attempt. */
  machine: machineSettings.prefault({}),
  /** Customer first and by forecast: where too many find nobody there, an agent is asked first. */
  silentCalls: silentCallRules.prefault({}),
  /** How long a customer who wants to be connected waits for an agent; then it may press keys again. */
  holdSeconds: z.number().min(5).max(600).default(60),
  slots: slotSettings.prefault({}),
  /** Whoever asks for one by keypad is asked for its name, which the agent hears; without it nobody is. */
  recordName: recordNameSettings.optional(),
  /** What a second request for the same number does. */
  duplicates: z.enum(['reject', 'existing', 'replace']).default('existing'),
  /** So many may be pending in the queue. */
  maxPending: z.int().min(1).max(1_000_000).default(1_000),
  /** Requests for the same number within a day. */
  maxPerNumberPerDay: z.int().min(1).max(1_000).default(10),
  /** Countries whose numbers are called; default: that of the trunk. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'an ISO country such as DE'))
    .min(1)
    .max(250)
    .optional(),
  blocked: blockList,
  budget: z.array(budgetRule).max(100).default([]),
  pause: z
    .strictObject({
      maxSeconds: z
        .int()
        .min(60)
        .max(30 * DAY_SECONDS)
        .default(DAY_SECONDS),
      /** Whether who pauses is overtaken (`frozen`: the time of the pause does not count as waiting). */
      arrival: z.enum(['kept', 'frozen']).default('kept'),
    })
    .prefault({}),
  /** The customer calls in while a callback waits: the call has its place (`merge`), or both are served (`keep`). */
  inbound: z.enum(['merge', 'keep']).default('merge'),
  proposal: proposalRules.prefault({}),
  /** The customer is written what was promised, and the confirmation id, where the tenant has who sends messages. */
  confirmationMessage: z
    .strictObject({
      send: z.boolean().default(true),
      /** How it can be changed: said last. */
      change: byLanguage.default({}),
    })
    .prefault({}),
});
export type CallbackPolicy = z.infer<typeof callbackPolicy>;

/** The zone that local times of a queue are read in. */
export const zoneOf = ({ zone, hours }: CallbackPolicy, ofQueue: OpeningHours | undefined): string =>
  zone ?? hours?.zone ?? ofQueue?.zone ?? 'UTC';

/** What holds for all queues of a tenant, or for all tenants of the installation. */
export const callbackRules = z.strictObject({
  accept: z.boolean().default(true),
  dial: z.boolean().default(true),
  simultaneous: z.int().min(1).max(1_000).optional(),
  blocked: blockList,
  budget: z.array(budgetRule).max(100).default([]),
});
export type CallbackRules = z.infer<typeof callbackRules>;
