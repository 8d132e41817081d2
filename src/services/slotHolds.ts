/** Which places of slots are kept for customers who are being asked: made of records alone, and counted with every one. */
import type { JournalRecord } from '../core/record';
import type { SlotHold } from '../core/slotHold';
import { Counts } from './counts';
import type { PartitionListener, Partitions } from './partitions';

export class SlotHolds implements PartitionListener {
  readonly kinds = ['slotHold'] as const;
  private readonly tenants = new Map<string, { readonly ids: Set<string>; readonly counts: Counts }>();

  constructor(private readonly partitions: Partitions) {}

  applied(tenant: string, { data }: JournalRecord): void {
    this.count(tenant, data as SlotHold);
  }

  /** Counts what a tenant that was loaded has. */
  async loaded(tenant: string): Promise<void> {
    await this.partitions.each<SlotHold>(tenant, 'slotHold', (hold) => this.count(tenant, hold));
  }

  dropped(tenant: string): void {
    this.tenants.delete(tenant);
  }

  private count(tenant: string, { id, queue, slot, endedAt }: SlotHold): void {
    const known = this.tenants.get(tenant) ?? { ids: new Set<string>(), counts: new Counts() };
    this.tenants.set(tenant, known);
    if (known.ids.has(id) === (endedAt === undefined)) return;
    const by = endedAt === undefined ? 1 : -1;
    if (by > 0) known.ids.add(id);
    else known.ids.delete(id);
    known.counts.add(queue, by);
    known.counts.add(`${queue} ${slot}`, by);
  }

  /** How many places of a queue are kept. */
  in(tenant: string, queue: string): number {
    return this.tenants.get(tenant)?.counts.of(queue) ?? 0;
  }

  /** How many of the slot that begins then. */
  at(tenant: string, queue: string, slot: number): number {
    return this.tenants.get(tenant)?.counts.of(`${queue} ${slot}`) ?? 0;
  }
}
