/**
 * An attended transfer asked for at a desk phone: the phone is on a call with the customer and, by a second call of its
 * own, with a colleague; it asks that the two talk without it. One decision about two calls of one tenant: the
 * colleague's party moves over, the second call ends.
 */

import { type Call, talking } from './call';
import { clear } from './callClear';
import { bringCustomer, connectParty } from './callConversation';
import { type CallConfig, CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { phoneAsking, unfit } from './callTransfer';
import { type Context, type Decision, nothing } from './decision';
import type { Party } from './party';

export interface ConsultAsked {
  /** The phone's party in the first call. */
  readonly party: string;
  /** The phone's party in the second call. */
  readonly consult: string;
}

/** Joins the other ends of both calls; refused (the phone is told, both calls are as before) when there is no such end. */
export function decidePhoneConsult(
  call: Call,
  second: Call | undefined,
  asked: ConsultAsked,
  config: CallConfig,
  context: Context,
): Decision {
  const party = phoneAsking(call, asked.party);
  if (!party) return nothing;
  const draft = new CallDraft(call, config, context);
  const other = second && otherEnd(second, asked.consult);
  if (!second || !other || second.id === call.id || unfit(call, party)) return refused(draft, party.id);
  const ending = new CallDraft(second, config, context);
  ending.set({ parties: second.parties.filter((p) => p.id !== other.id) });
  ending.emit('call.transferred', asked.consult);
  clear(ending, 'normal', 'local');
  take(draft, party, other, second.conversation);
  return merged(ending.decision(), draft.decision());
}

/** Who talks to the phone in its second call, when it is one person. */
function otherEnd(second: Call, consult: string): Party | undefined {
  if (second.clearing || second.clearedAt !== undefined) return undefined;
  const others = talking(second).filter((party) => party.id !== consult);
  return others.length === 1 ? others[0] : undefined;
}

function take(draft: CallDraft, asking: Party, party: Party, conversation: string | undefined): void {
  draft.set({ parties: [...draft.call.parties, { ...party, role: 'agent', joined: false }] });
  draft.first({ do: 'transferProgress', party: asking.id, state: 'done' });
  if (conversation !== undefined) draft.first({ do: 'leave', conversation, party: party.id });
  bringCustomer(draft);
  connectParty(draft, party.id);
  letGo(draft, asking);
  draft.emit('call.transferred', party.id);
}

function refused(draft: CallDraft, party: string): Decision {
  draft.first({ do: 'transferProgress', party, state: 'failed' });
  draft.set({ failure: { reason: 'call.wrong_state', detail: 'the second call of the phone has no other end' } });
  draft.emit('call.transfer_failed', party);
  return draft.decision();
}

/** The records of the ending call first: from then on its former party is found in the other one. */
const merged = (first: Decision, second: Decision): Decision => ({
  drafts: [...first.drafts, ...second.drafts],
  before: [...(second.before ?? []), ...(first.before ?? [])],
  after: [...(second.after ?? []), ...(first.after ?? [])],
  reply: undefined,
});
