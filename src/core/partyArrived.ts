/** Whoever calls, as the PBX shows it when it parks the call. */
import { idOf } from './ids';
import type { PartySnapshot } from './line';
import type { Party } from './party';

/** The party of an arriving channel. */
export const arrivedParty = (snapshot: PartySnapshot, now: number, agent: string | undefined): Party => ({
  id: idOf('party', snapshot.party),
  role: 'customer',
  state: snapshot.state === 'up' ? 'up' : 'arrived',
  joined: false,
  startedAt: now,
  pbxId: snapshot.pbxId,
  ...(snapshot.endpoint !== undefined && { endpoint: snapshot.endpoint }),
  ...(snapshot.sipCallId !== undefined && { sipCallId: snapshot.sipCallId }),
  ...(agent !== undefined && { agent }),
  ...(snapshot.state === 'up' && { answeredAt: now }),
});
