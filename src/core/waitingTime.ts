/**
 * The waiting time of who stands at a position (design §7): `ewt(p) = R + (p - 1) · D`, of the distribution around it the
 * median and the ninth decile. R, the time to the next release, follows from how long each busy agent has been talking; D
 * is handling time over agents, shortened by those who will leave before it is their turn.
 */
import {
  type Basis,
  binEnd,
  binOf,
  correctionOf,
  departureMs,
  handlingMs,
  isCold,
  leavingRate,
  type WaitingState,
  weightOf,
} from './waitingLearning';

export interface WaitingAgent {
  /** How much of this agent is for the queue: 1 by k queues until more is known; above 0, at most 1. */
  readonly share: number;
  /** Since when it is taken, wrap-up included; absent for one who is free or is just being offered somebody. */
  readonly busyForMs?: number;
}

export interface WaitingLine {
  /** How many would be served before, callbacks included. */
  readonly ahead: number;
  /** How many of them cannot leave: callbacks. */
  readonly callbacks?: number;
  /** Who is ready or busy; not those who are not ready. */
  readonly agents: readonly WaitingAgent[];
}

export interface Estimate {
  readonly p50Ms: number;
  readonly p90Ms: number;
  /** Rests on next to no history. */
  readonly cold: boolean;
  /** To be handed to `learn` when the truth is known. */
  readonly basis: Basis;
}

/**
 * How much of an agent is for an entry's queue when it takes who has waited longest in all of its queues: as many of its
 * next turns as those ahead in this queue, and the entry itself, are among all ahead of the entry there.
 */
export const shareOf = (aheadHere: number, aheadInAll: number): number =>
  (aheadHere + 1) / (Math.max(aheadHere, aheadInAll) + 1);

/** Undefined when there is nothing to go by: nobody serves, and nobody was ever seen to be taken out. */
export function estimateOf(state: WaitingState, line: WaitingLine): Estimate | undefined {
  if (line.agents.length === 0) return withoutAgents(state, line);
  const busy = line.agents.filter((agent) => agent.busyForMs !== undefined);
  const turns = line.ahead + 1 - (line.agents.length - busy.length);
  const cold = isCold(state);
  if (turns <= 0) return { p50Ms: 0, p90Ms: 0, cold, basis: { medianMs: 0, spread: 0 } };
  const next = nextRelease(state, busy.length > 0 ? busy : line.agents);
  const effective = line.agents.reduce((sum, { share }) => sum + share, 0);
  const rest = turnsAfter(turns - 1, effective / handlingMs(state), leavingRate(state) * liveShare(line));
  return estimate(state, next.mean + rest.mean, next.variance + rest.variance * gapVariance(state, effective), cold);
}

/** The sooner of two; one that begins in so many ms is no sooner than that. */
export function soonerOf(one: Estimate | undefined, later: Estimate | undefined, ms: number): Estimate | undefined {
  if (!later) return one;
  const then = { ...later, p50Ms: Math.max(ms, later.p50Ms), p90Ms: Math.max(ms, later.p90Ms) };
  return one && one.p50Ms <= then.p50Ms ? one : then;
}

function withoutAgents(state: WaitingState, line: WaitingLine): Estimate | undefined {
  const gap = departureMs(state);
  if (gap === undefined) return undefined;
  const rest = turnsAfter(line.ahead + 1, 1 / Math.max(1, gap), leavingRate(state) * liveShare(line));
  return estimate(state, rest.mean, rest.variance, state.gaps < 5);
}

const liveShare = ({ ahead, callbacks = 0 }: WaitingLine): number =>
  ahead > 0 ? Math.max(0, 1 - callbacks / ahead) : 1;

interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Beyond so many the sum is an integral; nobody is told a time by the second there. */
const COUNTED = 500;

/** So many turns at `rate` releases per ms, while each of those still ahead leaves at `leaving` per ms. */
function turnsAfter(turns: number, rate: number, leaving: number): Moments {
  let mean = 0;
  let variance = 0;
  for (let k = 1; k <= Math.min(turns, COUNTED); k++) {
    const gap = 1 / (rate + k * leaving);
    mean += gap;
    variance += gap * gap;
  }
  if (turns > COUNTED)
    mean +=
      leaving > 0
        ? Math.log((rate + turns * leaving) / (rate + COUNTED * leaving)) / leaving
        : (turns - COUNTED) / rate;
  return { mean, variance };
}

/** The more agents, the more their releases come at random; a single one releases as regularly as it talks. */
function gapVariance(state: WaitingState, agents: number): number {
  const mean = handlingMs(state);
  const square = squareMs(state);
  const relative = Math.max(0.1, square / (mean * mean) - 1);
  return 1 + (relative - 1) / Math.max(1, agents);
}

function squareMs(state: WaitingState): number {
  const prior = 2 * handlingMs(state) ** 2;
  const sum = state.handled.reduce((total, weight, bin) => total + weight * middleMs(bin) ** 2, 0);
  return (sum + prior) / (weightOf(state) + 1);
}

function middleMs(bin: number): number {
  const from = bin === 0 ? 0 : binEnd(bin - 1);
  const to = binEnd(bin);
  return Number.isFinite(to) ? (from + to) / 2 : from;
}

/** The share of calls that last longer than `ms`: what was seen, with a little of what a new queue would expect. */
function survivalOf(state: WaitingState): (ms: number) => number {
  const mean = handlingMs(state);
  const total = weightOf(state) + 1;
  const longer: number[] = [];
  state.handled.reduceRight((sum, weight, bin) => {
    longer[bin] = sum + weight;
    return sum + weight;
  }, 0);
  return (ms) => {
    const bin = binOf(ms);
    const from = bin === 0 ? 0 : binEnd(bin - 1);
    const to = binEnd(bin);
    const inside = Number.isFinite(to) ? (to - ms) / (to - from) : 1;
    const after = longer[bin + 1] ?? 0;
    return (after + ((longer[bin] ?? 0) - after) * inside + Math.exp(-ms / mean)) / total;
  };
}

/** Who has talked longer than so many means is taken to have talked so long: what is beyond was never seen. */
const LONGEST = 20;
const MOST_STEPS = 120;
/** With less than this left nobody's mean is moved. */
const NEGLIGIBLE = 0.002;

/**
 * Mean and variance of the time until the first of the agents comes to this queue: nobody has before `x` with the product
 * of all that they are still talking then, given that they have talked so long, each to the power of its share.
 */
function nextRelease(state: WaitingState, agents: readonly WaitingAgent[]): Moments {
  const survives = survivalOf(state);
  const handling = handlingMs(state);
  const since = agents.map(({ share, busyForMs = 0 }) => {
    const ms = Math.min(busyForMs, LONGEST * handling);
    return { share, busyForMs: ms, now: survives(ms) };
  });
  const nobodyBy = (ms: number) =>
    since.reduce((product, { share, busyForMs, now }) => product * (survives(busyForMs + ms) / now) ** share, 1);
  let mean = 0;
  let square = 0;
  let from = 0;
  let before = 1;
  for (let step = 1; before > NEGLIGIBLE && step <= MOST_STEPS; step++) {
    // Short steps first: with many agents most of it happens early.
    const to = 0.3 * (handling / agents.length) * (1.12 ** step - 1);
    const after = nobodyBy(to);
    const middle = (before + after) / 2;
    mean += middle * (to - from);
    square += middle * (to * to - from * from);
    before = after;
    from = to;
  }
  return { mean, variance: Math.max(0, square - mean * mean) };
}

/** The ninth decile of the normal distribution. */
const NINTH_DECILE = 1.2816;

/** A log-normal of these moments, moved and widened as errors have taught. */
function estimate(state: WaitingState, mean: number, variance: number, cold: boolean): Estimate {
  const logVariance = Math.log(1 + variance / (mean * mean));
  const spread = Math.max(0.05, Math.sqrt(logVariance));
  const medianMs = mean * Math.exp(-logVariance / 2);
  const { shift, widen } = correctionOf(state);
  const p50Ms = medianMs * Math.exp(shift * spread);
  return { p50Ms, p90Ms: p50Ms * Math.exp(NINTH_DECILE * spread * widen), cold, basis: { medianMs, spread } };
}
