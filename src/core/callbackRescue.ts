/**
 * Whoever talked to a customer who was called back is cut off, before they talked or soon after: the customer is not hung up
 * but stays on the line, first in line for the next one, once in an attempt (decision 0019). Nobody comes: it is asked as
 * everybody who waits so, and the attempt ends as one that failed on the agents' side.
 */
import { customer } from './call';
import { leaveTalk } from './callAway';
import type { Callback } from './callback';
import { servedBy } from './callbackDial';
import { policyOf, withCallback } from './callbackPlace';
import type { EndedBy } from './callClear';
import type { CallDraft } from './callDraft';
import { route } from './callPlan';
import type { Cause } from './line';
import { isUp, type Party, unserved } from './party';

/** The front of the line. */
const FRONT = 100;

/** Keeps the customer on the line; false where the call is over with whoever left. */
export function rescueCustomer(draft: CallDraft, left: Party, cause: Cause, by: EndedBy): boolean {
  const { call, callback } = draft;
  const caller = customer(call);
  const policy = callback && policyOf(draft, callback);
  if (!callback || !policy || callback.call !== call.id || left.role === 'customer' || left.due) return false;
  if (!caller || !isUp(caller) || by === 'local' || callback.rescuedIn === callback.attempt) return false;
  if (!cutOff(callback, cause, draft.now, policy)) return false;
  draft.emit('call.party_left', left.id);
  leaveTalk(draft);
  draft.drop('connectedAt', 'connectedIn');
  // Whoever was dialled for the customer may be dialled again.
  draft.set({ tried: [] });
  const again = brokenOff(draft, left, cause);
  withCallback(draft, (place) => {
    if (!policy.connect) place.takePlace();
    place.become('cutOff', 'callback.rescued', { connectedAt: undefined, rescuedIn: callback.attempt });
    if (!policy.connect) place.stand({ priority: FRONT, again });
  });
  route(draft, servedBy(policy, callback), { by: 'callback', reason: 'rescued' });
  return true;
}

/** An agent whose line broke has nothing to wrap up yet, and is asked first; one who hung up is not. */
function brokenOff(draft: CallDraft, { id, agent }: Party, cause: Cause): string | undefined {
  if (agent === undefined || cause === 'normal') return undefined;
  const parties = draft.call.parties.map((one) => (one.id === id ? unserved(one) : one));
  draft.set({ parties });
  return agent;
}

interface Limits {
  readonly rescueSeconds: number;
  readonly minTalkSeconds: number;
}

/** They were about to talk, or had not talked so long that it is done; or a line broke soon after. */
function cutOff(
  { state, connectedAt }: Callback,
  cause: Cause,
  now: number,
  { rescueSeconds, minTalkSeconds }: Limits,
): boolean {
  if (rescueSeconds === 0) return false;
  if (state === 'holding') return true;
  if (state !== 'connected' || connectedAt === undefined) return false;
  return now - connectedAt < (cause === 'normal' ? minTalkSeconds : Math.max(rescueSeconds, minTalkSeconds)) * 1_000;
}
