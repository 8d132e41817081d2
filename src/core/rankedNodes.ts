/**
 * The nodes of an order, or of several that share them: numbers in a flat array, 32 bytes each beside the id, because a
 * million objects would cost ten times that.
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
/** Four fields, then priority and arrival: all of a node is in one line of the processor's cache, for it is seldom there. */
const BYTES = 32;

/** Node 0 is nobody: it has size 0 and is never taken. `Order` is what the nodes are of. */
export class RankedNodes<Order> {
  private fields: Uint32Array;
  /** The same memory as numbers of 8 bytes. */
  private keys: Float64Array;
  private ids: string[] = [''];
  private orders: (Order | undefined)[] = [undefined];
  private readonly slots: Map<string, number> | undefined;
  private count = 0;
  /** First of the chain of nodes that were given back. */
  private free = 0;

  /** Without names an id may have several nodes, which are found by whoever keeps them. */
  constructor(named = true) {
    this.slots = named ? new Map() : undefined;
    const room = new ArrayBuffer(BYTES * FIRST_CAPACITY);
    this.fields = new Uint32Array(room);
    this.keys = new Float64Array(room);
  }

  /** The node of an id; 0 when it has none. */
  find(id: string): number {
    return this.slots?.get(id) ?? 0;
  }

  orderOf(node: number): Order | undefined {
    return this.orders[node];
  }

  get(node: number, field: number): number {
    return this.fields[8 * node + field] as number;
  }

  set(node: number, field: number, value: number): void {
    this.fields[8 * node + field] = value;
  }

  idOf(node: number): string {
    return this.ids[node] as string;
  }

  private priorityOf(node: number): number {
    return this.keys[4 * node + 2] as number;
  }

  private arrivalOf(node: number): number {
    return this.keys[4 * node + 3] as number;
  }

  /** How many are below `node` on one side. */
  sizeOf(node: number, side: number): number {
    return this.get(this.get(node, side), SIZE);
  }

  /** Sets the size of `node` from what is below it. */
  measure(node: number): void {
    this.set(node, SIZE, this.sizeOf(node, LEFT) + this.sizeOf(node, RIGHT) + 1);
  }

  /** Whether `a` is served before `b`. */
  isBefore(a: number, b: number): boolean {
    const priority = this.priorityOf(a) - this.priorityOf(b);
    if (priority !== 0) return priority > 0;
    const arrival = this.arrivalOf(a) - this.arrivalOf(b);
    if (arrival !== 0) return arrival < 0;
    return this.idOf(a) < this.idOf(b);
  }

  isBeforePlace(node: number, { id, priority, arrival }: Place): boolean {
    if (this.priorityOf(node) !== priority) return this.priorityOf(node) > priority;
    if (this.arrivalOf(node) !== arrival) return this.arrivalOf(node) < arrival;
    return this.idOf(node) < id;
  }

  placeOf(node: number): Place {
    return { id: this.idOf(node), priority: this.priorityOf(node), arrival: this.arrivalOf(node) };
  }

  take(order: Order, place: Place): number {
    const { id } = place;
    const node = this.free || this.ids.length;
    if (this.free) this.free = this.get(node, LEFT);
    else if (8 * node >= this.fields.length) this.grow();
    this.count++;
    this.ids[node] = id;
    this.slots?.set(id, node);
    this.set(node, HEAP, hashOf(id));
    return this.move(node, order, place);
  }

  /** Its id stays, with what is made of it. */
  move(node: number, order: Order, { priority, arrival }: Place): number {
    this.orders[node] = order;
    this.keys[4 * node + 2] = priority;
    this.keys[4 * node + 3] = arrival;
    return node;
  }

  giveBack(node: number): void {
    this.count--;
    this.slots?.delete(this.idOf(node));
    if (this.count === 0 && this.fields.length > 8 * FIRST_CAPACITY) return this.clear();
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
    this.room(FIRST_CAPACITY);
  }

  private grow(): void {
    const { fields } = this;
    this.room((2 * fields.length) / 8);
    this.fields.set(fields);
  }

  private room(nodes: number): void {
    const room = new ArrayBuffer(BYTES * nodes);
    this.fields = new Uint32Array(room);
    this.keys = new Float64Array(room);
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
