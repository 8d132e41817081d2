/**
 * A call: its parties, who decides about it, and what is being done for it. The state people see is derived from
 * parties and plan (design §6), never set; everything that must survive a crash is a field, and every deadline is an
 * absolute time in a field.
 */
import { z } from 'zod';
import { offer, plan, step } from './callParts';
import { attributes, inner, time } from './fields';
import { idSchema } from './ids';
import { CAUSES } from './line';
import { isAlive, isUp, type Party, partySchema, talks } from './party';
import { proposalSchema } from './proposal';
import { FETCH_OUTCOMES } from './venueState';

const CALL_STATES = ['fetching', 'offered', 'treated', 'queued', 'ringing', 'connected', 'cleared'] as const;

export const callSchema = z.object({
  id: idSchema('call'),
  transaction: idSchema('transaction'),
  state: z.enum(CALL_STATES),
  direction: z.enum(['in', 'out']),
  pbx: z.string(),
  /** No routing point has it, and no venue: a phone of the tenant calls or is called, and the PBX carries that out by itself. */
  outside: z.boolean().optional(),
  /** Empty for a call outside. */
  routingPoint: z.string(),
  /** The venue it last came in by. */
  venue: z.string().optional(),
  application: z.string().optional(),
  ani: z.string(),
  aniName: z.string().optional(),
  dnis: z.string(),
  /** ANI in E.164, where it is a number. */
  customerNumber: z.string().optional(),
  attributes,
  /** Where it came in, as the PBX said, and the keys of its venue's match that decided; for one that came in. */
  arrival: z
    .object({
      context: z.string().optional(),
      endpoint: z.string().optional(),
      pbxTenant: z.string().optional(),
      matched: z.array(z.string()).optional(),
      /** SIP headers that its venue reads and that were too much: the room for attributes is limited. */
      headersLeftOut: z.array(z.string()).optional(),
    })
    .optional(),
  parties: z.array(partySchema),
  conversation: idSchema('conversation').optional(),
  /** The callback that it is an attempt of. */
  callback: idSchema('callback').optional(),
  /** The dialogue in which it asks for a callback. */
  proposal: inner(proposalSchema.optional()),
  /** Its customer waits in the place of the callback, and is asked whether it waits on. */
  asking: inner(z.boolean().optional()),
  /** Its place in a queue, while it waits there. */
  entry: idSchema('entry').optional(),
  offer: offer.optional(),
  /** Attributes of the caller are asked for; by the deadline the call is offered without them. */
  fetching: z.object({ startedAt: time, deadlineAt: time, cause: inner(z.string()) }).optional(),
  /** What came of asking at the venue it last came in by. */
  fetched: z
    .object({
      outcome: z.enum(FETCH_OUTCOMES),
      /** How a request failed. */
      reason: z.string().optional(),
      /** HTTP status, where there was one. */
      status: z.int().optional(),
      ms: z.int(),
    })
    .optional(),
  plan: plan.optional(),
  step: step.optional(),
  /** Destinations and venues that were tried: none is tried twice. */
  tried: inner(z.array(z.string())),
  /** Tags and time limit were set in the PBX. */
  tagged: inner(z.boolean()),
  /** The customer hears hold music while something is prepared. */
  music: inner(z.boolean()),
  steps: inner(z.int()),
  /** Offers so far, and failed destinations since the call came to this venue. */
  offers: inner(z.int()),
  failures: inner(z.int()),
  /** How often it has come back to us by a trunk that we dialled. */
  hops: inner(z.int().optional()),
  /** The party the last event is about. */
  party: idSchema('party').optional(),
  /** The last thing that failed. */
  failure: z
    .object({ reason: z.string(), destination: z.string().optional(), detail: z.string().optional() })
    .optional(),
  /** A decision came when the default treatments ran already. */
  late: z.object({ at: time }).optional(),
  /** Recordings that were asked for. */
  recordings: z.array(idSchema('recording')).optional(),
  /** Digits of the last collect. */
  digits: z.object({ digits: z.string(), complete: z.boolean(), as: z.string() }).optional(),
  /**
   * `party` is being reached to take the place of `asking` (`blind`), or is asked by it first (`consult`); whom they
   * talk about is on hold meanwhile.
   */
  transfer: z
    .object({
      kind: z.enum(['blind', 'consult']),
      asking: idSchema('party'),
      party: idSchema('party'),
      /** Asked for by keys of the phone, which is told how it goes. */
      atPhone: inner(z.boolean().optional()),
    })
    .optional(),
  /** The conversation in which two have talked. */
  connectedIn: inner(idSchema('conversation').optional()),
  startedAt: time,
  answeredAt: time.optional(),
  connectedAt: time.optional(),
  /** The outcome that was recorded, and by whom; `before`: what it was said to be until then. */
  disposition: z.object({ value: z.string(), at: time, by: z.string(), before: z.string().optional() }).optional(),
  /** Until when it must be connected, else the default treatments run. */
  waitUntil: time.optional(),
  /** Until when it may live. */
  maxUntil: time,
  /** When it was told to end, and by when its parties must be gone. */
  clearing: z
    .object({
      cause: z.enum(CAUSES),
      by: z.enum(['remote', 'local', 'pbx']),
      deadlineAt: time,
      overdue: inner(z.boolean().optional()),
    })
    .optional(),
  clearedAt: time.optional(),
  cause: z.enum(CAUSES).optional(),
  by: z.enum(['remote', 'local', 'pbx']).optional(),
  durations: z.object({ waitMs: z.int(), talkMs: z.int(), totalMs: z.int() }).optional(),
});
export type Call = z.infer<typeof callSchema>;

interface CallRule {
  readonly state: Call['state'];
  /** What must be true, in words. */
  readonly when: string;
  readonly holds: (call: Call) => boolean;
}

/** The state people see, from parties and offer: the first line that holds. */
export const CALL_TABLE: readonly CallRule[] = [
  { state: 'cleared', when: 'the call is over', holds: (call) => call.clearedAt !== undefined },
  {
    state: 'connected',
    when: 'two or more parties are in the conversation, on hold at their phones or not',
    holds: (call) => talking(call).length > 1,
  },
  {
    state: 'ringing',
    when: 'a party is being dialled or rings',
    holds: (call) =>
      call.parties.some((p) => (p.state === 'dialing' || p.state === 'ringing') && p.role !== 'supervisor'),
  },
  {
    state: 'fetching',
    when: 'attributes of its caller are asked for, and have time to come',
    holds: (call) => call.fetching !== undefined,
  },
  {
    state: 'offered',
    when: 'its application is asked and has time to reply',
    holds: (call) => call.offer !== undefined,
  },
  { state: 'queued', when: 'it waits in a queue', holds: (call) => call.entry !== undefined },
  { state: 'treated', when: 'none of these: a treatment runs, or the call is being cleared', holds: () => true },
];

/** The state by `CALL_TABLE`. */
export const callState = (call: Call): Call['state'] =>
  CALL_TABLE.find(({ holds }) => holds(call))?.state ?? call.state;

/** Parties that talk in the conversation, on hold or not. */
export const talking = (call: Call): Party[] => call.parties.filter((p) => p.joined && isUp(p) && talks(p));

/** Supervisors on the call, talking or not. */
export const supervisors = (call: Call): Party[] =>
  call.parties.filter((p) => p.role === 'supervisor' && isUp(p) && !p.due);

/** Who is on the call to talk, on hold or not, and was not told to go: two of them are a call, whoever left. */
export const present = (call: Call): Party[] => call.parties.filter((p) => isUp(p) && !p.due && talks(p));

export const alive = (call: Call): Party[] => call.parties.filter(isAlive);

/** Who the call is about: the one who called, or whom we called first. */
export const customer = (call: Call): Party | undefined => call.parties.find((p) => p.role === 'customer');

/** Who served it last, from a queue. */
export const served = ({ parties }: Pick<Call, 'parties'>): Party | undefined =>
  parties.findLast(({ queue }) => queue !== undefined);

export const partyOf = (call: Call, id: string): Party | undefined => call.parties.find((p) => p.id === id);

/** Every deadline of a call, by name. */
export function callDeadlines(call: Call): Deadline[] {
  if (call.clearedAt !== undefined) return [];
  if (call.clearing) return [{ name: 'clearing', at: call.clearing.deadlineAt }];
  const deadlines: Deadline[] = [{ name: 'max', at: call.maxUntil }];
  if (call.fetching) deadlines.push({ name: 'fetch', at: call.fetching.deadlineAt });
  if (call.offer) deadlines.push({ name: 'reply', at: call.offer.replyBy });
  if (call.step?.deadlineAt !== undefined) deadlines.push({ name: 'step', at: call.step.deadlineAt });
  for (const { due, state } of call.parties) if (due && state !== 'gone') deadlines.push({ name: 'party', at: due.at });
  if (call.waitUntil !== undefined && call.connectedAt === undefined)
    deadlines.push({ name: 'wait', at: call.waitUntil });
  return deadlines;
}

export interface Deadline {
  readonly name: string;
  /** Wall time in ms. */
  readonly at: number;
}

/** What it is found by. */
export const callKeys = (call: Call): Record<string, string> => ({
  transaction: call.transaction,
  state: call.state,
  ...(call.venue !== undefined && { venue: call.venue }),
  // As people know it: in E.164 where it is a number, else as received.
  ...((call.customerNumber ?? call.ani) !== '' && { customerNumber: call.customerNumber ?? call.ani }),
});
