/**
 * The nodes of an order (`Ranked`): numbers in two flat arrays, 32 bytes each beside the id, because a million objects
 * would cost ten times that.
 */

/** Fields of a node. */
export const LEFT = 0;
export const RIGHT = 1;
export const SIZE = 2;
export const HEAP = 3;

const FIRST_CAPACITY = 8;

/** Node 0 is nobody: it has size 0 and is never taken. */
export class RankedNodes {
  private fields = new Uint32Array(4 * FIRST_CAPACITY);
  /** Priority and arrival of each node. */
  private keys = new Float64Array(2 * FIRST_CAPACITY);
  private ids: string[] = [''];
  /** First of the chain of nodes that were given back. */
  private free = 0;

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

  take(id: string, priority: number, arrival: number): number {
    const node = this.free || this.ids.length;
    if (this.free) this.free = this.get(node, LEFT);
    else if (4 * node >= this.fields.length) this.grow();
    this.ids[node] = id;
    this.keys[2 * node] = priority;
    this.keys[2 * node + 1] = arrival;
    this.set(node, HEAP, hashOf(id));
    return node;
  }

  giveBack(node: number): void {
    this.ids[node] = '';
    this.set(node, LEFT, this.free);
    this.free = node;
  }

  /** Gives every node back and the room with them: what a rush took is not kept. */
  clear(): void {
    this.ids = [''];
    this.free = 0;
    if (this.fields.length === 4 * FIRST_CAPACITY) return;
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
