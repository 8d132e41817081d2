/**
 * How many messages a number was to get within a day: made of records alone, and counted again when a tenant is loaded that has
 * who sends them. To all others it costs nothing.
 */
import { type Message, requestedOn } from '../core/message';
import type { JournalRecord } from '../core/record';
import { DAY_MS, DayCounts } from './dayCounts';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

const SLICE = 200;

export class MessageCounts implements PartitionListener {
  readonly kinds = ['message'] as const;
  private readonly tenants = new Map<string, DayCounts>();
  /** Of whom is counted what was before they were loaded. */
  private readonly known = new Set<string>();

  constructor(
    private readonly ports: Pick<Ports, 'store' | 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  of(tenant: string, number: string): number {
    return this.tenants.get(tenant)?.after(number, this.ports.clock.now() - DAY_MS) ?? 0;
  }

  applied(tenant: string, { type, data }: JournalRecord): void {
    if (type === 'message.requested') this.count(tenant, data as Message);
  }

  private count(tenant: string, { customerNumber, requestedAt }: Message): void {
    const counts = this.tenants.get(tenant) ?? new DayCounts();
    this.tenants.set(tenant, counts);
    counts.add(customerNumber, requestedAt);
  }

  /** Those that are in memory, and what left it within a day. */
  async loaded(tenant: string): Promise<void> {
    if (!this.mappings.current.tenants[tenant]?.messages || this.known.has(tenant)) return;
    this.known.add(tenant);
    await this.partitions.each<Message>(tenant, 'message', (message) => this.past(tenant, message));
    const partition = this.partitions.get(tenant);
    const now = this.ports.clock.now();
    for (const date of new Set([now - DAY_MS, now].map(requestedOn)))
      for (let cursor: string | undefined, more = true; more; ) {
        const query = { keys: { requestedOn: date }, limit: SLICE, ...(cursor !== undefined && { cursor }) };
        const { documents, next } = await this.ports.store.find(tenant, 'message', query);
        if (this.partitions.get(tenant) !== partition) return;
        for (const { id, json } of documents)
          if (partition?.get('message', id) === undefined) this.past(tenant, JSON.parse(json) as Message);
        cursor = next;
        more = next !== undefined;
      }
  }

  /** One that was not to be sent because there were too many is none of them; of one that was erased nothing is known. */
  private past(tenant: string, message: Message): void {
    if (message.customerNumber !== undefined && message.reason !== 'too_many') this.count(tenant, message);
  }

  dropped(tenant: string): void {
    this.known.delete(tenant);
    this.tenants.delete(tenant);
  }
}
