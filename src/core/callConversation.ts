/** Who is brought into the conversation of a call, and back into it. */
import { customer } from './call';
import type { CallDraft } from './callDraft';
import { setMusic } from './callStep';
import { idOf } from './ids';
import { isAlive, type Party } from './party';

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

/** Brings a party back that a command put on hold. */
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
  if (caller.heldBy === 'command') retrieve(draft, caller);
  else if (waited || !caller.joined) connectParty(draft, caller.id);
}
