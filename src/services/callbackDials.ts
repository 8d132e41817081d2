/**
 * Dials of callbacks within the last day, counted by what their numbers begin with: of each queue, of a tenant, and of the
 * installation, which each have a budget. They are kept by quarters, because the date of every zone begins with one of UTC.
 */
import { quarterOf } from '../core/interval';

const HOUR_MS = 3_600_000;
/** The longest date has 25 hours. */
export const LONGEST_DAY_MS = 25 * HOUR_MS;
/** What is older is of no date that may still be asked about. */
const KEPT_MS = LONGEST_DAY_MS + HOUR_MS;

type Dial = readonly [number: string, quarter: number];

/** A beginning is counted from the moment on at which it is asked about for the first time: budgets name few. */
export class PrefixCounts {
  /** Beginning → quarter → dials. */
  private readonly counts = new Map<string, Map<number, number>>();

  /** `all`: what has been dialled so far. */
  constructor(private readonly all: () => Iterable<Dial>) {}

  add(number: string, quarter: number, by: 1 | -1 = 1): void {
    if (this.counts.size === 0) return;
    for (let length = 1; length <= number.length; length++) {
      const counts = this.counts.get(number.slice(0, length));
      if (counts) count(counts, quarter, by);
    }
  }

  /** Dials to numbers that begin so, since a date began. */
  since(prefix: string, from: number): number {
    let sum = 0;
    for (const [quarter, dials] of this.counts.get(prefix) ?? this.counted(prefix)) if (quarter >= from) sum += dials;
    return sum;
  }

  private counted(prefix: string): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const [number, quarter] of this.all()) if (number.startsWith(prefix)) count(counts, quarter, 1);
    this.counts.set(prefix, counts);
    return counts;
  }
}

function count(counts: Map<number, number>, quarter: number, by: 1 | -1): void {
  if (!counts.has(quarter)) for (const old of counts.keys()) if (old < quarter - KEPT_MS) counts.delete(old);
  counts.set(quarter, (counts.get(quarter) ?? 0) + by);
}

/** Those of a tenant. */
export class CallbackDials {
  /** Quarter → queue → numbers. */
  private readonly quarters = new Map<number, Map<string, string[]>>();
  private readonly ofTenant = new PrefixCounts(() => this.all());
  private readonly ofQueues = new Map<string, PrefixCounts>();

  add(queue: string, number: string, at: number): void {
    const quarter = quarterOf(at);
    if (!this.quarters.has(quarter))
      for (const old of this.quarters.keys()) if (old < quarter - KEPT_MS) this.quarters.delete(old);
    const queues = this.quarters.get(quarter) ?? new Map<string, string[]>();
    this.quarters.set(quarter, queues);
    const numbers = queues.get(queue) ?? [];
    queues.set(queue, numbers);
    numbers.push(number);
    this.ofTenant.add(number, quarter);
    this.ofQueues.get(queue)?.add(number, quarter);
  }

  /** Dials of a queue, else of all queues, to numbers that begin so. */
  since(from: number, prefix: string, queue?: string): number {
    return (queue === undefined ? this.ofTenant : this.of(queue)).since(prefix, from);
  }

  private of(queue: string): PrefixCounts {
    const known = this.ofQueues.get(queue) ?? new PrefixCounts(() => this.all(queue));
    this.ofQueues.set(queue, known);
    return known;
  }

  *all(only?: string): Generator<Dial, void> {
    for (const [quarter, queues] of this.quarters)
      for (const [queue, numbers] of queues)
        if (only === undefined || queue === only) for (const number of numbers) yield [number, quarter];
  }
}
