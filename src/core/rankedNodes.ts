/**
 * The nodes of an order (`Ranked`), or of several that share them: numbers in two flat arrays, 32 bytes each beside the
 * id, because a million objects would cost ten times that. An id has one node, in whichever order it is.
 */

export interface Place {
  readonly id: string;
  /** Finite; a higher number is served first. */
  readonly priority: number;
  /** Wall time in ms. */
  readonly arrival: number;
}

/** Whether `a` is served before `b`: the one order of Signalbox. */
export function isBefore(a: Place, b: Place): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.arrival !== b.arrival) return a.arrival < b.arrival;
  return a.id < b.id;
}

/** Fields of a node. */
export const LEFT = 0;
export const RIGHT = 1;
export const SIZE = 2;
export const HEAP = 3;

const FIRST_CAPACITY = 8;

/** Node 0 is nobody: it has size 0 and is never taken. `Order` is what the nodes are of. */
export class RankedNodes<Order> {
  private fields = new Uint32Array(4 * FIRST_CAPACITY);
  /** Priority and arrival of each node. */
  private keys = new Float64Array(2 * FIRST_CAPACITY);
  private ids: string[] = [''];
  private orders: (Order | undefined)[] = [undefined];
  private readonly slots = new Map<string, number>();
  /** First of the chain of nodes that were given back. */
  private free = 0;

  /** The node of an id; 0 when it has none. */
  find(id: string): number {
    return this.slots.get(id) ?? 0;
  }

  orderOf(node: number): Order | undefined {
    return this.orders[node];
  }

  get(node: number, field: number): number {
    return this.fields[4 * node + field] as number;
  }

  set(node: number, field: number, value: number): void {
    this.fields[4 * node + field] = value;
  }

  idOf(node: number): string {
    return this.ids[node] as string;
  }

  /** How many are below `node` on one side. */
  sizeOf(node: number, side: number): number {
    return this.get(this.get(node, side), SIZE);
  }

  /** Sets the size of `node` from what is below it. */
  count(node: number): void {
    this.set(node, SIZE, this.sizeOf(node, LEFT) + this.sizeOf(node, RIGHT) + 1);
  }

  /** Whether `a` is served before `b`. */
  isBefore(a: number, b: number): boolean {
    const { keys } = this;
    const priority = (keys[2 * a] as number) - (keys[2 * b] as number);
    if (priority !== 0) return priority > 0;
    const arrival = (keys[2 * a + 1] as number) - (keys[2 * b + 1] as number);
    if (arrival !== 0) return arrival < 0;
    return this.idOf(a) < this.idOf(b);
  }

  isBeforePlace(node: number, { id, priority, arrival }: Place): boolean {
    const { keys } = this;
    if (keys[2 * node] !== priority) return (keys[2 * node] as number) > priority;
    if (keys[2 * node + 1] !== arrival) return (keys[2 * node + 1] as number) < arrival;
    return this.idOf(node) < id;
  }

  placeOf(node: number): Place {
    return {
      id: this.idOf(node),
      priority: this.keys[2 * node] as number,
      arrival: this.keys[2 * node + 1] as number,
    };
  }

  take(order: Order, { id, priority, arrival }: Place): number {
    const node = this.free || this.ids.length;
    if (this.free) this.free = this.get(node, LEFT);
    else if (4 * node >= this.fields.length) this.grow();
    this.ids[node] = id;
    this.orders[node] = order;
    this.slots.set(id, node);
    this.keys[2 * node] = priority;
    this.keys[2 * node + 1] = arrival;
    this.set(node, HEAP, hashOf(id));
    return node;
  }

  giveBack(node: number): void {
    this.slots.delete(this.idOf(node));
    if (this.slots.size === 0 && this.fields.length > 4 * FIRST_CAPACITY) return this.clear();
    this.ids[node] = '';
    this.orders[node] = undefined;
    this.set(node, LEFT, this.free);
    this.free = node;
  }

  /** Nobody is there any more: what room a rush took is not kept. */
  private clear(): void {
    this.ids = [''];
    this.orders = [undefined];
    this.free = 0;
    this.fields = new Uint32Array(4 * FIRST_CAPACITY);
    this.keys = new Float64Array(2 * FIRST_CAPACITY);
  }

  private grow(): void {
    const { fields, keys } = this;
    this.fields = new Uint32Array(2 * fields.length);
    this.fields.set(fields);
    this.keys = new Float64Array(2 * keys.length);
    this.keys.set(keys);
  }
}

/** FNV-1a with a last mixing, because ids made one after the other differ in few letters. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
