/** Who hears whom: nobody hears a person of another call, somebody put aside, or a supervisor who is not to be heard. */
import type { Switchboard } from '../../../connectors/simulator/switchboard';
import { alive, type Call } from '../../../src/core/call';
import { bare } from '../../../src/core/ids';
import type { Party } from '../../../src/core/party';

/** Each pair of the call in which the first is heard by the second and must not be. */
export function wronglyHeard(call: Call, board: Switchboard): string[] {
  const parties = new Map(alive(call).map((party) => [bare(party.id), party]));
  return [...parties].flatMap(([id, listener]) =>
    board
      .heardBy(id)
      .filter(({ facts }) => !mayHear(listener, parties.get(facts.party)))
      .map(({ facts }) => `${facts.party} is heard by ${listener.id} of ${call.id}`),
  );
}

const isAside = ({ heldBy }: Party): boolean => heldBy === 'command' || heldBy === 'transfer';

function mayHear(listener: Party, speaker: Party | undefined): boolean {
  if (!speaker || speaker.muted || isAside(speaker) || isAside(listener)) return false;
  if (speaker.role !== 'supervisor') return true;
  const { mode, of } = speaker.supervises ?? {};
  return mode === 'barge' || (mode === 'whisper' && of === listener.id);
}
