/** Draws of the distributions that calls follow. */
import type { Random } from '../../connectors/simulator/random';

export const exponential = (random: Random, mean: number): number => -Math.log(1 - random()) * mean;

/** By its mean and its standard deviation over the mean. */
export function logNormal(random: Random, mean: number, relative: number): number {
  const variance = Math.log(1 + relative * relative);
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return mean * Math.exp(normal * Math.sqrt(variance) - variance / 2);
}
