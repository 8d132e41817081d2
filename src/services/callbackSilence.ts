/**
 * Watches how many customers want to be connected and find nobody there, of each queue, by the counts of its quarters: these
 * survive a restart, and so does what follows from them.
 */
import type { CallbackFallback, SilentShare } from '../core/callbackFallback';
import { decideFallback } from '../core/callbackFallingBack';
import { own } from '../core/own';
import type { Metrics } from '../ports/metrics';
import type { CallbackQuarters } from './callbackQuarters';
import type { Deadlines } from './deadlines';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';

export class CallbackSilence {
  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly quarters: CallbackQuarters,
  ) {
    // Whoever is told of a record is in the middle of its decision.
    quarters.watch((tenant, queue) => void Promise.resolve().then(() => this.look(tenant, queue, false)));
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('callbackFallback', (tenant, queue) => this.look(tenant, queue, true));
  }

  /** Sets what operators see. */
  measure(metrics: Metrics): void {
    for (const [tenant, queue] of this.quarters.queues()) {
      const { wanted, silent } = this.share(tenant, queue);
      metrics.gauge('signalbox_callback_silent_share', wanted === 0 ? 0 : silent / wanted, { tenant, queue });
      metrics.gauge('signalbox_callback_fallback', this.state(tenant, queue)?.active ? 1 : 0, { tenant, queue });
    }
  }

  private share(tenant: string, queue: string): SilentShare {
    return this.quarters.silentShare(tenant, queue, this.rules(tenant, queue)?.windowHours ?? 24);
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
