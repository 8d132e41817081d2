/**
 * Queues of a tenant and who waits in them (design §2, §6). An entry is a place: its priority and arrival say where it
 * stands, whatever becomes of the call behind it. A callback is a place whose customer is not on the line.
 *
 *   waiting ⇄ offering      somebody is being reached for it; it comes back to its place when that fails
 *   waiting, offering ⇄ parked                 in the wait queue, while its callback is paused
 *   waiting, offering, parked → served | left(reason)
 */
import { z } from 'zod';
import { inner, time } from './fields';
import { idSchema } from './ids';
import { levels, relaxationAt, skillsWanted } from './skills';
import { SPOKEN_STYLES } from './waitingSpoken';

/** Served first with a higher number. */
export const priority = z.int().min(0).max(100);

/** Why an entry is no longer there. */
const LEFT_REASONS = [
  'connected',
  'left',
  'abandoned',
  'redirected',
  'timeout',
  'closed',
  'no_agents',
  'removed',
  'cleared',
  'postponed',
  'cancelled',
  'expired',
  'failed',
  'merged',
  'done',
] as const;
export type LeftReason = (typeof LEFT_REASONS)[number];

export const ENTRY_STATES = ['waiting', 'offering', 'parked', 'served', 'left'] as const;

/** Where those stand who are parked: a queue of each tenant that is listed and timed like any other, and never routed. */
export const WAIT_QUEUE = 'wait-queue';

/** How long somebody is going to wait: as likely longer as not, and one of ten longer. */
export const estimateFields = {
  p50Ms: z.int(),
  p90Ms: z.int(),
  /** Rests on next to no history. */
  cold: z.boolean(),
};

/** It was moved to the front. */
export const moved = z.object({ at: time, by: z.string(), passed: z.int() });

export interface Expected {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly cold: boolean;
}

/** As it is told, to the millisecond. */
export const estimateView = (estimate: Expected | undefined): Expected | undefined =>
  estimate && { p50Ms: Math.round(estimate.p50Ms), p90Ms: Math.round(estimate.p90Ms), cold: estimate.cold };

const asks = { required: levels, preferred: levels, minLevel: z.int().optional() };

export const entrySchema = z.object({
  id: idSchema('entry'),
  /** Name of the queue. */
  queue: z.string(),
  state: z.enum(ENTRY_STATES),
  transaction: idSchema('transaction'),
  /** The call that waits; a callback has one only while its customer is on the line. */
  call: idSchema('call').optional(),
  /** The callback whose place it is. */
  callback: idSchema('callback').optional(),
  /** Whose it is: in E.164, or the calling number as received where it is none. */
  customerNumber: z.string().optional(),
  /** Where the call came in last: filters and keys by venue hold for entries, too. */
  routingPoint: z.string(),
  venue: z.string().optional(),
  priority,
  /** When it took its place: with the priority and the id it says who is before whom. */
  arrivedAt: time,
  /** By a command it stands before all others: when, by whom, and how many it passed. */
  moved: moved.optional(),
  /** What it asks of whoever serves it, as of now. */
  skills: z.object(asks).optional(),
  /** The same before any step towards less; and what its treatment said of it. */
  asked: inner(z.object(asks)).optional(),
  own: inner(skillsWanted).optional(),
  /** A command said what it asks for: attributes change it no more. */
  skillsSet: z.boolean().optional(),
  /** Steps by which it insists on less, and how many of them were taken. */
  relax: z.array(relaxationAt).optional(),
  relaxed: z.int().optional(),
  /** So much earlier it counts for each step of priority. */
  agingMs: z.int().optional(),
  /** When its call goes on with the next treatment; a callback has an expiry of its own. */
  until: time.optional(),
  /** Within so long it is to be answered, and sooner it is no abandon, as the queue had it when it came. */
  targetMs: z.int().optional(),
  shortMs: z.int().optional(),
  /** It is nobody's turn before: its callback waits for its next attempt, or its caller may call again until then. */
  heldUntil: time.optional(),
  /** Since when it is in the wait queue; `queue` is the one that it goes back to. */
  parkedAt: time.optional(),
  /** Since when its caller is gone, who may call again; and how often one did. */
  awaySince: time.optional(),
  reconnects: z.int().optional(),
  /** The party that is being reached for it. */
  party: idSchema('party').optional(),
  /** Offers to agents that ring for it; those that were made, while it is brought together with whoever answered. */
  offers: z.array(idSchema('offer')).optional(),
  /** The agent who is asked before all others, once: their talk was cut off. */
  again: inner(z.string().optional()),
  /** How often somebody was reached for it in vain. */
  returns: z.int(),
  /** Why the last one was. */
  failure: z.string().optional(),
  /** The agents whose phones could not even be dialled for it, one after the other: none has rung since. */
  refusals: inner(z.array(z.string()).optional()),
  /** How long it was expected to wait when it took its place; `waitMs` is the truth. Nothing where nobody could say. */
  estimate: z
    .object({ ...estimateFields, basis: inner(z.object({ medianMs: z.number(), spread: z.number() })) })
    .optional(),
  /** What it was told last of its waiting time. */
  told: z
    .object({
      style: z.enum(SPOKEN_STYLES),
      seconds: z.int(),
      fromSeconds: z.int().optional(),
      longer: z.boolean(),
      at: time,
    })
    .optional(),
  /** The agent who served it. */
  agent: z.string().optional(),
  /** The key by which its caller left. */
  key: z.string().optional(),
  endedAt: time.optional(),
  reason: z.enum(LEFT_REASONS).optional(),
  waitMs: z.int().optional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** So often for one agent, where nobody else could be asked. */
const IN_A_ROW = 3;

/** It is the entry and not a phone: two were refused, or one over and over, and none has rung in between. */
export const isRefusedForGood = ({ refusals = [] }: Entry): boolean =>
  new Set(refusals).size > 1 || refusals.length >= IN_A_ROW;

interface EntryRule {
  readonly from: readonly Entry['state'][];
  readonly to: Entry['state'];
}

type EntryInput = 'dequeued' | 'returned' | 'kept' | 'connected' | 'parked' | 'unparked' | 'gone';

/** `(state, input) → state`; an input that is missing for a state does nothing to it (design §6). */
export const ENTRY_TABLE: Readonly<Record<EntryInput, EntryRule>> = Object.freeze({
  dequeued: { from: ['waiting'], to: 'offering' },
  returned: { from: ['offering'], to: 'waiting' },
  kept: { from: ['waiting', 'offering'], to: 'waiting' },
  connected: { from: ['offering'], to: 'served' },
  parked: { from: ['waiting', 'offering'], to: 'parked' },
  unparked: { from: ['parked'], to: 'waiting' },
  gone: { from: ['waiting', 'offering', 'parked'], to: 'left' },
});

/** The state that follows, or undefined when the input means nothing in this state. */
export const entryNext = (state: Entry['state'], input: keyof typeof ENTRY_TABLE): Entry['state'] | undefined =>
  ENTRY_TABLE[input].from.includes(state) ? ENTRY_TABLE[input].to : undefined;

/** Whether it has its place still. */
export const inLine = (entry: Entry): boolean => entry.endedAt === undefined;

/**
 * Where it stands in its queue: by priority, then by arrival. With aging a step of priority is a time: who has waited that
 * much longer stands before who is one step above. So nobody is kept waiting for ever, and the order of two
 * entries never changes by itself: both grow older alike. Who was moved to the front stands before all of it.
 */
export function standing({ priority, arrivedAt, agingMs, moved: front }: Standing): {
  priority: number;
  arrival: number;
} {
  if (front) return { priority: FRONT, arrival: -front.at };
  return agingMs === undefined
    ? { priority, arrival: arrivedAt }
    : { priority: 0, arrival: arrivedAt - priority * agingMs };
}

type Standing = Pick<Entry, 'priority' | 'arrivedAt' | 'agingMs' | 'moved'>;

/** Above every priority, whatever the weights of queues; who was moved later stands before. */
const FRONT = 1_000;

/** Whether it stands in line now: one that is held keeps its place, but nobody waits behind it. */
export const stands = (entry: Entry): boolean =>
  inLine(entry) && entry.heldUntil === undefined && entry.state !== 'parked';

/** Whether it keeps its place until a time, and nobody waits behind it. */
export const isHeld = (entry: Entry): boolean =>
  inLine(entry) && entry.heldUntil !== undefined && entry.state !== 'parked';

/** Whether its caller is gone and may call again. */
export const isAway = (entry: Entry): boolean => inLine(entry) && entry.awaySince !== undefined;
