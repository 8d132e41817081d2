/**
 * An entry for which no phone can be dialled: what goes along with each dial is what the PBX does not take, such as a header
 * made of an attribute. Nobody is going to get it, so it is not offered to one agent after the other for ever.
 */
import { customer } from './call';
import { clear } from './callClear';
import type { CallDraft } from './callDraft';
import { advance } from './callPlan';
import { stopStep } from './callStep';
import type { Offer } from './offer';
import type { Entry } from './queue';

/** Keeps in mind that the dial of an offer was refused, or that one was not; the entry as it is then. */
export function noteRefusal(draft: CallDraft, entry: Entry, { agent }: Offer, refused: boolean): Entry {
  const { refusals, ...rest } = entry;
  if (!refused && !refusals) return entry;
  const noted: Entry = refused ? { ...rest, refusals: [...(refusals ?? []), agent] } : rest;
  draft.emitEntry('queue.entry_changed', noted);
  return noted;
}

/** It leaves its queue: a caller goes on with the next treatment, a callback is over. */
export function refusedForGood(draft: CallDraft): void {
  if (draft.call.callback !== undefined || !customer(draft.call)) return clear(draft, 'refused', 'local');
  stopStep(draft, 'failed');
  advance(draft);
}
