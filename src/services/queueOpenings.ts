/**
 * Opens and closes queues by their hours and by hand: the state follows the mapping in force, its next change is a
 * deadline, and calls that wait in a queue that closes go on where the queue says so.
 */
import type { Call } from '../core/call';
import { decideOverflow } from '../core/callOverflow';
import { nothing } from '../core/decision';
import type { Entry } from '../core/queue';
import { openingDrafts, removedDrafts } from '../core/queueOpening';
import type { OverflowReason, QueueSettings } from '../core/queueSettings';
import type { QueueState } from '../core/queueState';
import type { JournalRecord } from '../core/record';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

/** A mapping may have ten thousand queues: others get their turn in between. */
const SLICE = 20;

export class QueueOpenings implements PartitionListener {
  /** Hours that the state of a queue was last computed by. */
  private readonly computed = new Map<string, string>();

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<QueueLines, 'entries'>,
  ) {}

  dropped(tenant: string): void {
    for (const key of this.computed.keys()) if (key.startsWith(`${tenant}/`)) this.computed.delete(key);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    for (const { type, data } of records)
      if (type === 'queue.closed') this.empty(tenant, (data as QueueState).id, 'closed');
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
    for (const name of this.partitions.get(tenant)?.ids('queue') ?? []) queues.set(name, undefined);
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
    if (state?.open === false) this.empty(tenant, name, 'closed');
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
      const drafts = settings ? openingDrafts({ name, state, hours, now }) : removedDrafts(state, now);
      return { drafts, reply: undefined };
    });
  }

  /** Calls that wait in the queue go on, where it does not keep them. */
  private empty(tenant: string, queue: string, reason: OverflowReason): void {
    if (this.mappings.current.tenants[tenant]?.queues[queue]?.atClosing !== 'overflow') return;
    void this.overflow(tenant, queue, reason).catch((error: unknown) => {
      this.ports.log.error('calls could not be taken out of a queue', { tenant, queue, error: String(error) });
    });
  }

  /** Takes every call that waits in the queue out of it; nobody whom somebody is being reached for. */
  async overflow(tenant: string, queue: string, reason: OverflowReason): Promise<void> {
    const waiting = [...this.lines.entries(tenant, queue)].filter(({ state }) => state === 'waiting');
    for (const [i, entry] of waiting.entries()) {
      this.overflowOne(tenant, entry, reason);
      if (i % SLICE === SLICE - 1) await this.partitions.breathe();
    }
  }

  private overflowOne(tenant: string, { call: id }: Entry, reason: OverflowReason): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const call = partition.get<Call>('call', id ?? '');
      return call ? decideOverflow(call, reason, this.mappings.callConfig(tenant, call.pbx), context) : nothing;
    });
  }
}
