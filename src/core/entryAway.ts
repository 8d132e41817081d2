/**
 * A caller who hung up, or whose line broke, and calls again: the place is kept for a while, out of line, so that nobody
 * waits behind somebody who may not come back. It is no abandon until that time is over (docs/queues.md).
 */
import type { Call } from './call';
import type { CallDraft } from './callDraft';
import { type Context, type Decision, type Draft, nothing } from './decision';
import { asking, stepped } from './entrySkills';
import { type Refusal, refuse } from './errors';
import { isWithheld } from './number';
import { type Entry, entryNext, inLine, isAway, type LeftReason } from './queue';
import type { QueueSettings } from './queueSettings';

/** What a caller is known by who calls again: a number; nothing for who withholds it. */
export function returningNumber({ customerNumber, ani }: Pick<Call, 'customerNumber' | 'ani'>): string | undefined {
  if (customerNumber !== undefined) return customerNumber;
  const withheld = isWithheld(ani) || isWithheld(`+${ani}`);
  return !withheld && /^\+?\d{3,20}$/.test(ani) ? ani : undefined;
}

/** Keeps the place of a caller who is gone; false where that is not wanted, or nobody would know who comes back. */
export function keepPlace(draft: CallDraft, entry: Entry): boolean {
  const { now, config } = draft;
  const { reconnectSeconds = 0 } = config.mapping?.queues[entry.queue] ?? {};
  const waited = now - entry.arrivedAt;
  if (reconnectSeconds === 0 || entry.callback !== undefined || entry.customerNumber === undefined) return false;
  if (waited < (entry.shortMs ?? 0)) return false;
  const { call: _, party: __, offers: ___, until, ...rest } = entry;
  const state = entry.state === 'waiting' ? 'waiting' : entryNext(entry.state, 'returned');
  if (!state || (until !== undefined && until <= now)) return false;
  const heldUntil = Math.min(now + reconnectSeconds * 1_000, until ?? Number.POSITIVE_INFINITY);
  draft.emitEntry('queue.interrupted', {
    ...{ ...rest, state, heldUntil, awaySince: now },
    ...(until !== undefined && { until }),
  });
  return true;
}

/** The place that is kept for a call, with the call in it; it asks for what the call asks now. */
export function placeKept(draft: CallDraft, kept: Entry, settings: QueueSettings, of: Entry['own']): Entry {
  const { heldUntil: _, awaySince: __, ...place } = kept;
  const { call, now } = draft;
  const back = {
    ...{ call: call.id, transaction: call.transaction, routingPoint: call.routingPoint },
    ...(call.venue !== undefined && { venue: call.venue }),
    reconnects: (kept.reconnects ?? 0) + 1,
  };
  if (kept.skillsSet) return { ...place, ...back };
  const { skills: ___, asked: ____, own: _____, relax: ______, relaxed: _______, ...bare } = place;
  return stepped({ ...bare, ...back, ...asking(settings, { of, attributes: call.attributes }, kept.arrivedAt) }, now);
}

/** The end of a place whose caller is away: as of the moment when it was left. */
export function awayEnds(entry: Entry, reason: LeftReason, now: number): Draft {
  const { heldUntil: _, awaySince = now, ...rest } = entry;
  const ended = { state: 'left' as const, reason, endedAt: now, waitMs: awaySince - entry.arrivedAt };
  return { type: 'queue.left', id: entry.id, transaction: entry.transaction, data: { ...rest, ...ended } };
}

/** Nobody came back in time. */
export function decideAwayOver(entry: Entry, at: number, { now }: Pick<Context, 'now'>): Decision {
  if (!inLine(entry) || !isAway(entry) || entry.heldUntil !== at) return nothing;
  return { drafts: [awayEnds(entry, 'abandoned', now)], reply: undefined };
}

/** It is taken out by command. */
export function decideRemoveAway(entry: Entry, { now }: Pick<Context, 'now'>): Decision<{ entry: string }> | Refusal {
  if (entry.callback !== undefined) return refuse('queue.entry_of_callback');
  if (!isAway(entry)) return refuse('queue.entry_taken');
  const { id, transaction } = entry;
  const told: Draft = { type: 'queue.entry_removed', id, transaction, data: entry };
  return { drafts: [told, awayEnds(entry, 'removed', now)], reply: { entry: id } };
}
