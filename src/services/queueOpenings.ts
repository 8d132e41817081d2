/**
 * Opens and closes queues by their hours and by hand: the state follows the mapping in force, its next change is a
 * deadline, and calls that wait in a queue that closes go on where the queue says so.
 */
import type { QueueLearning } from '../core/queueLearning';
import { openingDrafts, removedDrafts } from '../core/queueOpening';
import type { QueueSettings } from '../core/queueSettings';
import type { QueueState } from '../core/queueState';
import type { JournalRecord } from '../core/record';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions } from './partitions';
import type { QueueOverflows } from './queueOverflows';

/** A mapping may have ten thousand queues: others get their turn in between. */
const SLICE = 20;

export class QueueOpenings implements PartitionListener {
  /** Hours that the state of a queue was last computed by. */
  private readonly computed = new Map<string, string>();

  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly overflows: Pick<QueueOverflows, 'empty'>,
  ) {}

  dropped(tenant: string): void {
    for (const key of this.computed.keys()) if (key.startsWith(`${tenant}/`)) this.computed.delete(key);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    for (const { type, data } of records)
      if (type === 'queue.closed') this.overflows.empty(tenant, (data as QueueState).id, 'closed');
  }

  /** Makes true what the mapping in force says, and what the hours have said meanwhile. */
  async follow(): Promise<void> {
    let done = 0;
    for (const tenant of this.partitions.tenants())
      for (const [name, settings] of this.queuesOf(tenant)) {
        this.look(tenant, name, settings);
        if (++done % SLICE === 0) await this.partitions.breathe();
      }
  }

  /** Queues of the mapping, and those that were in it. */
  private queuesOf(tenant: string): Map<string, QueueSettings | undefined> {
    const queues = new Map<string, QueueSettings | undefined>();
    for (const kind of ['queue', 'queueLearning'])
      for (const name of this.partitions.get(tenant)?.ids(kind) ?? []) queues.set(name, undefined);
    for (const [name, settings] of Object.entries(this.mappings.current.tenants[tenant]?.queues ?? {}))
      queues.set(name, settings);
    return queues;
  }

  private look(tenant: string, name: string, settings: QueueSettings | undefined): void {
    const key = `${tenant}/${name}`;
    const hours = JSON.stringify(settings?.hours ?? null);
    if (settings && this.computed.get(key) === hours) return;
    if (settings) this.computed.set(key, hours);
    else this.computed.delete(key);
    this.decide(tenant, name);
    const state = this.partitions.get(tenant)?.get<QueueState>('queue', name);
    // The process may have ended between the closing and what follows from it.
    if (state?.open === false) this.overflows.empty(tenant, name, 'closed');
  }

  /** A time has come at which it opens or closes, or is no longer switched by hand. */
  deadline(tenant: string, name: string): void {
    this.decide(tenant, name);
  }

  private decide(tenant: string, name: string): void {
    const settings = this.mappings.current.tenants[tenant]?.queues[name];
    this.partitions.decide(tenant, { actor: 'system' }, (partition, { now }) => {
      const state = partition.get<QueueState>('queue', name);
      const hours = settings?.hours;
      if (settings) return { drafts: openingDrafts({ name, state, hours, now }), reply: undefined };
      const learned = partition.get<QueueLearning>('queueLearning', name);
      const drafts = removedDrafts({ name, state, learned, now });
      return { drafts, reply: undefined };
    });
  }
}
