/**
 * Agent first (design §5.3.4): in the turn of its entry a callback is offered to agents, whose phone asks as for any other
 * entry. Whoever answers is reserved for it and hears what it is about; only then is the customer dialled, and who presses 1
 * is brought to that agent. An agent who does not come costs the customer nothing, neither an attempt nor the place.
 */
import type { Chosen } from './assignment';
import { type Call, customer } from './call';
import type { Callback } from './callback';
import { linelessBy } from './callbackDelay';
import { attempted, ownNumber, type Placed, trunkOf } from './callbackDial';
import { CallbackDraft } from './callbackDraft';
import { keptFromDialling, standBack } from './callbackLastLook';
import { nameMedia } from './callbackName';
import { policyOf, standForCallback, withCallback } from './callbackPlace';
import type { CallbackPolicy } from './callbackPolicy';
import { clear } from './callClear';
import type { CallConfig } from './callConfig';
import { connectParty, JOIN_MS } from './callConversation';
import { dialParty } from './callDialling';
import { CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { offerTo } from './callOffer';
import { withdrawOffers } from './callOfferEnd';
import { GRACE_MS, outgoingCall } from './callOriginate';
import { leaveForParty } from './callQueue';
import type { Context, Decision } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { callerNumber, lineTo } from './ownership';
import { isUp, type Party } from './party';
import { entryNext } from './queue';

/** A whisper that is not over after so long is not waited for. */
const WHISPER_MS = 30_000;

/** Agents are asked to take a callback: entry, offers, agents and callback change in one decision. */
export function decideReserve(
  { callback, entry, policy }: Placed,
  chosen: readonly Chosen[],
  config: CallConfig,
  context: Context,
): Decision | Refusal {
  const dialling = lineOf({ callback, policy }, config);
  if (isRefusal(dialling)) return dialling;
  const state = entry && entryNext(entry.state, 'dequeued');
  if (!entry || !state) return refuse('queue.entry_taken');
  const call = callFor({ callback, policy, entry }, config, context);
  if (isRefusal(call)) return call;
  const draft = new CallDraft(call, config, context);
  draft.emit('call.originated');
  const ringMs = (config.mapping?.queues[callback.queue]?.ringSeconds ?? 25) * 1_000;
  const offers: string[] = [];
  for (const one of chosen) {
    const made = offerTo(draft, entry, one, ringMs);
    if (isRefusal(made)) return made;
    offers.push(made);
  }
  const place = new CallbackDraft(callback, entry, context);
  place.become('reserved', 'callback.reserved', {
    call: call.id,
    trunk: trunkOf(config, callback, policy),
    waiting: undefined,
  });
  place.offerTo(offers);
  draft.drafts.push(...place.drafts);
  return draft.decision();
}

/** The call in which both are going to talk: with nobody on it yet. */
function callFor(
  { callback, policy, entry }: Placed & { readonly entry: NonNullable<Placed['entry']> },
  config: CallConfig,
  context: Context,
): Call | Refusal {
  const from = policy.from ?? ownNumber(config, callback.venue);
  const how = {
    ...{ venue: callback.venue, transaction: callback.transaction, callback: callback.id, from },
    attributes: config.transaction(callback.transaction)?.attributes ?? callback.attributes,
    plan: {
      by: 'callback',
      treatments: [{ do: 'queue', queue: callback.queue, priority: callback.priority }],
      step: -1,
    },
  } as const;
  const call = outgoingCall({ ...how, plan: { ...how.plan, treatments: [...how.plan.treatments] } }, config, context);
  if (isRefusal(call)) return call;
  const step = { do: 'reserve', number: 1, startedAt: context.now };
  const number = callback.customerNumber;
  return { ...call, customerNumber: number, dnis: number, entry: entry.id, step };
}

/** How the customer is dialled, or why it cannot be: looked at before an agent is asked, so that nobody is reserved for nothing. */
export function lineOf({ callback, policy }: Pick<Placed, 'callback' | 'policy'>, config: CallConfig) {
  const owns = config.mapping?.owns[pbxOf(config, callback)];
  const holdings = { pbx: config.pbx, owns };
  const { trunk } = policy;
  const line = lineTo({ number: callback.customerNumber, ...(trunk !== undefined && { trunk }) }, holdings);
  if (isRefusal(line)) return line;
  const from = callerNumber(policy.from ?? ownNumber(config, callback.venue), '', holdings);
  return isRefusal(from) ? from : { line, from };
}

const pbxOf = ({ mapping }: CallConfig, { venue }: Callback): string =>
  mapping?.venues[venue]?.routingPoint.split('/')[0] ?? '';

/** Nobody is on the line for the callback yet but agents who are asked. */
export const isReserving = ({ callback, step }: Call): boolean =>
  callback !== undefined && (step?.do === 'reserve' || step?.do === 'preview');

/** An agent answered for a callback: nobody else is asked any more, and it hears what it is about. */
export function agentReserved(draft: CallDraft, party: Party): void {
  const { entry } = draft;
  if (!entry) return clear(draft, 'normal', 'local');
  withdrawOffers(draft, entry, 'connected');
  draft.party(party.id, { queue: entry.queue });
  const agent = party.agent === undefined ? undefined : draft.agent(party.agent);
  if (agent) draft.setAgent({ ...agent, unanswered: 0 });
  withCallback(draft, (place) => place.reserveFor(party.id));
  if (keptFromDialling(draft)) return;
  const number = draft.begin({ do: 'preview', deadlineAt: draft.now + WHISPER_MS });
  if (!whisper(draft, party, number)) previewOver(draft);
}

/** Tells the agent; false when there is nothing to tell. */
function whisper(draft: CallDraft, { id }: Party, number: number): boolean {
  const told = (draft.callback && policyOf(draft, draft.callback)?.agent.whisper) ?? [];
  const media = [...told, ...nameMedia(draft)];
  if (media.length === 0) return false;
  draft.first({ do: 'run', party: id, number, step: { do: 'announce', media } });
  draft.emit('call.treated', id);
  return true;
}

/** The agent has heard it, and has a moment to read; then the customer is dialled. */
export function previewOver(draft: CallDraft): void {
  const { callback, call } = draft;
  const agent = reservedAgent(call);
  const policy = callback && policyOf(draft, callback);
  if (!callback || !agent || !policy) return clear(draft, 'normal', 'local');
  const left = (agent.answeredAt ?? draft.now) + policy.agent.previewSeconds * 1_000 - draft.now;
  draft.first({ do: 'endProgram', party: agent.id });
  draft.first({ do: 'hold', party: agent.id, music: 'default' });
  if (left <= 0) return dialCustomer(draft, callback, policy);
  draft.begin({ do: 'preview', deadlineAt: draft.now + left });
  draft.emit('call.progressed', agent.id);
}

/** After a crash an agent hears again what it is about. */
export function resumePreview(draft: CallDraft): void {
  const { step } = draft.call;
  const agent = reservedAgent(draft.call);
  if (step?.do === 'preview' && agent) whisper(draft, agent, step.number);
}

/** The attempt is on the disk before the phone network hears of it; its party has an id that follows from it. */
function dialCustomer(draft: CallDraft, callback: Callback, policy: CallbackPolicy): void {
  if (keptFromDialling(draft)) return;
  const dialling = lineOf({ callback, policy }, draft.config);
  if (isRefusal(dialling)) return standBack(draft, linelessBy(dialling, draft.now));
  const { line, from } = dialling;
  const attempt = callback.attempt + 1;
  const ringMs = policy.ringSeconds * 1_000;
  const id = draft.context.ids.derive(draft.config.tenant, callback.id, String(attempt));
  const party = dialParty(draft, line, { from, ringMs, role: 'customer', id, attempt });
  draft.begin({ do: 'dial', deadlineAt: draft.now + ringMs + GRACE_MS, party });
  const trunk = trunkOf(draft.config, callback, policy);
  withCallback(draft, (place) => attempted(place, attempt, draft.call.id, trunk));
  draft.emit('call.routed', party);
}

/** The agent who was reserved and waits for the customer. */
const reservedAgent = ({ parties }: Call): Party | undefined =>
  parties.find((one) => one.role === 'agent' && one.offer !== undefined && isUp(one) && !one.joined && !one.due);

/**
 * The customer wants to be connected: to the agent who waits for it; false when there is none any more. It has its place
 * until both talk: should the agent hang up before, it is the turn of the next one.
 */
export function joinReserved(draft: CallDraft): boolean {
  const agent = reservedAgent(draft.call);
  const party = customer(draft.call);
  const { callback } = draft;
  const { plan } = draft.call;
  if (!agent || !party || !callback || !plan) return false;
  draft.set({ entry: standForCallback(draft, callback).entry, plan: { ...plan, step: 0 } });
  if (draft.entry) leaveForParty(draft, draft.entry, agent.id);
  draft.begin({ do: 'queue', deadlineAt: draft.now + JOIN_MS, party: agent.id, joining: true });
  draft.first({ do: 'hold', party: agent.id, music: 'off' });
  connectParty(draft, party.id);
  connectParty(draft, agent.id);
  return true;
}

/** The customer wants something else: whoever was reserved is free. */
export function letReservedGo(draft: CallDraft): void {
  const agent = reservedAgent(draft.call);
  if (agent) letGo(draft, agent);
}
