/** The indexes of the callbacks of all tenants, kept with every record. */
import type { Callback } from '../core/callback';
import type { Entry } from '../core/queue';
import type { JournalRecord } from '../core/record';
import { CallbackIndex } from './callbackIndex';
import type { PartitionListener, Partitions } from './partitions';

export class CallbackIndexes implements PartitionListener {
  private readonly tenants = new Map<string, CallbackIndex>();

  constructor(
    private readonly partitions: Partitions,
    /** The date in the zone of the queue. */
    private readonly dateOf: (tenant: string, queue: string, at: number) => string,
  ) {}

  of(tenant: string): CallbackIndex | undefined {
    return this.tenants.get(tenant);
  }

  applied(tenant: string, { subject, type, data, time }: JournalRecord): void {
    if (subject.startsWith('entry/')) return this.index(tenant).entry(data as Entry);
    if (!subject.startsWith('callback/')) return;
    const callback = data as Callback;
    const index = this.index(tenant);
    index.callback(callback);
    if (type === 'callback.requested') index.requested(callback.customerNumber, time);
    if (type === 'callback.attempted')
      index.dialled(callback.customerNumber, this.dateOf(tenant, callback.queue, time));
  }

  /** Indexes what a tenant that was loaded has. */
  async loaded(tenant: string): Promise<void> {
    const index = this.index(tenant);
    await this.partitions.each<Entry>(tenant, 'entry', (entry) => index.entry(entry));
    await this.partitions.each<Callback>(tenant, 'callback', (callback) => {
      index.callback(callback);
      index.requested(callback.customerNumber, callback.requestedAt);
      for (const { startedAt } of callback.attempts)
        index.dialled(callback.customerNumber, this.dateOf(tenant, callback.queue, startedAt));
    });
  }

  dropped(tenant: string): void {
    this.tenants.delete(tenant);
  }

  /** That of a tenant, made when there is none yet. */
  index(tenant: string): CallbackIndex {
    const index = this.tenants.get(tenant) ?? new CallbackIndex();
    this.tenants.set(tenant, index);
    return index;
  }
}
