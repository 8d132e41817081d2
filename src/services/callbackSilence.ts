/**
 * Watches how many customers want to be connected and find nobody there, of each queue, by the counts of its quarters: these
 * survive a restart, and so does what follows from them.
 */
import type { CallbackFallback, SilentShare } from '../core/callbackFallback';
import { decideFallback } from '../core/callbackFallingBack';
import type { CallbackCounts } from '../core/callbackInterval';
import type { Derived } from '../core/derived';
import type { Interval } from '../core/interval';
import { own } from '../core/own';
import type { JournalRecord } from '../core/record';
import type { Metrics } from '../ports/metrics';
import type { Deadlines } from './deadlines';
import { intervalsOf } from './intervals';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

const HOUR_MS = 3_600_000;
/** The longest window. */
const KEPT_MS = 168 * HOUR_MS;

type Quarter = Interval & Pick<CallbackCounts, 'wanted' | 'silent'> & { readonly queue: string };

export class CallbackSilence implements PartitionListener {
  /** Tenant → queue → beginning of a quarter → what was counted. */
  private readonly quarters = new Map<string, Map<string, Map<number, SilentShare>>>();

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'store' | 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  applied(tenant: string, _: JournalRecord, derived: readonly Derived[]): void {
    for (const { kind, data } of derived) {
      if (kind !== 'callbackInterval') continue;
      const { queue } = data as Quarter;
      if (!this.take(tenant, data as Quarter)) continue;
      // Whoever is told of a record is in the middle of its decision.
      void Promise.resolve().then(() => this.look(tenant, queue, false));
    }
  }

  loaded(tenant: string): void {
    void this.read(tenant).catch((error: unknown) => {
      this.ports.log.error('counts of callbacks could not be read', { tenant, error: String(error) });
    });
  }

  dropped(tenant: string): void {
    this.quarters.delete(tenant);
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('callbackFallback', (tenant, queue) => this.look(tenant, queue, true));
  }

  /** Sets what operators see. */
  measure(metrics: Metrics): void {
    for (const [tenant, queues] of this.quarters)
      for (const queue of queues.keys()) {
        const { wanted, silent } = this.share(tenant, queue);
        metrics.gauge('signalbox_callback_silent_share', wanted === 0 ? 0 : silent / wanted, { tenant, queue });
        metrics.gauge('signalbox_callback_fallback', this.state(tenant, queue)?.active ? 1 : 0, { tenant, queue });
      }
  }

  private async read(tenant: string): Promise<void> {
    const partition = this.partitions.get(tenant);
    if (!partition) return;
    const now = this.ports.clock.now();
    const wanted = { kind: 'callbackInterval', keys: {}, from: now - KEPT_MS, to: now + HOUR_MS };
    for await (const slice of intervalsOf<Quarter>(this.ports, partition, wanted))
      for (const quarter of slice) this.take(tenant, quarter, true);
  }

  /** Whether anything that counts has changed. `older`: what was counted meanwhile is newer. */
  private take(tenant: string, { queue, startsAt, wanted = 0, silent = 0 }: Quarter, older = false): boolean {
    const queues = this.quarters.get(tenant) ?? new Map<string, Map<number, SilentShare>>();
    this.quarters.set(tenant, queues);
    const quarters = queues.get(queue) ?? new Map<number, SilentShare>();
    const before = quarters.get(startsAt);
    if (wanted === (before?.wanted ?? 0) || (older && before)) return false;
    queues.set(queue, quarters.set(startsAt, { wanted, silent }));
    return true;
  }

  private share(tenant: string, queue: string): SilentShare {
    const hours = this.rules(tenant, queue)?.windowHours ?? 24;
    const now = this.ports.clock.now();
    const quarters = this.quarters.get(tenant)?.get(queue);
    const sum = { wanted: 0, silent: 0 };
    for (const [startsAt, { wanted, silent }] of quarters ?? []) {
      if (startsAt < now - KEPT_MS) quarters?.delete(startsAt);
      if (startsAt < now - hours * HOUR_MS) continue;
      sum.wanted += wanted;
      sum.silent += silent;
    }
    return sum;
  }

  private look(tenant: string, queue: string, looked: boolean): void {
    const rules = this.rules(tenant, queue) ?? { percent: 100, windowHours: 24, leastCalls: 1 };
    const share = this.share(tenant, queue);
    if (!this.partitions.get(tenant)) return;
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) =>
      decideFallback(
        partition.get<CallbackFallback>('callbackFallback', queue),
        { queue, share, rules, looked },
        context,
      ),
    );
  }

  private state(tenant: string, queue: string): CallbackFallback | undefined {
    return this.partitions.get(tenant)?.get<CallbackFallback>('callbackFallback', queue);
  }

  private rules(tenant: string, queue: string) {
    return own(this.mappings.current.tenants[tenant]?.queues, queue)?.callback?.silentCalls;
  }
}
