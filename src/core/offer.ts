/**
 * An offer asks one agent to take one entry (design §2, §6). For voice the phone asks: who answers it accepts.
 *
 *   ringing → accepted | declined | expired | withdrawn
 */
import { z } from 'zod';
import { time } from './fields';
import { idSchema, slug } from './ids';

export const OFFER_STATES = ['ringing', 'accepted', 'declined', 'expired', 'withdrawn'] as const;
export type OfferState = (typeof OFFER_STATES)[number];
/** How an offer ends. */
export type OfferEnd = Exclude<OfferState, 'ringing'>;

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
  /** So long its phone rings. */
  expiresAt: time,
  endedAt: time.optional(),
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
