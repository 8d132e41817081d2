/**
 * Holds the order of queues: of each offer, everybody who stands before it in the queues of the agent must have been passed
 * over for a reason that the offer says. The positions are counted anew, by the order of the queues and not by who decided.
 */
import type { Agent } from '../core/agent';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import type { Offer } from '../core/offer';
import { own } from '../core/own';
import { rolesFor } from '../core/permissions';
import { type Entry, standing } from '../core/queue';
import type { JournalRecord } from '../core/record';
import { iso } from '../core/time';
import { barred, mayAct } from './authority';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';
import type { Page, Principal } from './replies';
import type { FairnessQuery } from './reportApi';
import { storedPage } from './storedPage';

/** Wall times in ms at which the offer was made. */
export type ServedQuery = Omit<FairnessQuery, 'from' | 'to'> & {
  readonly times: { readonly from?: number; readonly before?: number };
};

export class FairnessAudit implements PartitionListener {
  readonly kinds = ['offer'] as const;
  /** Offers since the start that passed somebody over without a reason. */
  violations = 0;

  constructor(
    private readonly ports: Pick<Ports, 'store' | 'metrics' | 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<QueueLines, 'before' | 'position'>,
  ) {}

  applied(tenant: string, { type, data }: JournalRecord): void {
    if (type === 'offer.created') this.check(tenant, data as Offer);
  }

  private check(tenant: string, offer: Offer): void {
    const { queue, entry, agent, passed = [] } = offer;
    const others = Object.keys(this.partitions.get(tenant)?.get<Agent>('agent', agent)?.queues ?? {});
    for (const of of new Set([queue, ...others])) {
      const ahead = of === queue ? this.before(tenant, offer) : this.beforeIn(of, tenant, offer);
      const explained = passed.filter((one) => one.queue === of).reduce((sum, { count }) => sum + count, 0);
      const wrong = ahead > explained;
      // Also what is in order is counted, as 0: a value that is not there would say the same as one that nobody looks after.
      this.ports.metrics.count('signalbox_queue_order_violations_total', { tenant, queue: of }, wrong ? 1 : 0);
      if (!wrong) continue;
      this.violations += 1;
      const about = { tenant, queue: of, entry, agent, ahead, explained };
      this.ports.log.error('an entry was passed over without a reason', about);
    }
  }

  private before(tenant: string, { queue, entry }: Offer): number {
    return (this.lines.position(tenant, { queue, id: entry }) ?? 1) - 1;
  }

  /** How many of another queue of the agent it should have served before: by priority and weight, then by arrival. */
  private beforeIn(other: string, tenant: string, { queue, entry: id }: Offer): number {
    const entry = this.partitions.get(tenant)?.get<Entry>('entry', id);
    if (!entry) return 0;
    const settings = this.mappings.current.tenants[tenant]?.queues ?? {};
    const weight = (name: string): number => own(settings, name)?.weight ?? 0;
    const { priority, arrival } = standing(entry);
    return this.lines.before(tenant, other, { id, priority: priority + weight(queue) - weight(other), arrival });
  }

  /** Served entries, newest first, with who was passed over and why. */
  async list(principal: Principal, tenant: string, queue: string, query: ServedQuery): Promise<Page | Refusal> {
    const allowed = mayAct(principal, tenant, rolesFor('queues.fairness')) && !principal.venues;
    const refusal = barred(allowed, tenant, this.partitions);
    if (refusal) return refusal;
    if (!own(this.mappings.current.tenants[tenant]?.queues, queue)) return refuse('queue.not_found');
    const { times, entry, limit, cursor } = query;
    const keys = { queue, state: 'accepted', ...(entry !== undefined && { entry }) };
    const wanted = { keys, ...times, limit, ...(cursor !== undefined && { cursor }) };
    const sources = { store: this.ports.store, partitions: this.partitions };
    const page = await storedPage<Offer>(sources, tenant, 'offer', wanted);
    if (isRefusal(page)) return page;
    return { items: page.items.map(auditOf), ...(page.next !== undefined && { next: page.next }) };
  }
}

function auditOf({ id, entry, agent, createdAt, endedAt, passed = [], moved }: Offer): unknown {
  return {
    ...(moved && { moved: { ...moved, at: iso(moved.at) } }),
    ...{ entry, offer: id, agent, offeredAt: iso(createdAt), servedAt: iso(endedAt ?? createdAt) },
    passedOver: passed.reduce((sum, { count }) => sum + count, 0),
    passed,
  };
}
