/**
 * Those who wait in one queue, in the order they are served: higher priority first, then earlier arrival, then id. A
 * position and the entry at a position cost O(log n), like putting in and taking out, however many wait.
 *
 * A treap whose heap order is a hash of the id: the same entries make the same tree, in whatever sequence they came.
 */
import { HEAP, LEFT, type Place, RankedNodes, RIGHT, SIZE } from './rankedNodes';

export { isBefore, type Place, RankedNodes } from './rankedNodes';

export class Ranked {
  private root = 0;
  /** What `split` leaves. */
  private low = 0;
  private high = 0;
  private changes = 0;

  /** Several may share nodes when nobody is in two of them: many that are small then take little room. */
  constructor(private readonly nodes = new RankedNodes<Ranked>()) {}

  get size(): number {
    return this.nodes.get(this.root, SIZE);
  }

  has(id: string): boolean {
    return this.find(id) > 0;
  }

  private find(id: string): number {
    const node = this.nodes.find(id);
    return this.nodes.orderOf(node) === this ? node : 0;
  }

  /** Puts `id` in its place; moves it there when it is in another, also of an order that shares its nodes. */
  insert(id: string, priority: number, arrival: number): void {
    if (!Number.isFinite(priority) || !Number.isFinite(arrival))
      throw new RangeError(`no place for ${id} at priority ${priority}, arrival ${arrival}`);
    const { nodes } = this;
    nodes.orderOf(nodes.find(id))?.remove(id);
    const node = nodes.take(this, { id, priority, arrival });
    this.changes++;
    let at = this.root;
    let parent = 0;
    let side = LEFT;
    while (at && nodes.get(at, HEAP) >= nodes.get(node, HEAP)) {
      nodes.set(at, SIZE, nodes.get(at, SIZE) + 1);
      parent = at;
      side = nodes.isBefore(at, node) ? RIGHT : LEFT;
      at = nodes.get(at, side);
    }
    this.split(at, node);
    nodes.set(node, LEFT, this.low);
    nodes.set(node, RIGHT, this.high);
    nodes.count(node);
    this.hang(node, parent, side);
  }

  /** Takes `id` out; false when it is not here. */
  remove(id: string): boolean {
    const node = this.find(id);
    if (!node) return false;
    const { nodes } = this;
    let at = this.root;
    let parent = 0;
    let side = LEFT;
    while (at !== node) {
      nodes.set(at, SIZE, nodes.get(at, SIZE) - 1);
      parent = at;
      side = nodes.isBefore(at, node) ? RIGHT : LEFT;
      at = nodes.get(at, side);
    }
    this.hang(this.merge(nodes.get(node, LEFT), nodes.get(node, RIGHT)), parent, side);
    this.changes++;
    nodes.giveBack(node);
    return true;
  }

  /** The position of `id`, 1 for who is served next; undefined when it is not here. */
  rank(id: string): number | undefined {
    const node = this.find(id);
    if (!node) return undefined;
    const { nodes } = this;
    let ahead = 0;
    let at = this.root;
    while (at !== node) {
      const passed = nodes.isBefore(at, node);
      if (passed) ahead += nodes.sizeOf(at, LEFT) + 1;
      at = nodes.get(at, passed ? RIGHT : LEFT);
    }
    return ahead + nodes.sizeOf(node, LEFT) + 1;
  }

  /** The priority and arrival that `id` was put in with. */
  place(id: string): Place | undefined {
    const node = this.find(id);
    return node ? this.nodes.placeOf(node) : undefined;
  }

  /** How many are before a place, whether somebody is there or not. */
  countBefore(place: Place): number {
    const { nodes } = this;
    let ahead = 0;
    let at = this.root;
    while (at) {
      const passed = nodes.isBeforePlace(at, place);
      if (passed) ahead += nodes.sizeOf(at, LEFT) + 1;
      at = nodes.get(at, passed ? RIGHT : LEFT);
    }
    return ahead;
  }

  /** Who is at a position, counted from 1. */
  at(position: number): string | undefined {
    if (!Number.isInteger(position) || position < 1 || position > this.size) return undefined;
    const { nodes } = this;
    let left = position;
    let at = this.root;
    for (;;) {
      const here = nodes.sizeOf(at, LEFT) + 1;
      if (left === here) return nodes.idOf(at);
      at = nodes.get(at, left < here ? LEFT : RIGHT);
      if (left > here) left -= here;
    }
  }

  first(): string | undefined {
    return this.at(1);
  }

  /** The first `count`, or all. */
  firstOnes(count: number): string[] {
    return Array.from({ length: Math.min(count, this.size) }, (_, i) => this.at(i + 1) as string);
  }

  /** Ids in order from a position on; whoever stops early pays only for what was read. It may not change meanwhile. */
  *from(position = 1): Generator<string, void> {
    const { changes } = this;
    for (const node of this.walk(position - 1)) {
      yield this.nodes.idOf(node);
      if (changes !== this.changes) throw new Error('the order changed while it was read');
    }
  }

  [Symbol.iterator](): Generator<string, void> {
    return this.from();
  }

  /** Puts in many, in any sequence: O(n log n) in all. Gives way after every `slice`; the caller says when it goes on. */
  *fill(places: Iterable<Place>, slice = 1_000): Generator<void, void> {
    let count = 0;
    for (const { id, priority, arrival } of places) {
      this.insert(id, priority, arrival);
      if (++count % slice === 0) yield;
    }
  }

  /** All nodes in order without the first `skipped`. */
  private *walk(skipped: number): Generator<number, void> {
    const { nodes } = this;
    const path: number[] = [];
    let skip = skipped;
    let node = this.root;
    while (node || path.length > 0) {
      if (node === 0) {
        node = path.pop() as number;
        yield node;
        node = nodes.get(node, RIGHT);
        continue;
      }
      const here = nodes.sizeOf(node, LEFT) + 1;
      if (skip >= here) {
        skip -= here;
        node = nodes.get(node, RIGHT);
      } else {
        path.push(node);
        node = nodes.get(node, LEFT);
      }
    }
  }

  private hang(node: number, parent: number, side: number): void {
    if (parent) this.nodes.set(parent, side, node);
    else this.root = node;
  }

  /** Leaves what is below `at` and before `node` in `low`, the rest in `high`. */
  private split(at: number, node: number): void {
    const { nodes } = this;
    if (at === 0) {
      this.low = 0;
      this.high = 0;
    } else if (nodes.isBefore(at, node)) {
      this.split(nodes.get(at, RIGHT), node);
      nodes.set(at, RIGHT, this.low);
      nodes.count(at);
      this.low = at;
    } else {
      this.split(nodes.get(at, LEFT), node);
      nodes.set(at, LEFT, this.high);
      nodes.count(at);
      this.high = at;
    }
  }

  /** One tree of two, all of `a` being before all of `b`. */
  private merge(a: number, b: number): number {
    if (a === 0 || b === 0) return a || b;
    const { nodes } = this;
    const top = nodes.get(a, HEAP) >= nodes.get(b, HEAP) ? a : b;
    if (top === a) nodes.set(a, RIGHT, this.merge(nodes.get(a, RIGHT), b));
    else nodes.set(b, LEFT, this.merge(a, nodes.get(b, LEFT)));
    nodes.count(top);
    return top;
  }
}
