/**
 * Quarters of an hour that something is counted in, of queues and agents. Everything counts in the quarter in which it
 * happens, so what was told of a past one stays. Hours and days of every zone begin with a quarter of UTC.
 */
import { z } from 'zod';
import { time } from './fields';
import { iso } from './time';

export const QUARTER_MS = 900_000;

/** When the quarter of a moment began. */
export const quarterOf = (ms: number): number => Math.floor(ms / QUARTER_MS) * QUARTER_MS;

/** What every interval has beside its counts. */
export const intervalFields = {
  /** `<name>@<beginning in ISO 8601>` */
  id: z.string(),
  startsAt: time,
  /** Something happened in a later one: nothing is counted here any more. */
  closedAt: time.optional(),
};

export interface Interval {
  readonly id: string;
  readonly startsAt: number;
  readonly closedAt?: number | undefined;
}

export const intervalId = (name: string, startsAt: number): string => `${name}@${iso(startsAt)}`;

type Sums = Readonly<Record<string, number>>;
/** Counts, and counts by a reason. */
export type Counts = Readonly<Record<string, number | Sums>>;

/** Both together; of a longest (`…MaxMs`) the longer one. */
export function addCounts<T>(a: T, b: T): T {
  const sum: Record<string, number | Sums> = {};
  for (const [name, value] of Object.entries(b as Counts)) {
    const before = (a as Counts)[name] ?? (typeof value === 'number' ? 0 : {});
    if (typeof value === 'object') sum[name] = addSums(before as Sums, value);
    else sum[name] = name.endsWith('MaxMs') ? Math.max(before as number, value) : (before as number) + value;
  }
  return { ...a, ...sum };
}

function addSums(a: Sums, b: Sums): Sums {
  const sum = { ...a };
  for (const [name, value] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}
