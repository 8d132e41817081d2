/**
 * Between the moment when an agent is asked for a callback and the one when its customer is dialled lie the ringing, what the
 * agent hears, and time to read. So everything that may keep a callback from being dialled is asked once more (design
 * §5.3.2): where it may not be dialled any more the agent is let go, and the callback is in its place, or held. That is no
 * attempt of its customer and no failure of the agent.
 */
import { type Delay, delayed } from './callbackDelay';
import { withCallback } from './callbackPlace';
import { clear } from './callClear';
import type { CallDraft } from './callDraft';
import { unserved } from './party';

/** It may not be dialled now: nobody is. */
export function keptFromDialling(draft: CallDraft): boolean {
  const { callback } = draft;
  const delay = callback && draft.config.keptBy(callback);
  if (delay) standBack(draft, delay);
  return delay !== undefined;
}

/** The agent has nothing to wrap up. */
export function standBack(draft: CallDraft, delay: Delay): void {
  withCallback(draft, (place) => delayed(place, delay));
  draft.set({ parties: draft.call.parties.map(unserved) });
  clear(draft, 'normal', 'local');
}
