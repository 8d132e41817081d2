/** A call ends: everybody is hung up, and it is cleared when the PBX says that all are gone. */

import { alive, type Call, callState } from './call';
import type { CallDraft } from './callDraft';
import { leaveQueue } from './callQueue';
import type { Cause } from './line';
import type { Party } from './party';

/** The PBX says `gone` within milliseconds; after so long it is told again, then the party counts as lost. */
const CLEARING_MS = 8_000;

export type EndedBy = 'remote' | 'local' | 'pbx';

/** Hangs up whoever is there; cleared at once when nobody is. */
export function clear(draft: CallDraft, cause: Cause, by: EndedBy): void {
  if (draft.call.clearing || draft.call.clearedAt !== undefined) return;
  draft.set({ clearing: { cause, by, deadlineAt: draft.now + CLEARING_MS } });
  leaveQueue(draft, by === 'remote' ? 'abandoned' : 'cleared');
  draft.drop('offer', 'fetching', 'step', 'transfer');
  hangUpAll(draft, cause);
  // Else the record of what led to it says that the call is being cleared, too; without any it gets one of its own.
  if (alive(draft.call).length === 0) cleared(draft);
}

/** Tells everybody who is there to go; called again when the deadline passed. */
export function hangUpAll(draft: CallDraft, cause: Cause): void {
  for (const party of alive(draft.call)) {
    if (party.role === 'customer') draft.first({ do: 'endProgram', party: party.id, leaving: true });
    if (party.state === 'arrived') draft.first({ do: 'reject', party: party.id, cause });
    else draft.first({ do: 'hangup', party: party.id, cause: causeFor(party, cause) });
  }
}

/** Who only rings is told that nobody wants an answer any more: a phone shows no missed call after `answeredElsewhere`. */
function causeFor(party: Party, cause: Cause): Cause {
  if (party.state !== 'dialing' && party.state !== 'ringing') return cause;
  return party.offer === undefined ? 'cancelled' : 'answeredElsewhere';
}

/** Everybody is gone: the end of the call, with its durations. */
export function cleared(draft: CallDraft): void {
  const { call, now } = draft;
  const ending = call.clearing;
  if (call.conversation !== undefined) draft.first({ do: 'close', conversation: call.conversation });
  draft.drop('offer', 'fetching', 'step', 'transfer', 'clearing', 'waitUntil');
  draft.set({
    clearedAt: now,
    cause: ending?.cause ?? 'normal',
    by: ending?.by ?? 'remote',
    durations: durations(call, now),
  });
  draft.set({ state: callState(draft.call) });
  draft.emit('call.cleared');
  endTransaction(draft);
}

const durations = (call: Call, now: number): NonNullable<Call['durations']> => ({
  waitMs: (call.connectedAt ?? now) - call.startedAt,
  talkMs: call.connectedAt === undefined ? 0 : now - call.connectedAt,
  totalMs: now - call.startedAt,
});

function endTransaction(draft: CallDraft): void {
  const transaction = draft.config.transaction(draft.call.transaction);
  if (!transaction || transaction.endedAt !== undefined) return;
  draft.drafts.push({
    type: 'transaction.ended',
    id: transaction.id,
    data: { ...transaction, endedAt: draft.now },
    transaction: transaction.id,
  });
}
