/**
 * An offer asks one agent to take one entry (design §2, §6). For voice the phone asks: who answers it accepts.
 *
 *   ringing → accepted | declined | expired | withdrawn
 */
import { z } from 'zod';
import { CALLBACK_CHANNELS, recordedName } from './callback';
import { attributes, inner, time } from './fields';
import { idSchema, slug } from './ids';
import { moved } from './queue';

const OFFER_STATES = ['ringing', 'accepted', 'declined', 'expired', 'withdrawn'] as const;
export type OfferState = (typeof OFFER_STATES)[number];
/** How an offer ends. */
export type OfferEnd = Exclude<OfferState, 'ringing'>;

/** Entries that stood before, together when they were passed over for the same reason; the first of them are named. */
const passed = z.object({
  queue: z.string(),
  because: z.discriminatedUnion('reason', [
    /** Somebody is being reached for them, their customer is not on the line, or the phone cannot be dialled from their PBX. */
    z.object({ reason: z.enum(['offered', 'held', 'unreachable']) }),
    /** The agent has the skill not, or not at that level. */
    z.object({ reason: z.literal('skill'), skill: slug, level: z.int() }),
    /** The level of the agent in the queue is below that. */
    z.object({ reason: z.literal('level'), level: z.int() }),
  ]),
  count: z.int(),
  entries: z.array(idSchema('entry')),
});

export const passedOver = passed;
export type Passed = z.infer<typeof passed>;

export const offerSchema = z.object({
  id: idSchema('offer'),
  state: z.enum(OFFER_STATES),
  transaction: idSchema('transaction'),
  agent: slug,
  workstation: slug,
  queue: z.string(),
  entry: idSchema('entry'),
  call: idSchema('call'),
  /** Who is dialled for it. */
  party: idSchema('party'),
  /** Where the call came in last: filters and keys by venue hold for offers, too. */
  routingPoint: z.string(),
  venue: z.string().optional(),
  customerNumber: z.string().optional(),
  createdAt: time,
  /** What a callback is about, before its customer is dialled. */
  preview: z
    .object({
      callback: idSchema('callback'),
      channel: z.enum(CALLBACK_CHANNELS),
      requestedAt: time,
      promisedAt: time.optional(),
      /** Dials so far. */
      attempt: z.int(),
      attributes,
      /** What the customer said when it was asked for its name. */
      name: recordedName.optional(),
    })
    .optional(),
  /** So long its phone rings. */
  expiresAt: time,
  endedAt: time.optional(),
  /** Who stood before the entry in the queues of the agent, and why the agent did not get them. */
  passed: inner(z.array(passed)).optional(),
  /** The entry had been moved to the front, before those whom it passed. */
  moved: moved.optional(),
  /** How the phone said no, or what took the entry away. */
  reason: z.string().optional(),
});
export type Offer = z.infer<typeof offerSchema>;

/** `(state, input) → state`: every input ends an offer that rings, and means nothing to one that has ended. */
export const OFFER_TABLE: Readonly<Record<OfferEnd, { readonly from: readonly OfferState[]; readonly when: string }>> =
  Object.freeze({
    accepted: { from: ['ringing'], when: 'the agent answers the phone' },
    declined: { from: ['ringing'], when: 'the phone is busy, or the agent declines' },
    expired: { from: ['ringing'], when: 'nobody answers in time, or the phone cannot be reached' },
    withdrawn: {
      from: ['ringing'],
      when: 'the caller hangs up or goes elsewhere, or another agent was faster; the phone shows no missed call',
    },
  });

export const offerEnds = (offer: Offer, end: OfferEnd): boolean => OFFER_TABLE[end].from.includes(offer.state);
