/** Which places of slots are kept for customers who are being asked: made of records alone, and counted with every one. */
import type { JournalRecord } from '../core/record';
import type { SlotHold } from '../core/slotHold';
import { Counts } from './counts';
import type { PartitionListener, Partitions } from './partitions';

interface Known {
  readonly ids: Set<string>;
  readonly counts: Counts;
  /** By queue and customer: the place that is kept. */
  readonly kept: Map<string, string>;
}

export class SlotHolds implements PartitionListener {
  readonly kinds = ['slotHold'] as const;
  private readonly tenants = new Map<string, Known>();

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

  private count(tenant: string, { id, queue, slot, customerNumber, endedAt }: SlotHold): void {
    const known: Known = this.tenants.get(tenant) ?? { ids: new Set(), counts: new Counts(), kept: new Map() };
    this.tenants.set(tenant, known);
    if (known.ids.has(id) === (endedAt === undefined)) return;
    const by = endedAt === undefined ? 1 : -1;
    if (by > 0) known.ids.add(id);
    else known.ids.delete(id);
    const whose = `${queue} ${customerNumber}`;
    if (by > 0) known.kept.set(whose, id);
    else if (known.kept.get(whose) === id) known.kept.delete(whose);
    known.counts.add(queue, by);
    known.counts.add(`${queue} ${slot}`, by);
  }

  /** The place of a queue that is kept for a customer. */
  for(tenant: string, queue: string, customerNumber: string): string | undefined {
    return this.tenants.get(tenant)?.kept.get(`${queue} ${customerNumber}`);
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
