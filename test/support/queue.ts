/**
 * The one event queue of a world: a binary heap ordered by (time, seeded tie-break, insertion). The tie-break makes
 * entries of the same moment run in an order that the seed decides, as threads and sockets would.
 */
import type { Random } from '../../connectors/simulator/random';

/** One thing that will happen. */
export interface Entry {
  /** Virtual milliseconds since the world began. */
  readonly time: number;
  readonly tie: number;
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** Entries in the order in which they happen. */
export class EventQueue {
  private readonly heap: Entry[] = [];
  private order = 0;

  constructor(private readonly random: Random) {}

  /** Puts an entry in; set `cancelled` on it to take it out again. */
  add(time: number, fire: () => void): Entry {
    this.order += 1;
    const entry: Entry = { time, tie: this.random(), order: this.order, fire, cancelled: false };
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return entry;
  }

  /** The next entry that is not cancelled, left where it is. */
  peek(): Entry | undefined {
    while (this.heap[0]?.cancelled) this.removeFirst();
    return this.heap[0];
  }

  /** Takes the next entry that is not cancelled. */
  take(): Entry | undefined {
    const first = this.peek();
    if (first) this.removeFirst();
    return first;
  }

  /** Entries that will still fire. */
  get size(): number {
    return this.heap.filter((entry) => !entry.cancelled).length;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  private sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.before(left + 1, left) ? left + 1 : left;
      if (!this.swapIfBefore(child, at)) return;
      at = child;
    }
  }

  private swapIfBefore(a: number, b: number): boolean {
    if (!this.before(a, b)) return false;
    const kept = this.heap[a] as Entry;
    this.heap[a] = this.heap[b] as Entry;
    this.heap[b] = kept;
    return true;
  }

  private before(a: number, b: number): boolean {
    const x = this.heap[a];
    const y = this.heap[b];
    if (!x || !y) return false;
    return x.time - y.time < 0 || (x.time === y.time && (x.tie - y.tie < 0 || (x.tie === y.tie && x.order < y.order)));
  }
}
