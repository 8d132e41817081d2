/**
 * A transfer asked for at a desk phone does not happen behind our back (design §5.2.5): it is a command of that
 * party's tenant, guarded like any other, carried out by us and reported back to the phone.
 *
 *   asked → refused (the call is as before)
 *   asked → dialled → answered → the asking party is hung up, the new one has its place
 *                   → gone     → failed (the call is as before)
 */

import { type Call, customer, partyOf } from './call';
import { clear } from './callClear';
import { bringCustomer, connectParty } from './callConversation';
import { type CallConfig, CallDraft } from './callDraft';
import { dialParty, setMusic } from './callStep';
import { type Context, type Decision, nothing } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import type { Cause } from './line';
import { type Line, lineTo, ownsEndpoint } from './ownership';
import { isUp } from './party';
import { endpoint as endpointSchema } from './treatment';

const TRANSFER_RING_MS = 30_000;
/** How much longer than it may ring we wait for the PBX to say so. */
const GRACE_MS = 5_000;

/** A phone asks that `to` take its place. */
export function decideTransfer(
  call: Call,
  asked: { party: string; to: string },
  config: CallConfig,
  context: Context,
): Decision {
  const party = partyOf(call, asked.party);
  if (!party || !isUp(party) || call.clearing || call.clearedAt !== undefined) return nothing;
  const draft = new CallDraft(call, config, context);
  const line = call.transfer
    ? refuse('call.wrong_state', 'a transfer is under way')
    : transferLine(draft, party.endpoint, asked.to);
  if (isRefusal(line)) {
    draft.first({ do: 'transferProgress', party: party.id, state: 'failed' });
    draft.set({ failure: failureOf(line, asked.to) });
    draft.emit('call.transfer_failed', party.id);
    return draft.decision();
  }
  draft.first({ do: 'transferProgress', party: party.id, state: 'trying' });
  const from = call.customerNumber ?? call.ani;
  const next = dialParty(draft, line, { from, ringMs: TRANSFER_RING_MS });
  const deadlineAt = draft.now + TRANSFER_RING_MS + GRACE_MS;
  draft.set({ transfer: { asking: party.id, party: next, deadlineAt } });
  draft.emit('call.routed', next);
  return draft.decision();
}

/** What is dialled at a phone is another phone of the tenant, or a number by its trunk. */
function transferLine(draft: CallDraft, asking: string | undefined, to: string): Line | Refusal {
  const technology = asking?.split('/')[0] ?? 'PJSIP';
  const endpoint = `${technology}/${to}`;
  const phone = endpointSchema.safeParse(endpoint).success;
  if (phone && ownsEndpoint(endpoint, draft.holdings)) return lineTo({ endpoint }, draft.holdings);
  if (!/^\+?[0-9]+$/.test(to)) return refuse('destination.not_owned', `${to} is not a phone of this tenant`);
  return lineTo({ number: to }, draft.holdings);
}

const failureOf = (refusal: Refusal, destination: string) => ({
  reason: refusal.refused,
  destination,
  ...(refusal.detail !== undefined && { detail: refusal.detail }),
});

/** Tells the phone that asked how it goes. */
export function transferProgress(draft: CallDraft, state: 'ringing' | 'done' | 'failed'): void {
  const asking = draft.call.transfer?.asking;
  if (asking !== undefined) draft.first({ do: 'transferProgress', party: asking, state });
}

/** The new party answered: it takes the place of the one that asked. */
export function transferAnswered(draft: CallDraft, party: string): void {
  const asking = draft.call.transfer?.asking;
  transferProgress(draft, 'done');
  draft.drop('transfer');
  bringCustomer(draft);
  connectParty(draft, party);
  if (asking !== undefined) draft.first({ do: 'hangup', party: asking, cause: 'normal' });
  draft.emit('call.transferred', party);
}

/** The phone that asked hangs up while the new party rings: the customer waits for that party, with music. */
export function askingLeft(draft: CallDraft, party: string): void {
  const caller = customer(draft.call);
  if (caller?.joined && draft.call.conversation !== undefined)
    draft.first({ do: 'leave', conversation: draft.call.conversation, party: caller.id });
  setMusic(draft, true);
  draft.emit('call.party_left', party);
}

/** The new party did not come: the call is as before, and over when nobody else is there any more. */
export function transferEnded(draft: CallDraft, cause: Cause): void {
  const to = partyOf(draft.call, draft.call.transfer?.party ?? '');
  transferProgress(draft, 'failed');
  draft.drop('transfer');
  draft.set({ failure: { reason: cause, destination: to?.endpoint ?? to?.number ?? '' } });
  draft.emit('call.transfer_failed', to?.id);
  if (draft.call.parties.filter(isUp).length < 2) clear(draft, cause, 'local');
}
