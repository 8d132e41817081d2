/**
 * An agent: who takes entries of queues (design §2, §6), a person or a device. What the mapping says of one is copied
 * here when it changes, so that whoever looks at an agent sees all of it.
 *
 *   loggedOff ⇄ notReady(reason) ⇄ ready          by command; not ready also after offers that nobody answered
 *   voice:  idle ⇄ offered → busy → wrapUp → idle     by what happens on the line; any other call makes it busy, too
 *
 * A state asked for while the voice place is offered or busy is kept as `next` and taken when it is idle.
 */
import { z } from 'zod';
import { booking, bookingSettings, duty, workingHours } from './agentWork';
import type { Deadline } from './call';
import { inner, time } from './fields';
import { idSchema, slug } from './ids';

const level = z.int().min(1).max(10);
const skills = z.record(slug, level);
const queues = z.record(slug, z.strictObject({ level: level.optional() }));

/** How an agent is set up in the mapping. */
export const agentSettings = z.strictObject({
  name: z.string().min(1).max(80),
  /** Login of the user; an agent without one is a device. */
  user: z.string().min(1).max(120).optional(),
  /** Where it signs in when it names no other. */
  workstation: slug.optional(),
  /** What it can do, and how well: 10 is best. */
  skills: skills.default({}),
  /** Whose entries it takes, and how gladly: 10 first. */
  queues: queues.default({}),
  /** Places for chats. */
  chats: z.int().min(0).max(20).default(3),
  /** When it works; always without them. */
  hours: workingHours.optional(),
  /** Times that go before its hours. */
  bookings: z.array(bookingSettings).max(100).optional(),
});
export type AgentSettings = z.infer<typeof agentSettings>;

const AGENT_STATES = ['loggedOff', 'notReady', 'ready'] as const;
const PLACE_STATES = ['idle', 'offered', 'busy', 'wrapUp'] as const;
export type AgentState = (typeof AGENT_STATES)[number];
export type PlaceState = (typeof PLACE_STATES)[number];

/** What people choose (design §6); printed into docs/states.md. */
export const AGENT_TABLE: readonly { readonly from: AgentState; readonly to: AgentState; readonly by: string }[] =
  Object.freeze([
    { from: 'loggedOff', to: 'notReady', by: '`agent.sign_in`' },
    { from: 'loggedOff', to: 'ready', by: '`agent.sign_in` with `state`' },
    { from: 'notReady', to: 'ready', by: '`agent.set_state`' },
    { from: 'ready', to: 'notReady', by: '`agent.set_state`, or too many offers in a row that were not answered' },
    { from: 'notReady', to: 'loggedOff', by: '`agent.sign_off`, or the mapping has the agent no more' },
    { from: 'ready', to: 'loggedOff', by: '`agent.sign_off`, or the mapping has the agent no more' },
  ]);

/** What follows the line. */
export const PLACE_TABLE: readonly {
  readonly from: readonly PlaceState[];
  readonly to: PlaceState;
  readonly when: string;
}[] = Object.freeze([
  { from: ['idle'], to: 'offered', when: 'an entry is offered' },
  { from: ['offered'], to: 'busy', when: 'the agent answers' },
  { from: ['offered'], to: 'idle', when: 'the offer ends in any other way, and its phone rings no more' },
  { from: ['idle', 'wrapUp', 'offered'], to: 'busy', when: 'any other call is on its phone, or about to ring there' },
  { from: ['busy'], to: 'wrapUp', when: 'nobody is on its phone any more, after a talk from a queue' },
  { from: ['busy'], to: 'idle', when: 'the same, when there is nothing to wrap up' },
  { from: ['wrapUp'], to: 'idle', when: 'its time is over, or another state is asked for' },
]);

/** What an agent that is signed in does; `talking` is a call of a queue. */
export const DOINGS = ['ready', 'notReady', 'offered', 'talking', 'otherCall', 'wrapUp'] as const;
export type Doing = (typeof DOINGS)[number];

const place = z.object({
  state: z.enum(PLACE_STATES),
  since: time,
  /** What is offered, or was taken. */
  offer: idSchema('offer').optional(),
  queue: z.string().optional(),
  /** The call that it is on, or that rings. */
  call: idSchema('call').optional(),
  /** When wrap-up ends by itself. */
  until: time.optional(),
  /** Since when, and from which queue, somebody is being served whom it is not done with yet. */
  taken: inner(z.object({ queue: z.string(), at: time }).optional()),
  /** Parties at its phone, of whatever calls: it is idle when there is none. */
  parties: inner(z.array(z.object({ party: idSchema('party'), call: idSchema('call'), offered: z.boolean() }))),
});
export type Place = z.infer<typeof place>;

export const agentSchema = z.object({
  id: slug,
  name: z.string(),
  user: z.string().optional(),
  /** The workstation that the mapping gives it. */
  home: slug.optional(),
  skills,
  queues,
  chats: z.int(),
  state: z.enum(AGENT_STATES),
  reason: z.string().optional(),
  since: time,
  /** Where it is signed in. */
  workstation: slug.optional(),
  /** Asked for while it was offered or on a call. */
  next: z.object({ state: z.enum(AGENT_STATES), reason: z.string().optional() }).optional(),
  voice: place,
  /** Whether it works now; nothing for one that has neither hours nor bookings. */
  duty: duty.optional(),
  /** Booked by command, beside those of the mapping. */
  bookings: z.array(booking).optional(),
  /** Offers in a row that it did not answer. */
  unanswered: z.int(),
  /** It is offered nothing before: an offer just failed. */
  restUntil: time.optional(),
  /** Since when nothing is asked of it; who waits longest is next. */
  idleSince: time.optional(),
  /** When an entry was last offered to it, and of which queue. */
  offeredAt: time.optional(),
  offeredIn: slug.optional(),
  /** When its last talk from a queue ended. */
  servedAt: time.optional(),
  /** In the one record by which it is done with somebody from a queue: how long that took, wrap-up included. */
  handled: inner(z.object({ queue: z.string(), ms: z.int() }).optional()),
  /** When the mapping had it no more. */
  removedAt: time.optional(),
  /** The time of this record, and what it did from the one before until then, since when altogether; nothing while signed off. */
  toldAt: inner(time.optional()),
  was: inner(z.object({ what: z.enum(DOINGS), reason: z.string().optional(), since: time, began: time }).optional()),
});
export type Agent = z.infer<typeof agentSchema>;

/** So long an agent may do the same until it is told again: its times are counted up to its last record. */
const TOLD_EVERY_MS = 86_400_000;

export const agentDeadlines = ({ voice, restUntil, removedAt, state, toldAt, duty: works }: Agent): Deadline[] => [
  ...(works?.until !== undefined && removedAt === undefined ? [{ name: 'duty', at: works.until }] : []),
  ...(state !== 'loggedOff' && toldAt !== undefined ? [{ name: 'told', at: toldAt + TOLD_EVERY_MS }] : []),
  ...(voice.state === 'wrapUp' && voice.until !== undefined ? [{ name: 'wrapUp', at: voice.until }] : []),
  ...(restUntil !== undefined && removedAt === undefined ? [{ name: 'rest', at: restUntil }] : []),
];

/** An entry may be offered to it, as far as the agent itself goes. */
export const isFree = ({ state, voice, restUntil, workstation, removedAt }: Agent): boolean =>
  state === 'ready' &&
  voice.state === 'idle' &&
  restUntil === undefined &&
  workstation !== undefined &&
  removedAt === undefined;
