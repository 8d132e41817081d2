/** The customer leaves a talk for treatments: a queue, or being connected to somebody else. */
import { alive, customer } from './call';
import type { CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { setMusic } from './callMusic';

/** The conversation is over, for supervisors, too, and the customer hears music until the treatments say otherwise. */
export function leaveTalk(draft: CallDraft): void {
  const { conversation } = draft.call;
  const caller = customer(draft.call);
  if (!caller || conversation === undefined) return;
  const { heldBy, ...rest } = caller;
  if (rest.joined) draft.first({ do: 'leave', conversation, party: caller.id });
  for (const party of alive(draft.call)) if (party.role === 'supervisor') letGo(draft, party);
  draft.first({ do: 'close', conversation });
  draft.drop('conversation');
  draft.set({
    parties: draft.call.parties.map((p) => ({ ...(p.id === caller.id ? { ...rest, state: 'up' } : p), joined: false })),
  });
  if (heldBy === 'command' || heldBy === 'transfer') draft.set({ music: true });
  else setMusic(draft, true);
}
