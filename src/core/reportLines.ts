/** The lines of a report: counts of somebody in a part of the time, added up as intervals are read, and in all. */
import { addCounts, type Interval } from './interval';
import type { Parts, Span } from './reportTimes';

interface Line<C> {
  readonly name: string;
  readonly part: Span;
  readonly counts: C;
}

export class ReportLines<C extends object> {
  private readonly lines = new Map<string, Line<C>>();
  private readonly sums = new Map<string, C>();

  constructor(
    private readonly parts: Parts,
    private readonly none: C,
  ) {}

  get size(): number {
    return this.lines.size;
  }

  /** `name` is whose interval it is. */
  add(name: string, interval: Interval & C): void {
    const part = this.parts.at(interval.startsAt);
    const key = `${name} ${part.from}`;
    const counts = this.countsOf(interval);
    const before = this.lines.get(key)?.counts ?? this.none;
    this.lines.set(key, { name, part, counts: addCounts(before, counts) });
    this.sums.set(name, addCounts(this.sums.get(name) ?? this.none, counts));
  }

  /** By name, then time. */
  inOrder(): readonly Line<C>[] {
    return [...this.lines.values()].sort((a, b) => compare(a.name, b.name) || a.part.from - b.part.from);
  }

  /** Of the whole time, by name. */
  totals(): readonly (readonly [name: string, counts: C])[] {
    return [...this.sums].sort(([a], [b]) => compare(a, b));
  }

  private countsOf(interval: C): C {
    const counts: Record<string, unknown> = {};
    for (const name of Object.keys(this.none)) counts[name] = interval[name as keyof C] ?? this.none[name as keyof C];
    return counts as C;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
