/**
 * A call waits in a queue: a step like any other, and an entry that says where it stands. Both change in one decision,
 * so that nobody is in line without a call, or on a call that lost its place.
 */
import { mergeCallback, unmergeCallback } from './callbackMerge';
import { leavePlace, standForCallback } from './callbackPlace';
import type { CallConfig, CallDraft } from './callDraft';
import { withdrawOffers } from './callOfferEnd';
import type { ProgramStep } from './effect';
import { keepPlace, placeKept, returningNumber } from './entryAway';
import { asking, askingAnew } from './entrySkills';
import { isRefusal, type Refusal, refuse } from './errors';
import type { EventType } from './events';
import { idOf } from './ids';
import { type Entry, entryNext, estimateView, type LeftReason } from './queue';
import type { QueueSettings } from './queueSettings';
import type { TreatmentOf } from './treatment';

/** How a queue is set up, or why it takes nobody now. */
export function taking(queue: string, { mapping, ...config }: CallConfig): QueueSettings | Refusal {
  const settings = mapping?.queues[queue];
  if (!settings) return refuse('queue.not_found');
  if (config.queue(queue)?.open === false) return refuse('queue.closed');
  const wantsAgents = settings.overflow?.noAgents !== undefined || settings.atLastAgent === 'overflow';
  if (wantsAgents && !config.staffed(queue)) return refuse('queue.no_agents');
  if (config.crowded()) return refuse('queue.full', 'the tenant has as many entries as it may have');
  return config.waiting(queue) >= settings.maxEntries ? refuse('queue.full') : settings;
}

/** The same for one who has a place already: it is kept as those who wait are. */
function keeping(queue: string, config: CallConfig): QueueSettings | Refusal {
  const settings = config.mapping?.queues[queue];
  if (!settings) return refuse('queue.not_found');
  if (settings.atClosing === 'overflow' && config.queue(queue)?.open === false) return refuse('queue.closed');
  if (settings.atLastAgent === 'overflow' && !config.staffed(queue)) return refuse('queue.no_agents');
  return settings;
}

function reconnect(draft: CallDraft, entry: Entry): number {
  draft.set({ entry: entry.id });
  draft.emitEntry('queue.reconnected', entry);
  return entry.until ?? draft.now;
}

/** Takes a place at the end of its priority; says until when it may wait, or why it may not. */
export function takePlace(draft: CallDraft, step: TreatmentOf<'queue'>): number | Refusal {
  const { callback } = draft;
  if (callback?.queue === step.queue && callback.state === 'holding') {
    const { entry, until } = standForCallback(draft, callback);
    draft.set({ entry });
    return until;
  }
  const number = returningNumber(draft.call);
  const kept = number === undefined ? undefined : draft.config.away(step.queue, number);
  const settings = kept ? keeping(step.queue, draft.config) : taking(step.queue, draft.config);
  if (isRefusal(settings)) return settings;
  if (kept) return reconnect(draft, placeKept(draft, kept, settings, step.skills));
  const { call, now } = draft;
  const merged = mergeCallback(draft, step.queue);
  const until = now + settings.maxWaitSeconds * 1_000;
  const entry: Entry = {
    id: idOf('entry', draft.context.ids.fresh()),
    queue: step.queue,
    state: 'waiting',
    transaction: call.transaction,
    call: call.id,
    ...(number !== undefined && { customerNumber: number }),
    routingPoint: call.routingPoint,
    ...(call.venue !== undefined && { venue: call.venue }),
    priority: Math.max(step.priority, merged?.priority ?? 0),
    arrivedAt: merged?.arrivedAt ?? now,
    ...asking(settings, { of: step.skills, attributes: call.attributes }, now),
    ...(settings.agingSeconds !== undefined && { agingMs: Math.round(settings.agingSeconds * 1_000) }),
    until,
    targetMs: Math.round(settings.serviceLevelSeconds * 1_000),
    shortMs: Math.round(settings.shortAbandonSeconds * 1_000),
    returns: 0,
  };
  draft.set({ entry: entry.id });
  draft.emitEntry('queue.joined', { ...entry, ...expected(draft, entry) });
  return until;
}

/** How long it is going to wait, to be compared with what comes. */
function expected({ config }: CallDraft, entry: Entry): Pick<Entry, 'estimate'> {
  const estimate = config.expects(entry);
  const told = estimateView(estimate);
  return estimate && told ? { estimate: { ...told, basis: estimate.basis } } : {};
}

/** Attributes of the call may say what whoever serves it must be able to do. */
export function askAnew(draft: CallDraft): void {
  const { entry } = draft;
  const settings = entry && draft.config.mapping?.queues[entry.queue];
  const anew = settings && askingAnew(entry, settings, draft.call.attributes, draft.now);
  if (anew) draft.emitEntry('queue.entry_changed', anew);
}

/** The step as its program performs it: with the music and the announcements of the queue. */
export function audible(draft: CallDraft, step: ProgramStep): ProgramStep {
  if (step.do !== 'queue') return step;
  const { music, announcements, keys, callback } = draft.config.mapping?.queues[step.queue] ?? {};
  const proposal = callback?.proposal.ask;
  return {
    ...step,
    music: step.music ?? music,
    ...(announcements && { announcements }),
    ...(keys && { keys }),
    ...(proposal && { proposal }),
  };
}

/** Somebody is reached for it; it keeps its place. */
export function leaveForParty(draft: CallDraft, entry: Entry, party: string): void {
  const { failure: _, ...rest } = entry;
  draft.emitEntry('queue.dequeued', { ...rest, state: 'offering', party });
}

/** Whoever was reached did not come: it waits on where it stood, as long as it might before. `told`: what that is of the call. */
export function returnToQueue(draft: CallDraft, cause: string, told: EventType = 'call.party_left'): void {
  const { entry } = draft;
  const { step } = draft.call;
  const state = entry && entryNext(entry.state, 'returned');
  if (!state || !step) return;
  const { party: _, offers: __, ...rest } = entry;
  draft.emitEntry('queue.returned', { ...rest, state, returns: entry.returns + 1, failure: cause });
  const { number, startedAt, deadlineAt, answering } = step;
  const until = entry.until === undefined ? {} : { deadlineAt: entry.until };
  const waits = answering && { deadlineAt, answering: { until: entry.until ?? answering.until } };
  draft.set({ step: { do: step.do, number, startedAt, ...(waits ?? until) } });
  draft.emit(told, draft.call.party);
}

/** Whoever is being reached for it is let go: its caller does something else. */
export function withdrawReached(draft: CallDraft, why: LeftReason): void {
  const { entry, call } = draft;
  if (!entry) return;
  withdrawOffers(draft, entry, why);
  if (call.step?.party !== undefined) draft.first({ do: 'hangup', party: call.step.party, cause: 'cancelled' });
}

/** The place is given up, for whatever reason; nothing when the call has none. */
export function leaveQueue(draft: CallDraft, reason: LeftReason, more: Pick<Entry, 'key' | 'agent'> = {}): void {
  const { entry, now, call } = draft;
  draft.drop('entry', 'asking', 'proposal');
  const state = entry && entryNext(entry.state, reason === 'connected' ? 'connected' : 'gone');
  if (!state) return;
  withdrawOffers(draft, entry, reason);
  // The place is the callback's, which says what becomes of it when the call ends.
  if (entry.callback !== undefined && state !== 'served') return call.clearing ? undefined : leavePlace(draft);
  if (state !== 'served') unmergeCallback(draft, entry.queue);
  if (reason === 'abandoned' && keepPlace(draft, entry)) return;
  const { party: _, offers: __, ...rest } = entry;
  draft.emitEntry('queue.left', { ...rest, ...more, state, reason, endedAt: now, waitMs: now - entry.arrivedAt });
}
