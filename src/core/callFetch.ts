/**
 * Attributes of a caller from an address of the tenant (design §2): asked for when a call comes in at a venue that
 * names one, and waited for until a deadline that is data. Then the call is offered, with them or without; an address
 * that fails again and again is not asked for a while, so that it costs few callers anything.
 */
import type { CallDraft } from './callDraft';
import { comfort } from './callMusic';
import type { Venue } from './mapping';
import { type FetchOutcome, freshVenue, type VenueState } from './venueState';

/** Asks, when the venue says so; false when there is nothing to wait for. */
export function beginFetch(draft: CallDraft, venue: Venue, cause: string): boolean {
  draft.drop('fetching', 'fetched');
  const source = venue.attributes;
  if (!source || draft.call.direction !== 'in') return false;
  if ((stateOf(draft).openUntil ?? 0) > draft.now) {
    draft.set({ fetched: { outcome: 'circuit_open', ms: 0 } });
    return false;
  }
  draft.drop('offer', 'plan', 'step');
  draft.set({ fetching: { startedAt: draft.now, deadlineAt: draft.now + source.seconds * 1_000, cause } });
  comfort(draft);
  draft.emit('call.attributes_requested');
  return true;
}

/** Counts what came of it: enough failures in a row, and nobody is asked for a while. */
export function countFetch(draft: CallDraft, outcome: FetchOutcome): void {
  const source = draft.venue?.attributes;
  if (!source || outcome === 'interrupted') return;
  const state = stateOf(draft);
  if (outcome === 'ok') {
    if (state.failures === 0) return;
    const open = state.openUntil !== undefined;
    return emit(draft, open ? 'venue.circuit_closed' : 'venue.changed', { id: state.id, failures: 0 });
  }
  const failures = state.failures + 1;
  if (failures < source.circuitFailures) return emit(draft, 'venue.changed', { ...state, failures });
  const openUntil = draft.now + source.circuitSeconds * 1_000;
  emit(draft, 'venue.circuit_opened', { ...state, failures, openUntil });
}

const stateOf = (draft: CallDraft): VenueState => {
  const name = draft.call.venue ?? '';
  return draft.config.venue(name) ?? freshVenue(name);
};

const emit = (
  draft: CallDraft,
  type: 'venue.changed' | 'venue.circuit_opened' | 'venue.circuit_closed',
  data: VenueState,
): void => {
  draft.drafts.push({ type, id: data.id, data: { ...data, venue: data.id } });
};
