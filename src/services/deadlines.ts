/**
 * Fires deadlines (design §4): they are data in resources; `apply` re-indexes a resource's earliest one in the one
 * heap of the process, and firing is a command that is refused when the resource no longer has exactly that deadline.
 */
import { DueHeap, Dues } from '../core/heap';
import { kindOf } from '../core/kinds';
import { type JournalRecord, named } from '../core/record';
import type { Cancel, Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import type { PartitionListener, Partitions } from './partitions';

/** Carries out the deadline `name` of a resource that was due at `at`. */
export type Fire = (tenant: string, id: string, name: string, at: number) => void;

/** Resources of one kind of one tenant. */
interface Owner {
  readonly tenant: string;
  readonly kind: string;
}

/** Wall time may be set: never sleep longer than this before looking at it again. */
const LOOK_AGAIN_MS = 10_000;
/** So many fire in one go before others get their turn. */
const BURST = 25;

export class Deadlines implements PartitionListener {
  private readonly heap = new DueHeap<Owner>();
  /** By tenant and kind. */
  private readonly dues = new Map<string, Map<string, Dues<Owner>>>();
  private readonly handlers = new Map<string, Fire>();
  private armedFor = Number.POSITIVE_INFINITY;
  private cancel: Cancel = () => {};
  private stopped = false;

  constructor(
    private readonly partitions: Partitions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Who carries out the deadlines of a kind. */
  handle(kind: string, fire: Fire): void {
    this.handlers.set(kind, fire);
  }

  get size(): number {
    return this.heap.size;
  }

  applied(tenant: string, record: JournalRecord): void {
    const { kind, id } = named(record);
    this.index(tenant, kind, id, record.data);
  }

  /** Indexes what a tenant already has, after all else of it was loaded: what is due fires. */
  async loaded(tenant: string): Promise<void> {
    for (const kind of this.handlers.keys())
      await this.partitions.each(tenant, kind, (data, id) => this.index(tenant, kind, id, data));
  }

  dropped(tenant: string): void {
    for (const dues of this.dues.get(tenant)?.values() ?? []) dues.clear();
    this.dues.delete(tenant);
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private index(tenant: string, kind: string, id: string, data: unknown): void {
    if (!this.handlers.has(kind)) return;
    const due = kindOf(kind).deadlines(data as never);
    let earliest: number | undefined;
    for (const { at } of due) if (earliest === undefined || at < earliest) earliest = at;
    this.of(tenant, kind).set(id, earliest);
    this.arm();
  }

  private of(tenant: string, kind: string): Dues<Owner> {
    const kinds = this.dues.get(tenant) ?? new Map<string, Dues<Owner>>();
    this.dues.set(tenant, kinds);
    const dues = kinds.get(kind) ?? new Dues({ tenant, kind }, this.heap);
    kinds.set(kind, dues);
    return dues;
  }

  private arm(): void {
    const next = this.heap.peek();
    if (!next || this.stopped || next.at >= this.armedFor) return;
    this.cancel();
    this.armedFor = next.at;
    const ms = Math.max(0, Math.min(next.at - this.clock.now(), LOOK_AGAIN_MS));
    this.cancel = this.clock.after(ms, () => this.fireDue());
  }

  private fireDue(): void {
    this.armedFor = Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    for (let i = 0; i < BURST; i++) {
      const next = this.heap.peek();
      if (!next || next.at > now) break;
      next.of.set(next.id, undefined);
      this.fire(next.of.owner, next.id, now);
    }
    this.arm();
  }

  private fire({ tenant, kind }: Owner, id: string, now: number): void {
    const data = this.partitions.get(tenant)?.get(kind, id);
    if (data === undefined) return;
    for (const { name, at } of kindOf(kind).deadlines(data as never)) {
      if (at <= now) this.handlers.get(kind)?.(tenant, id, name, at);
    }
    this.checkMoved(tenant, kind, id, now);
  }

  /** A deadline that is still there after it fired would fire for ever. */
  private checkMoved(tenant: string, kind: string, id: string, now: number): void {
    const data = this.partitions.get(tenant)?.get(kind, id);
    const stuck =
      data === undefined
        ? undefined
        : kindOf(kind)
            .deadlines(data as never)
            .find((d) => d.at <= now);
    if (!stuck) return;
    this.log.error('a deadline fired and is still due', { tenant, kind, id, deadline: stuck.name });
    this.of(tenant, kind).set(id, now + 1_000);
  }
}
