/** A party is told to go while the call goes on. */
import type { CallDraft } from './callDraft';
import type { Cause } from './line';
import { isUp, type Party } from './party';

/** The PBX says within milliseconds that somebody is gone; after so long it is told again, then the party counts as lost. */
export const AGAIN_MS = 8_000;

/** Tells a party to go; it is told again until it is gone. */
export function letGo(draft: CallDraft, party: Party, cause: Cause = isUp(party) ? 'normal' : 'cancelled'): void {
  draft.first({ do: 'hangup', party: party.id, cause });
  draft.party(party.id, { due: { at: draft.now + AGAIN_MS, cause, again: false } });
}
