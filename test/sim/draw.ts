/** Choices of a seeded stream. */
import type { Random } from '../../connectors/simulator/random';

export { between, chance, type Random } from '../../connectors/simulator/random';

/** One of a list, each as likely as the others. */
export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** One of a table of weights and values. */
export function weighted<T>(random: Random, table: readonly (readonly [weight: number, value: T])[]): T {
  let left = random() * table.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of table) {
    left -= weight;
    if (left < 0) return value;
  }
  return table[table.length - 1]?.[1] as T;
}
