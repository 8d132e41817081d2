/**
 * Those who wait in one queue, in the order they are served: higher priority first, then earlier arrival, then id. A
 * position and the entry at a position cost O(log n), like putting in and taking out, however many wait.
 */
import { LEFT, type Place, RankedNodes, RIGHT } from './rankedNodes';
import { Treap } from './rankedTreap';

export { isBefore, type Place, RankedNodes } from './rankedNodes';

export class Ranked extends Treap {
  /** Several may share nodes when nobody is in two of them: many that are small then take little room. */
  constructor(protected override readonly nodes = new RankedNodes<Ranked>()) {
    super(nodes);
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
    const place = checked({ id, priority, arrival });
    const { nodes } = this;
    const node = nodes.find(id);
    if (!node) return void this.add(place);
    nodes.orderOf(node)?.unhang(node);
    nodes.move(node, this, place);
    this.hangIn(node);
  }

  /** Puts in somebody who is in no order that shares its nodes by name; says the node. */
  add(place: Place): number {
    const node = this.nodes.take(this, checked(place));
    this.hangIn(node);
    return node;
  }

  /** Takes out whom `add` put in. */
  drop(node: number): void {
    this.unhang(node);
    this.nodes.giveBack(node);
  }

  /** Takes `id` out; false when it is not here. */
  remove(id: string): boolean {
    const node = this.find(id);
    if (!node) return false;
    this.drop(node);
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
    const node = this.nodeAt(position);
    return node ? this.nodes.idOf(node) : undefined;
  }

  /** The same with its priority and arrival. */
  placeAt(position: number): Place | undefined {
    const node = this.nodeAt(position);
    return node ? this.nodes.placeOf(node) : undefined;
  }

  private nodeAt(position: number): number {
    if (!Number.isInteger(position) || position < 1 || position > this.size) return 0;
    const { nodes } = this;
    let left = position;
    let at = this.root;
    for (;;) {
      const here = nodes.sizeOf(at, LEFT) + 1;
      if (left === here) return at;
      at = nodes.get(at, left < here ? LEFT : RIGHT);
      if (left > here) left -= here;
    }
  }

  first(): string | undefined {
    const node = this.firstNode();
    return node ? this.nodes.idOf(node) : undefined;
  }

  /** The same with its priority and arrival. */
  firstPlace(): Place | undefined {
    const node = this.firstNode();
    return node ? this.nodes.placeOf(node) : undefined;
  }

  private firstNode(): number {
    const { nodes } = this;
    let at = this.root;
    for (let next = at; next; next = nodes.get(at, LEFT)) at = next;
    return at;
  }

  /** The first `count`, or all. */
  firstOnes(count: number): string[] {
    const found: string[] = [];
    if (count < 1) return found;
    for (const node of this.walk(0)) if (found.push(this.nodes.idOf(node)) >= count) break;
    return found;
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
}

function checked(place: Place): Place {
  const { id, priority, arrival } = place;
  if (Number.isFinite(priority) && Number.isFinite(arrival)) return place;
  throw new RangeError(`no place for ${id} at priority ${priority}, arrival ${arrival}`);
}
