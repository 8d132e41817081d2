/**
 * What operators see of calls: counters, and one line of log for each call that is over. Everything follows from the
 * records, so nothing else has to think of it. A line names tenant, transaction and call, and nobody's number.
 */
import type { Call } from '../core/call';
import type { JournalRecord } from '../core/record';
import type { PartitionListener, Ports } from './partitions';

/** An offer that waits for its decision. */
interface Offered {
  readonly tenant: string;
  readonly application: string;
  readonly at: number;
}

export class Meters implements PartitionListener {
  readonly kinds = ['call'] as const;
  private readonly offered = new Map<string, Offered>();

  constructor(private readonly ports: Pick<Ports, 'log' | 'metrics'>) {}

  /** Offers that wait. */
  get size(): number {
    return this.offered.size;
  }

  applied(tenant: string, record: JournalRecord): void {
    const call = record.data as Call;
    if (call.outside) return;
    if (record.type === 'call.offered') this.offer(tenant, call, record.time);
    else if (record.type === 'call.routed') this.routed(tenant, call, record.time);
    else if (record.type === 'call.cleared') this.cleared(tenant, call);
  }

  dropped(tenant: string): void {
    for (const [call, offer] of this.offered) if (offer.tenant === tenant) this.offered.delete(call);
  }

  private offer(tenant: string, call: Call, at: number): void {
    // Nobody is asked about a call that no venue takes; told again to another program it is still the same offer.
    if (call.application === undefined || this.offered.has(call.id)) return;
    this.offered.set(call.id, { tenant, application: call.application, at });
  }

  private routed(tenant: string, call: Call, at: number): void {
    // With a party it is told that a destination of the plan is about to be dialled.
    if (call.party !== undefined) return;
    const { by, reason = 'unknown' } = call.plan ?? {};
    if (by === 'default') this.ports.metrics.count('signalbox_calls_defaulted_total', { tenant, reason });
    const offer = this.settle(call, by === 'application' ? 'decided' : reason);
    if (offer && by === 'application')
      this.ports.metrics.observe('signalbox_offer_decision_seconds', (at - offer.at) / 1_000, { tenant });
  }

  private cleared(tenant: string, call: Call): void {
    const { log, metrics } = this.ports;
    this.settle(call, 'abandoned');
    const { waitMs, talkMs, totalMs } = call.durations ?? { waitMs: 0, talkMs: 0, totalMs: 0 };
    metrics.count('signalbox_calls_total', { tenant, cause: call.cause ?? 'normal' });
    metrics.observe('signalbox_call_duration_seconds', totalMs / 1_000, { tenant });
    metrics.observe('signalbox_call_wait_seconds', waitMs / 1_000, { tenant });
    log.info('a call is over', { ...essentials(tenant, call), waitMs, talkMs, totalMs });
  }

  private settle(call: Call, outcome: string): Offered | undefined {
    const offer = this.offered.get(call.id);
    if (!offer) return undefined;
    this.offered.delete(call.id);
    const { tenant, application } = offer;
    this.ports.metrics.count('signalbox_offers_total', { tenant, application, outcome });
    return offer;
  }
}

/** Where it came in, who decided, and how it ended; `failure` is a code and never what was dialled. */
const essentials = (tenant: string, call: Call) => ({
  tenant,
  transaction: call.transaction,
  call: call.id,
  direction: call.direction,
  pbx: call.pbx,
  ...(call.venue !== undefined && { venue: call.venue }),
  ...(call.application !== undefined && { application: call.application }),
  ...(call.plan && { decidedBy: call.plan.by, ...(call.plan.reason !== undefined && { reason: call.plan.reason }) }),
  ...(call.failure && { failure: call.failure.reason }),
  cause: call.cause ?? 'normal',
  by: call.by ?? 'local',
  answered: call.answeredAt !== undefined,
  connected: call.connectedAt !== undefined,
  offers: call.offers,
});
