/**
 * Deadlines by time: a binary heap in which each knows its place, so that one is set, moved or taken out in O(log n) and the
 * next one is there at once, however many wait.
 */
export class DueHeap<Owner> {
  private due: Due<Owner>[] = [];

  get size(): number {
    return this.due.length;
  }

  /** The earliest one. */
  peek(): Due<Owner> | undefined {
    return this.due[0];
  }

  add(one: Due<Owner>): void {
    this.place(one, this.due.length);
    this.up(one);
  }

  move(one: Due<Owner>, at: number): void {
    one.at = at;
    this.settle(one);
  }

  remove({ place }: Due<Owner>): void {
    const last = this.due.pop();
    if (!last || last.place === place) return;
    this.place(last, place);
    this.settle(last);
  }

  /** Takes out all of an owner in one go: there may be very many. */
  drop(owner: Dues<Owner>): void {
    this.due = this.due.filter(({ of }) => of !== owner);
    for (const [place, one] of this.due.entries()) one.place = place;
    for (let place = this.due.length >> 1; place >= 0; place -= 1) this.down(this.due[place]);
  }

  private place(one: Due<Owner>, place: number): void {
    one.place = place;
    this.due[place] = one;
  }

  private settle(one: Due<Owner>): void {
    this.up(one);
    this.down(one);
  }

  private up(one: Due<Owner>): void {
    while (one.place > 0) {
      const parent = this.due[(one.place - 1) >> 1];
      if (!parent || parent.at <= one.at) return;
      this.swap(parent, one);
    }
  }

  private down(one: Due<Owner> | undefined): void {
    while (one) {
      const [left, right] = [this.due[2 * one.place + 1], this.due[2 * one.place + 2]];
      const smaller = left && right && right.at < left.at ? right : left;
      if (!smaller || one.at <= smaller.at) return;
      this.swap(one, smaller);
    }
  }

  private swap(above: Due<Owner>, below: Due<Owner>): void {
    const { place } = above;
    this.place(above, below.place);
    this.place(below, place);
  }
}

export interface Due<Owner> {
  readonly of: Dues<Owner>;
  readonly id: string;
  /** Wall time in ms. */
  at: number;
  /** In the heap. */
  place: number;
}

/** The deadlines of one owner, each by an id, in a heap of its own or in one that several share. */
export class Dues<Owner = undefined> {
  private readonly known = new Map<string, Due<Owner>>();

  constructor(
    readonly owner: Owner,
    readonly heap = new DueHeap<Owner>(),
  ) {}

  /** Sets the deadline of `id`, or takes it out when `at` is undefined. */
  set(id: string, at: number | undefined): void {
    const known = this.known.get(id);
    if (at === undefined) {
      if (known) this.heap.remove(known);
      this.known.delete(id);
    } else if (!known) {
      const due = { of: this, id, at, place: 0 };
      this.known.set(id, due);
      this.heap.add(due);
    } else if (known.at !== at) this.heap.move(known, at);
  }

  /** Takes all out. */
  clear(): void {
    this.known.clear();
    this.heap.drop(this);
  }
}
