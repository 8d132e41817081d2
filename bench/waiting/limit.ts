/**
 * The least error anyone could have: an estimate that knows the true distributions and plays the future out a hundred
 * times. For a single queue whose agents stay; it shows how much of an error is chance.
 */
import type { Random } from '../../connectors/simulator/random';
import { median } from '../figures';
import { exponential, logNormal } from './chances';

export interface Known {
  readonly ahead: number;
  /** How long each agent has been talking, in ms. */
  readonly busyFor: readonly number[];
  readonly handlingMs: number;
  readonly spread: number;
  readonly patienceMs: number;
}

const FUTURES = 100;

export const limitOf = (known: Known, random: Random): number =>
  median(Array.from({ length: FUTURES }, () => oneFuture(known, random)));

function oneFuture({ ahead, busyFor, handlingMs, spread, patienceMs }: Known, random: Random): number {
  const releases = busyFor.map((since) => remaining(since, handlingMs, spread, random)).sort((a, b) => b - a);
  for (let i = 0; i < ahead; i++) {
    const next = releases[releases.length - 1] ?? 0;
    if (exponential(random, patienceMs) < next) continue;
    releases.pop();
    releases.push(next + logNormal(random, handlingMs, spread));
    releases.sort((a, b) => b - a);
  }
  return releases[releases.length - 1] ?? 0;
}

/** Of a talk that has lasted `since`: drawn until one is longer. */
function remaining(since: number, mean: number, spread: number, random: Random): number {
  for (let i = 0; i < 1_000; i++) {
    const whole = logNormal(random, mean, spread);
    if (whole > since) return whole - since;
  }
  return mean;
}
