/** What a caller is told of a waiting time: in words that do not promise more than is known, and do not climb unexplained. */
import type { Estimate } from './waitingTime';

export const SPOKEN_STYLES = ['approximate', 'range', 'rounded', 'lessThan'] as const;
export type SpokenStyle = (typeof SPOKEN_STYLES)[number];

export interface Spoken {
  readonly style: SpokenStyle;
  /** "about", "up to" or "less than" so many seconds. */
  readonly seconds: number;
  /** Lower end of a range. */
  readonly fromSeconds?: number | undefined;
  /** To be preceded by the "longer than expected" prompt. */
  readonly longer: boolean;
}

const MINUTE = 60;
/** Upper limits in minutes that are said of "less than"; beyond, by half hours. */
const LIMITS: readonly number[] = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60];

/** From median and ninth decile of a log-normal to its lower quartile. */
const QUARTILE_BY_DECILE = 0.6745 / 1.2816;

/**
 * `approximate`: the median in whole minutes. `range`: whole minutes from the lower quartile to the ninth decile. `rounded`:
 * the median up to a whole `stepSeconds`. `lessThan`: the ninth decile up to the next of 1, 2, 3, 5, 10, 15, 20, 30, 45, 60
 * minutes. With `before`, what this caller was told last: a rise by no more than one step is not told, a larger one is
 * marked `longer`.
 */
export function spokenOf(estimate: Estimate, style: SpokenStyle, before?: Spoken, stepSeconds = 30): Spoken {
  const said = told(estimate, style, Math.max(1, stepSeconds));
  if (!before || before.style !== style) return { ...said, longer: false };
  if (said.seconds <= before.seconds) return { ...narrower(said, before), longer: false };
  if (said.seconds <= nextStep(before.seconds, style, Math.max(1, stepSeconds))) return { ...before, longer: false };
  return { ...said, longer: true };
}

/** A range whose upper end falls may be narrower; that its lower end rises would sound like more. */
function narrower(said: Omit<Spoken, 'longer'>, { fromSeconds }: Spoken): Omit<Spoken, 'longer'> {
  if (said.fromSeconds === undefined || fromSeconds === undefined) return said;
  return { ...said, fromSeconds: Math.min(said.fromSeconds, fromSeconds) };
}

function told({ p50Ms, p90Ms }: Estimate, style: SpokenStyle, step: number): Omit<Spoken, 'longer'> {
  const [p50, p90] = [p50Ms / 1_000, p90Ms / 1_000];
  if (style === 'rounded') return { style, seconds: Math.max(1, Math.ceil(p50 / step)) * step };
  if (style === 'approximate') return { style, seconds: Math.max(1, Math.round(p50 / MINUTE)) * MINUTE };
  if (style === 'lessThan') return { style, seconds: limitFrom(p90) };
  const low = p90 > 0 ? p50 * (p50 / p90) ** QUARTILE_BY_DECILE : 0;
  const fromSeconds = Math.floor(low / MINUTE) * MINUTE;
  return { style, fromSeconds, seconds: Math.max(Math.ceil(p90 / MINUTE) * MINUTE, fromSeconds + MINUTE) };
}

/** The first limit that is not below `seconds`. */
function limitFrom(seconds: number): number {
  const limit = LIMITS.find((minutes) => minutes * MINUTE >= seconds);
  return limit === undefined ? Math.ceil(seconds / 1_800) * 1_800 : limit * MINUTE;
}

function nextStep(seconds: number, style: SpokenStyle, step: number): number {
  if (style === 'lessThan') return limitFrom(seconds + 1);
  return seconds + (style === 'rounded' ? step : MINUTE);
}
