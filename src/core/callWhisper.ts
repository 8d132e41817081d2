/**
 * What an agent hears before the customer: it has answered, and the entry is its own from then on, but stays in its place
 * until both are brought together. Does the agent hang up meanwhile, the customer has lost nothing.
 */
import { partyOf } from './call';
import { nameMedia } from './callbackName';
import type { CallDraft } from './callDraft';
import { joinBoth } from './callJoining';
import { withdrawOffers } from './callOfferEnd';
import { leaveForParty } from './callQueue';
import type { MediaItem } from './media';
import { isUp, type Party } from './party';

/** Longer than anybody wants to listen: then they are brought together all the same. */
const WHISPER_MS = 30_000;

/** Within so long the PBX says that the listener is gone. */
const GONE_MS = 500;

/** Whoever answered for the customer is told something first, where the queue has it so; else both can talk. */
export function prepare(draft: CallDraft, party: Party): void {
  const { entry } = draft;
  const { step } = draft.call;
  const told = mediaOf(draft).length > 0;
  if (!entry || !told || step?.do !== 'queue' || party.offer === undefined) return joinBoth(draft, party.id);
  withdrawOffers(draft, entry, 'connected');
  const { offers: _, ...rest } = entry;
  leaveForParty(draft, rest, party.id);
  draft.party(party.id, { queue: entry.queue });
  draft.set({ step: { ...step, party: party.id, whispering: true, deadlineAt: draft.now + WHISPER_MS } });
  whisper(draft);
  draft.emit('call.progressed', party.id);
}

/** Begins to tell it, also again after a restart. */
export function whisper(draft: CallDraft): void {
  const { step } = draft.call;
  const media = mediaOf(draft);
  if (!step?.whispering || step.party === undefined || media.length === 0) return;
  draft.first({ do: 'run', party: step.party, number: whisperOf(step.number), step: { do: 'announce', media } });
}

/** What the queue has its agents told, and the name of whom a callback is for. */
function mediaOf(draft: CallDraft): MediaItem[] {
  const queue = draft.config.mapping?.queues[draft.entry?.queue ?? ''];
  return [...(queue?.whisper ?? []), ...nameMedia(draft)];
}

/** The number of the program: that of the step is the customer's. */
export const whisperOf = (step: number): number => -step;

/** Everything was told, or it took too long. */
export function whispered(draft: CallDraft): void {
  const { step } = draft.call;
  const party = partyOf(draft.call, step?.party ?? '');
  if (!step?.whispering || !party || !isUp(party)) return;
  draft.first({ do: 'endProgram', party: party.id });
  joinBoth(draft, party.id);
}

/** Media also fails when its listener hangs up, and a moment before that is told: nobody is brought to somebody who is gone. */
export function whisperFailed(draft: CallDraft): void {
  const { step } = draft.call;
  if (step?.whispering) draft.set({ step: { ...step, deadlineAt: draft.now + GONE_MS } });
}
