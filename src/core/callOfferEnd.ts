/** An offer ends: with its record, and with an end of the ringing that leaves no missed call on the phone. */
import { partyOf } from './call';
import type { CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { type Offer, type OfferEnd, offerEnds } from './offer';
import type { Entry } from './queue';

/** Ends an offer that rings; nothing when it has ended. */
export function endOffer(draft: CallDraft, offer: Offer, end: OfferEnd, reason?: string): boolean {
  if (!offerEnds(offer, end)) return false;
  draft.emitOffer(`offer.${end}`, {
    ...offer,
    state: end,
    endedAt: draft.now,
    ...(reason !== undefined && { reason }),
  });
  return true;
}

/** Nobody needs an answer any more; whoever still rings is told so, unless the whole call is being hung up. */
export function withdrawOffers(draft: CallDraft, entry: Entry, reason: string): void {
  for (const id of entry.offers ?? []) {
    const offer = draft.offer(id);
    if (!offer || !endOffer(draft, offer, 'withdrawn', reason) || draft.call.clearing) continue;
    const party = partyOf(draft.call, offer.party);
    if (party) letGo(draft, party, 'answeredElsewhere');
  }
}
