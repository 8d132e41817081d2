/**
 * What a queue has learned about its waiting times: how long agents take, how often callers leave, how far the estimates
 * were off. Plain data of bounded size; what is older than the last hours fades, but is kept until newer comes.
 */

/** All weights fade together, so a mean does not change by fading. Times in ms. */
export interface WaitingState {
  /** When the weights were last faded. */
  readonly at: number;
  /** Weight of handling times by bin; bin `i` ends at `binEnd(i)`. */
  readonly handled: readonly number[];
  readonly handledSum: number;
  /** What one takes as long as none was seen, where the settings of the queue say it. Not learned, and not kept. */
  readonly usualMs?: number;
  /** Entries that left on their own, and how long all who went had waited: together the rate of leaving. */
  readonly left: number;
  readonly waited: number;
  /** Times between departures without an agent. */
  readonly gaps: number;
  readonly gapSum: number;
  readonly departedAt?: number;
  /** Logarithm of truth by estimate: its weight, sum and sum of squares, in units of the spread that was expected. */
  readonly judged: number;
  readonly errorSum: number;
  readonly squareSum: number;
}

/** The estimate that stood when someone came, before what was learned from errors was applied to it. */
export interface Basis {
  readonly medianMs: number;
  /** Standard deviation of the logarithm. */
  readonly spread: number;
}

export type WaitingObservation =
  /** An agent was taken from acceptance to idle again, wrap-up included. */
  | { readonly kind: 'handled'; readonly ms: number }
  | { readonly kind: 'served'; readonly waitedMs: number; readonly by: 'agent' | 'dequeue'; readonly basis?: Basis }
  | { readonly kind: 'left'; readonly waitedMs: number; readonly basis?: Basis };

const BINS = 48;
const FIRST_END_MS = 1_000;
const GROWTH = 1.2;

/** What is this old counts half: of a steady stream the last hour has three quarters of the weight. */
const HALF_LIFE_MS = 1_800_000;
/** So much weight does not fade, so that a queue is not new again every morning. */
const KEPT = 40;

export const COLD_HANDLING_MS = 180_000;
/** With fewer the estimate is marked as cold. */
const ENOUGH = 5;

/** Errors further off than this are taken for this, so that one odd call does not spoil a day. */
const MOST_ERROR = Math.log(4);

export const unlearned = (at: number): WaitingState => ({
  at,
  handled: Array.from({ length: BINS }, () => 0),
  handledSum: 0,
  left: 0,
  waited: 0,
  gaps: 0,
  gapSum: 0,
  judged: 0,
  errorSum: 0,
  squareSum: 0,
});

/** Upper end of a bin, in ms; the last has none. */
export const binEnd = (bin: number): number =>
  bin >= BINS - 1 ? Number.POSITIVE_INFINITY : FIRST_END_MS * GROWTH ** bin;

/** The bin a time is in. */
export const binOf = (ms: number): number =>
  Math.min(BINS - 1, Math.max(0, Math.floor(Math.log(ms / FIRST_END_MS) / Math.log(GROWTH)) + 1));

/** The state after something was seen at `now`. An observation that cannot be (a negative time) changes nothing. */
export function learn(state: WaitingState, observation: WaitingObservation, now: number): WaitingState {
  const ms = observation.kind === 'handled' ? observation.ms : observation.waitedMs;
  if (!(ms >= 0 && Number.isFinite(ms))) return state;
  const faded = fade(state, now);
  if (observation.kind === 'handled') return withHandled(faded, ms);
  const waited = { ...faded, waited: faded.waited + ms };
  const judged = withError(waited, observation);
  if (observation.kind === 'left') return { ...judged, left: judged.left + 1 };
  return observation.by === 'dequeue' ? withDeparture(judged, ms, now) : judged;
}

function fade(state: WaitingState, now: number): WaitingState {
  const age = now - state.at;
  if (age <= 0) return state;
  const share = 2 ** (-age / HALF_LIFE_MS);
  const byHandled = shareKept(share, weightOf(state));
  const byJudged = shareKept(share, state.judged);
  const byGaps = shareKept(share, state.gaps);
  // Leaving is a rate of two sums, whose weight is known by neither: it fades as far as its time is more than an hour.
  const byWaited = Math.max(share, Math.min(1, 3_600_000 / Math.max(1, state.waited)));
  return {
    ...state,
    at: now,
    handled: state.handled.map((weight) => weight * byHandled),
    handledSum: state.handledSum * byHandled,
    left: state.left * byWaited,
    waited: state.waited * byWaited,
    gaps: state.gaps * byGaps,
    gapSum: state.gapSum * byGaps,
    judged: state.judged * byJudged,
    errorSum: state.errorSum * byJudged,
    squareSum: state.squareSum * byJudged,
  };
}

const shareKept = (share: number, weight: number): number => (weight <= KEPT ? 1 : Math.max(share, KEPT / weight));

function withHandled(state: WaitingState, ms: number): WaitingState {
  const bin = binOf(ms);
  return {
    ...state,
    handled: state.handled.map((weight, i) => (i === bin ? weight + 1 : weight)),
    handledSum: state.handledSum + ms,
  };
}

/** The time since the one before, but no longer than this one was waiting: an empty queue is not a slow one. */
function withDeparture(state: WaitingState, waitedMs: number, now: number): WaitingState {
  const gap = Math.min(waitedMs, now - (state.departedAt ?? Number.NEGATIVE_INFINITY));
  return { ...state, departedAt: now, gaps: state.gaps + 1, gapSum: state.gapSum + gap };
}

/** Who left before the estimate had passed says nothing of it; who left after it has waited at least that long. */
function withError(state: WaitingState, { kind, waitedMs, basis }: Exclude<WaitingObservation, { kind: 'handled' }>) {
  if (!basis || !(basis.medianMs > 0) || !(basis.spread > 0)) return state;
  if (kind === 'left' && waitedMs <= basis.medianMs) return state;
  const log = Math.log(Math.max(waitedMs, FIRST_END_MS) / Math.max(basis.medianMs, FIRST_END_MS));
  const error = Math.max(-MOST_ERROR, Math.min(MOST_ERROR, log)) / basis.spread;
  return {
    ...state,
    judged: state.judged + 1,
    errorSum: state.errorSum + error,
    squareSum: state.squareSum + error * error,
  };
}

/** How many handling times are remembered. */
export const weightOf = (state: WaitingState): number => state.handled.reduce((sum, weight) => sum + weight, 0);

export const isCold = (state: WaitingState): boolean => weightOf(state) < ENOUGH;

/** The mean handling time in ms; that of a new queue until some are known. */
export function handlingMs(state: WaitingState): number {
  const weight = weightOf(state);
  return (state.handledSum + (state.usualMs ?? COLD_HANDLING_MS)) / (weight + 1);
}

/** Leaves per ms of waiting. */
export const leavingRate = (state: WaitingState): number =>
  state.left > 0 ? state.left / Math.max(1, state.waited) : 0;

/** The mean time between departures without an agent, in ms; undefined when none was seen. */
export const departureMs = (state: WaitingState): number | undefined =>
  state.gaps > 0 ? state.gapSum / state.gaps : undefined;

/** By what errors have taught, in spreads: how far the median is moved, and how much wider the spread is. */
export function correctionOf(state: WaitingState): { readonly shift: number; readonly widen: number } {
  // As if so many had been right: a few errors do not move much.
  const PRIOR = 60;
  const shift = state.errorSum / (state.judged + PRIOR);
  const square = (state.squareSum + PRIOR) / (state.judged + PRIOR);
  return { shift, widen: Math.min(2, Math.max(0.5, Math.sqrt(Math.max(0, square - shift * shift)))) };
}
