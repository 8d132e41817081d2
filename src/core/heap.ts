/**
 * Deadlines by time: a binary heap with an index, so that a resource's earliest deadline is set, moved or taken out
 * in O(log n) and the next one is there at once, however many wait.
 */
export interface Due {
  readonly key: string;
  /** Wall time in ms. */
  readonly at: number;
}

export class DeadlineHeap {
  private readonly heap: Due[] = [];
  private readonly index = new Map<string, number>();

  get size(): number {
    return this.heap.length;
  }

  keys(): string[] {
    return [...this.index.keys()];
  }

  /** The earliest one. */
  peek(): Due | undefined {
    return this.heap[0];
  }

  /** Sets the deadline of `key`, or takes it out when `at` is undefined. */
  set(key: string, at: number | undefined): void {
    const i = this.index.get(key);
    if (at === undefined) {
      if (i !== undefined) this.removeAt(i);
      return;
    }
    if (i === undefined) {
      this.place({ key, at }, this.heap.length);
      this.up(this.heap.length - 1);
    } else if (this.heap[i]?.at !== at) {
      this.place({ key, at }, i);
      this.up(i);
      this.down(this.index.get(key) ?? i);
    }
  }

  private removeAt(i: number): void {
    const gone = this.heap[i];
    const last = this.heap.pop();
    if (gone) this.index.delete(gone.key);
    if (!last || !gone || last === gone) return;
    this.place(last, i);
    this.up(i);
    this.down(this.index.get(last.key) ?? i);
  }

  private place(due: Due, i: number): void {
    this.heap[i] = due;
    this.index.set(due.key, i);
  }

  private at(i: number): number {
    return this.heap[i]?.at ?? Number.POSITIVE_INFINITY;
  }

  private swap(i: number, j: number): void {
    const a = this.heap[i];
    const b = this.heap[j];
    if (!a || !b) return;
    this.place(b, i);
    this.place(a, j);
  }

  private up(from: number): void {
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (this.at(parent) <= this.at(i)) return;
      this.swap(i, parent);
      i = parent;
    }
  }

  private down(from: number): void {
    let i = from;
    for (;;) {
      const left = 2 * i + 1;
      const smaller = this.at(left + 1) < this.at(left) ? left + 1 : left;
      if (this.at(i) <= this.at(smaller)) return;
      this.swap(i, smaller);
      i = smaller;
    }
  }
}
