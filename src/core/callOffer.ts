/**
 * An entry is offered to agents (design §2, §6): entry, offers and agents change in one decision, and phones are
 * dialled when it is durable. Whoever answers first has it; when nobody comes it is back in its place.
 */
import { type Agent, isFree } from './agent';
import { turned } from './agentPlace';
import type { Chosen } from './assignment';
import { type Call, customer } from './call';
import type { Callback } from './callback';
import { clear, type EndedBy } from './callClear';
import { type CallConfig, CallDraft } from './callDraft';
import { endOffer } from './callOfferEnd';
import { dialLine } from './callParties';
import { returnToQueue } from './callQueue';
import { noteRefusal, refusedForGood } from './callRefused';
import { RING_GRACE_MS } from './callStep';
import type { Context, Decision } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import type { EventType } from './events';
import { idOf } from './ids';
import type { Cause } from './line';
import type { Offer } from './offer';
import { lineTo } from './ownership';
import type { Party } from './party';
import { type Entry, entryNext, isRefusedForGood } from './queue';
import type { QueueSettings } from './queueSettings';

/** An agent whose phone refused, or did not answer, is left alone for so long: others are first. */
const REST_MS = 5_000;

/** Offers an entry to those who were chosen, all of whom ring at once. */
export function decideOffer(
  call: Call,
  chosen: readonly Chosen[],
  config: CallConfig,
  context: Context,
): Decision | Refusal {
  const draft = new CallDraft(call, config, context);
  const { entry } = draft;
  const { step } = call;
  const state = entry && step && entryNext(entry.state, 'dequeued');
  if (!state) return refuse('queue.entry_taken');
  const { ringSeconds } = settingsOf(draft, entry);
  const ringMs = ringSeconds * 1_000;
  const offers: string[] = [];
  for (const one of chosen) {
    const made = offerTo(draft, entry, one, ringMs);
    if (isRefusal(made)) return made;
    offers.push(made);
  }
  const { failure: _, again: __, ...rest } = entry;
  draft.emitEntry('queue.dequeued', { ...rest, state, offers });
  const deadlineAt = Math.max(entry.until ?? 0, draft.now + ringMs + RING_GRACE_MS);
  // One who is still being answered is answered soon, or never.
  draft.set({ step: step.answering ? { ...step, answering: { until: deadlineAt } } : { ...step, deadlineAt } });
  return draft.decision();
}

export function offerTo(
  draft: CallDraft,
  entry: Entry,
  { agent: name, passed }: Chosen,
  ringMs: number,
): string | Refusal {
  const agent = draft.agent(name);
  const workstation = agent?.workstation ?? '';
  const desk = draft.config.mapping?.workstations[workstation];
  if (!agent || !desk || !isFree(agent)) return refuse('agent.not_free');
  const line = lineTo(desk.phone, draft.holdings);
  if (isRefusal(line)) return line;
  const { call, now } = draft;
  const id = idOf('offer', draft.context.ids.fresh());
  const from = call.customerNumber ?? call.ani;
  const party = dialLine(draft, line, { from, ringMs, offer: id, agent: agent.id });
  const { customerNumber, venue } = call;
  draft.emitOffer('offer.created', {
    ...{ id, state: 'ringing', transaction: call.transaction, agent: agent.id, workstation },
    ...{ queue: entry.queue, entry: entry.id, call: call.id, party, routingPoint: call.routingPoint },
    ...(venue !== undefined && { venue }),
    ...(customerNumber !== undefined && { customerNumber }),
    ...(draft.callback && { preview: previewOf(draft.callback) }),
    ...{ createdAt: now, expiresAt: now + ringMs },
    ...(passed.length > 0 && { passed }),
    ...(entry.moved && { moved: entry.moved }),
  });
  draft.setAgent({ ...agent, offeredAt: now, offeredIn: entry.queue });
  draft.emit('call.routed', party);
  return id;
}

/** What an agent sees of a callback before it answers. */
const previewOf = ({
  id,
  channel,
  requestedAt,
  promisedAt,
  attempt,
  attributes,
  name,
}: Callback): Offer['preview'] => ({
  ...{ callback: id, channel, requestedAt, attempt, attributes },
  ...(promisedAt !== undefined && { promisedAt }),
  ...(name && { name }),
});

/** The phone of an offer was answered; false when nobody wants that any more. */
export function offerAnswered(draft: CallDraft, party: Party): boolean {
  const offer = draft.offer(party.offer ?? '');
  return offer !== undefined && endOffer(draft, offer, 'accepted');
}

/** The phone of an offer that rang is gone: the entry waits on where it was. False when that is no news. */
export function offerGone(draft: CallDraft, party: Party, cause: Cause, by: EndedBy): boolean {
  const offer = draft.offer(party.offer ?? '');
  const { entry } = draft;
  const declined = cause === 'declined' || cause === 'busy';
  if (!offer || !entry || !endOffer(draft, offer, declined ? 'declined' : 'expired', cause)) return false;
  if (phoneFailed(cause, by)) unanswered(draft, offer.agent, cause, settingsOf(draft, entry));
  else if (by === 'local' && !OTHERS_FAULT.includes(cause)) rested(draft, offer.agent);
  const noted = noteRefusal(draft, entry, offer, by === 'local' && cause === 'refused');
  const others = noted.offers?.some((id) => id !== offer.id) ?? false;
  if (isRefusedForGood(noted) && !others) refusedForGood(draft);
  else backInPlace(draft, noted, offer, cause, 'call.party_left');
  return true;
}

/** The entry waits on where it was, unless others ring for it. */
export function backInPlace(draft: CallDraft, entry: Entry, offer: Offer, cause: Cause, told: EventType): void {
  const left = entry.offers?.filter((id) => id !== offer.id) ?? [];
  draft.set({ party: offer.party });
  // Agents were asked before the customer: when none of them comes there is no call.
  if (left.length === 0 && !customer(draft.call)) return clear(draft, cause, 'remote');
  if (left.length === 0) return returnToQueue(draft, cause, told);
  draft.emitEntry('queue.dequeued', { ...entry, offers: left });
  draft.emit(told, offer.party);
}

/** The agent has nothing to do with it. */
const OTHERS_FAULT: readonly Cause[] = ['lost', 'cancelled', 'answeredElsewhere'];

/** Whether it is the phone that did not take it. What we ended, or did not dial, is ours; but for a phone that has rung for long enough. */
const phoneFailed = (cause: Cause, by: EndedBy): boolean =>
  cause === 'noAnswer' || (by !== 'local' && !OTHERS_FAULT.includes(cause));

/** So often in a row that it is better not to ask any more: the agent says itself when it is back. */
export function unanswered(draft: CallDraft, id: string, cause: Cause, { maxNoAnswers }: QueueLimits): void {
  const agent = rested(draft, id);
  if (!agent) return;
  const counted = { ...agent, unanswered: agent.unanswered + 1, idleSince: draft.now };
  if (counted.unanswered < maxNoAnswers || agent.state !== 'ready') return draft.setAgent(counted);
  draft.setAgent(turned(counted, { state: 'notReady', reason: cause }, draft.now));
}

/** Whom nothing reached is not tried again at once; it is no fault of the agent, and no less idle. */
function rested(draft: CallDraft, id: string): Agent | undefined {
  const known = draft.agent(id);
  if (!known) return undefined;
  const agent = { ...known, restUntil: draft.now + REST_MS };
  draft.setAgent(agent);
  return agent;
}

type QueueLimits = Pick<QueueSettings, 'ringSeconds' | 'maxNoAnswers'>;

/** A queue that the mapping has no more still has those who wait in it. */
export const settingsOf = (draft: CallDraft, { queue }: Entry): QueueLimits =>
  draft.config.mapping?.queues[queue] ?? { ringSeconds: 25, maxNoAnswers: 2 };
