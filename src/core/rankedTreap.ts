/**
 * The shape of an order (`Ranked`): a treap whose heap order is a hash of the id, so that the same entries make the same
 * tree, in whatever sequence they came.
 */
import { HEAP, LEFT, type RankedNodes, RIGHT, SIZE } from './rankedNodes';

export class Treap {
  protected root = 0;
  protected changes = 0;
  /** What `split` leaves. */
  private low = 0;
  private high = 0;

  constructor(protected readonly nodes: RankedNodes<unknown>) {}

  get size(): number {
    return this.nodes.get(this.root, SIZE);
  }

  /** Puts a node in its place. */
  protected hangIn(node: number): void {
    const { nodes } = this;
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
    nodes.measure(node);
    this.hang(node, parent, side);
  }

  /** Takes a node out of its place. */
  protected unhang(node: number): void {
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
      nodes.measure(at);
      this.low = at;
    } else {
      this.split(nodes.get(at, LEFT), node);
      nodes.set(at, LEFT, this.high);
      nodes.measure(at);
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
    nodes.measure(top);
    return top;
  }
}
