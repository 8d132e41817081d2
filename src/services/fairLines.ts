/**
 * Lines that tenants share, and whose turn is next: the tenant that has the fewest of those that want one, of equal ones the one
 * that had its turn longest ago.
 */
import { isBefore, type Place, Ranked } from '../core/ranked';

/** Who wants a line: a queue of a tenant. */
export interface Wanting {
  readonly tenant: string;
  readonly queue: string;
}

export class FairLines {
  /** How many are taken, in all and by tenant. */
  size = 0;
  readonly taken = new Map<string, number>();
  /** When each tenant got its last one, counted. */
  private readonly turns = new Map<string, number>();
  /** Queues that wait for one, by tenant; and these tenants in the order of their claims. */
  private readonly waiting = new Map<string, Set<string>>();
  private readonly claims = new Ranked();

  get waits(): number {
    return this.waiting.size;
  }

  wants(tenant: string): boolean {
    return this.waiting.has(tenant);
  }

  take(tenant: string, by: 1 | -1, turn: number): void {
    this.size += by;
    this.taken.set(tenant, (this.taken.get(tenant) ?? 0) + by);
    if (by > 0) this.turns.set(tenant, turn);
    if (this.waiting.has(tenant)) this.claim(tenant);
  }

  /** Nobody who waits has a better claim to the next line: fewer lines, or as many and its last turn longer ago. */
  isFirst(tenant: string): boolean {
    const first = this.claims.at(1);
    if (first === undefined || first === tenant) return true;
    return isBefore(this.claimOf(tenant), this.claimOf(first));
  }

  wait(tenant: string, queue: string): void {
    this.waiting.set(tenant, (this.waiting.get(tenant) ?? new Set<string>()).add(queue));
    this.taken.set(tenant, this.taken.get(tenant) ?? 0);
    this.claim(tenant);
  }

  /** Takes whoever has the best claim out of those who wait. */
  next(): Wanting | undefined {
    const tenant = this.claims.at(1) ?? '';
    const queues = this.waiting.get(tenant);
    const [queue] = queues ?? [];
    if (!queues || queue === undefined) return undefined;
    queues.delete(queue);
    if (queues.size === 0) this.drop(tenant);
    return { tenant, queue };
  }

  forget(tenant: string): void {
    this.size -= this.taken.get(tenant) ?? 0;
    this.taken.delete(tenant);
    this.turns.delete(tenant);
    this.drop(tenant);
  }

  private drop(tenant: string): void {
    this.waiting.delete(tenant);
    this.claims.remove(tenant);
  }

  private claimOf(tenant: string): Place {
    return { id: tenant, priority: -(this.taken.get(tenant) ?? 0), arrival: this.turns.get(tenant) ?? 0 };
  }

  private claim(tenant: string): void {
    const { priority, arrival } = this.claimOf(tenant);
    this.claims.insert(tenant, priority, arrival);
  }
}
