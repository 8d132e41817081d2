/** What a customer hears who waits for somebody. */
import { customer } from './call';
import type { CallDraft } from './callDraft';
import { isAlive, isUp } from './party';

/** Whoever waits hears that something happens: ringing before the answer, music after it. */
export function comfort(draft: CallDraft): void {
  const caller = customer(draft.call);
  if (!caller || caller.state === 'gone') return;
  if (caller.state === 'arrived') draft.first({ do: 'ringing', party: caller.id });
  else if (isUp(caller) && !caller.joined && !draft.call.music) setMusic(draft, true);
}

/** Hold music of the customer, on or off; nothing when it is so already. */
export function setMusic(draft: CallDraft, on: boolean): void {
  const caller = customer(draft.call);
  if (!caller || draft.call.music === on) return;
  draft.set({ music: on });
  if (isAlive(caller)) draft.first({ do: 'hold', party: caller.id, music: on ? 'default' : 'off' });
}
