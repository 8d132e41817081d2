/** Who is brought into the conversation of a call, put aside with music, and brought back. */
import { customer, present } from './call';
import type { CallDraft } from './callDraft';
import { setMusic } from './callMusic';
import { idOf } from './ids';
import { isAlive, type Party } from './party';

/** The PBX brings two together within milliseconds; after so long without a word they count as talking. */
export const JOIN_MS = 10_000;

/** Brings a party into the conversation of the call, which is opened when there is none. */
export function connectParty(draft: CallDraft, party: string): void {
  let { conversation } = draft.call;
  if (conversation === undefined) {
    conversation = idOf('conversation', draft.context.ids.fresh());
    draft.set({ conversation });
    draft.first({ do: 'open', conversation });
  }
  draft.first({ do: 'join', conversation, party });
}

/** Takes a party out of the conversation to hold music; one that a command put there only changes its reason. */
export function putAside(draft: CallDraft, party: Party, heldBy: 'command' | 'transfer'): void {
  const { conversation } = draft.call;
  const aside = party.heldBy === 'command' || party.heldBy === 'transfer';
  draft.party(party.id, { state: 'held', heldBy });
  if (aside) return;
  if (conversation !== undefined) draft.first({ do: 'leave', conversation, party: party.id });
  draft.first({ do: 'hold', party: party.id, music: 'default' });
  draft.emit('call.held', party.id);
}

/** Everybody who talks but the one who asks waits with music. */
export function putOthersAside(draft: CallDraft, asking: string): void {
  const others = present(draft.call).filter(({ id, role }) => id !== asking && role !== 'supervisor');
  for (const party of others) putAside(draft, party, 'transfer');
}

/** Who waits because of a transfer or consultation is back in the conversation. */
export function bringBack(draft: CallDraft): void {
  for (const party of present(draft.call)) if (party.heldBy === 'transfer') retrieve(draft, party);
}

/** Brings a party back that was put aside. */
export function retrieve(draft: CallDraft, party: Party): void {
  const { heldBy: _, ...rest } = party;
  draft.set({ parties: draft.call.parties.map((p) => (p.id === party.id ? { ...rest, state: 'up' } : p)) });
  draft.first({ do: 'hold', party: party.id, music: 'off' });
  connectParty(draft, party.id);
  draft.emit('call.retrieved', party.id);
}

/**
 * Somebody is there to talk to the customer, who may be outside, wait with music, or be on hold because of whoever
 * talked before: all of that is over, nobody is connected to silence.
 */
export function bringCustomer(draft: CallDraft): void {
  const waited = draft.call.music;
  setMusic(draft, false);
  const caller = customer(draft.call);
  if (!caller || !isAlive(caller)) return;
  if (caller.heldBy === 'command' || caller.heldBy === 'transfer') retrieve(draft, caller);
  else if (waited || !caller.joined) connectParty(draft, caller.id);
}
