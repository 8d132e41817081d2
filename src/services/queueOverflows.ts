/**
 * Calls that wait in a queue which does not keep them: it has closed, or the last agent has gone. They go on with what
 * the queue has for that (design §5.2); whoever is being reached for one of them is waited for.
 */
import type { Call } from '../core/call';
import { decideOverflow, decideRemove } from '../core/callOverflow';
import { nothing } from '../core/decision';
import { own } from '../core/own';
import { type Entry, WAIT_QUEUE } from '../core/queue';
import type { OverflowReason, QueueSettings } from '../core/queueSettings';
import type { JournalRecord } from '../core/record';
import type { Desks } from './desks';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

/** Others get their turn in between. */
const SLICE = 20;

/** What may leave a queue without anybody. */
const LEAVING = ['agent.logged_off', 'agent.removed', 'agent.skills_changed'];

export class QueueOverflows implements PartitionListener {
  constructor(
    private readonly ports: Pick<Ports, 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<QueueLines, 'entries' | 'names' | 'size'>,
    private readonly desks: Pick<Desks, 'staffed'>,
  ) {}

  durable(tenant: string, records: readonly JournalRecord[]): void {
    if (records.some(({ type }) => LEAVING.includes(type))) this.deserted(tenant);
  }

  /** Nobody is there any more for queues that do not keep calls then. */
  deserted(tenant: string): void {
    for (const [queue, settings] of Object.entries(this.mappings.current.tenants[tenant]?.queues ?? {}))
      if (keepsNobody(settings, 'noAgents') && this.lines.size(tenant, queue) > 0 && !this.desks.staffed(tenant, queue))
        this.empty(tenant, queue, 'noAgents');
  }

  /** Calls in queues that the mapping has no more go on with their lists; callbacks stay, for another queue to be named. */
  removed(tenant: string): void {
    const queues = this.mappings.running.tenants[tenant]?.queues;
    for (const queue of [...this.lines.names(tenant)])
      if (queue !== WAIT_QUEUE && !own(queues, queue)) this.each(tenant, queue, (entry) => this.remove(tenant, entry));
  }

  private remove(tenant: string, { call: id }: Entry): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const call = partition.get<Call>('call', id ?? '');
      return call ? decideRemove(call, this.mappings.callConfig(tenant, call.pbx), context) : nothing;
    });
  }

  /** Calls that wait in the queue go on, where it does not keep them. */
  empty(tenant: string, queue: string, reason: 'closed' | 'noAgents'): void {
    if (!keepsNobody(own(this.mappings.current.tenants[tenant]?.queues, queue), reason)) return;
    this.each(tenant, queue, (entry) => {
      if (entry.state === 'waiting') this.overflowOne(tenant, entry, reason);
    });
  }

  private each(tenant: string, queue: string, look: (entry: Entry) => void): void {
    void this.inSlices([...this.lines.entries(tenant, queue)], look).catch((error: unknown) => {
      this.ports.log.error('calls could not be taken out of a queue', { tenant, queue, error: String(error) });
    });
  }

  private async inSlices(entries: readonly Entry[], look: (entry: Entry) => void): Promise<void> {
    for (const [i, entry] of entries.entries()) {
      look(entry);
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

const keepsNobody = (settings: QueueSettings | undefined, reason: 'closed' | 'noAgents'): boolean =>
  (reason === 'closed' ? settings?.atClosing : settings?.atLastAgent) === 'overflow';
