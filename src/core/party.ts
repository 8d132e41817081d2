/**
 * One person on a call and the table of what can become of them (design §6).
 *
 *   arrived → up            dialing → ringing → up            up ⇄ held
 *   every state → gone(cause)
 */
import { z } from 'zod';
import { inner, time } from './fields';
import { idSchema } from './ids';
import { CAUSES } from './line';

export const PARTY_STATES = ['arrived', 'dialing', 'ringing', 'up', 'held', 'gone'] as const;
export type PartyState = (typeof PARTY_STATES)[number];
export type PartyInput = 'ringing' | 'answered' | 'held' | 'retrieved' | 'gone';

/** `(state, input) → state`; a missing input is no change that the state allows. */
export const PARTY_TABLE: Readonly<Record<PartyState, Readonly<Partial<Record<PartyInput, PartyState>>>>> = {
  arrived: { answered: 'up', gone: 'gone' },
  dialing: { ringing: 'ringing', answered: 'up', gone: 'gone' },
  ringing: { answered: 'up', gone: 'gone' },
  up: { held: 'held', gone: 'gone' },
  held: { retrieved: 'up', gone: 'gone' },
  gone: {},
};

/** Hears everybody; heard by nobody, by the agent alone, or by all. */
export const SUPERVISION_MODES = ['listen', 'whisper', 'barge'] as const;

export const partySchema = z.object({
  id: idSchema('party'),
  /** `customer`: the one outside; `agent`: who serves; `party`: any further one; `supervisor`: who listens in. */
  role: z.enum(['customer', 'agent', 'party', 'supervisor']),
  state: z.enum(PARTY_STATES),
  /** Endpoint of the PBX, where the party is a phone of the tenant. */
  endpoint: z.string().optional(),
  /** Number in E.164, where it is reached by one. */
  number: z.string().optional(),
  /** The number that is shown to it, where it is reached by a number. */
  shown: inner(z.string().optional()),
  /** SIP address, where it is reached by one. */
  sip: z.string().optional(),
  /** In the conversation of the call. */
  joined: z.boolean(),
  muted: z.boolean().optional(),
  /** On hold by our command, at its own phone, or while a transfer or consultation is under way. */
  heldBy: z.enum(['command', 'phone', 'transfer']).optional(),
  /** The PBX owes us an answer or an end of the party by then; `cause` is what it is told to end it with, once `again`. */
  due: inner(z.object({ at: time, cause: z.enum(CAUSES), again: z.boolean() }).optional()),
  /** How a supervisor is on the call, and for `whisper` the party that alone hears it. */
  supervises: z.object({ mode: z.enum(SUPERVISION_MODES), of: idSchema('party').optional() }).optional(),
  /** The agent at whose workstation its phone stands. */
  agent: z.string().optional(),
  /** The offer that it was dialled for. */
  offer: idSchema('offer').optional(),
  /** The queue that it served the customer from. */
  queue: z.string().optional(),
  /** Its dial certainly never reached the PBX. */
  unsent: inner(z.boolean().optional()),
  startedAt: time,
  ringingAt: time.optional(),
  answeredAt: time.optional(),
  goneAt: time.optional(),
  cause: z.enum(CAUSES).optional(),
  by: z.enum(['remote', 'local', 'pbx']).optional(),
  sipCode: z.int().optional(),
  /** The PBX's own id and the SIP Call-ID, to match CDRs. */
  pbxId: z.string().optional(),
  sipCallId: z.string().optional(),
});
export type Party = z.infer<typeof partySchema>;

/** The state after an input; `undefined` when the table has no such edge: the input is a doubled or late one. */
export const partyNext = (state: PartyState, input: PartyInput): PartyState | undefined => PARTY_TABLE[state][input];

export const isUp = (party: Party): boolean => party.state === 'up' || party.state === 'held';
/** Whether the others hear it as one who talks with them. */
export const talks = ({ role, supervises }: Party): boolean => role !== 'supervisor' || supervises?.mode === 'barge';
export const isAlive = (party: Party): boolean => party.state !== 'gone';

/** It has served nobody, so there is nothing to wrap up. */
export function unserved({ queue: _, ...party }: Party): Party {
  return party;
}
