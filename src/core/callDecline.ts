/** An offer is declined at the desk: the phone is not touched, and what follows is what follows a no at the phone. */
import { type Call, partyOf } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { backInPlace, settingsOf, unanswered } from './callOffer';
import { endOffer } from './callOfferEnd';
import { overflowWhenOver } from './callOverflow';
import type { Context } from './decision';
import { refuse } from './errors';

/** The agent, or somebody for it, says no without touching the phone; it stops ringing and shows no missed call. */
export function decideDecline(call: Call, id: string, config: CallConfig, context: Context): Answer {
  const draft = new CallDraft(call, config, context);
  const { entry } = draft;
  const offer = draft.offer(id);
  const party = offer && partyOf(call, offer.party);
  if (!entry || !party || call.clearing || !endOffer(draft, offer, 'declined', 'declined'))
    return refuse('offer.ended');
  letGo(draft, party, 'answeredElsewhere');
  unanswered(draft, offer.agent, 'declined', settingsOf(draft, entry));
  backInPlace(draft, entry, offer, 'declined', 'call.progressed');
  overflowWhenOver(draft);
  return draft.decision({ call: call.id, offer: id });
}
