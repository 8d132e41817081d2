/** What operators see of callbacks: counters that follow from their records, and gauges that are read. */
import type { Callback } from '../core/callback';
import { failedNow } from '../core/callbackInterval';
import type { JournalRecord } from '../core/record';
import type { Metrics } from '../ports/metrics';
import type { CallbackIndexes } from './callbackIndexes';
import type { PartitionListener, Ports } from './partitions';

export class CallbackMeters implements PartitionListener {
  readonly kinds = ['callback'] as const;
  constructor(private readonly ports: Pick<Ports, 'metrics'>) {}

  applied(tenant: string, { type, data, time }: JournalRecord): void {
    const { metrics } = this.ports;
    const callback = data as Callback;
    const { promisedAt, attempt, outcome } = callback;
    if (type === 'callback.attempted') {
      metrics.count('signalbox_callback_dials_total', { tenant });
      if (promisedAt !== undefined && attempt === 1)
        metrics.observe('signalbox_callback_lateness_seconds', (time - promisedAt) / 1_000, { tenant });
    }
    if (type === 'callback.rescued') metrics.count('signalbox_callback_rescues_total', { tenant });
    const cause = failedNow(type, callback, time);
    if (cause) metrics.count('signalbox_callback_attempts_failed_total', { tenant, cause });
    if (outcome) metrics.count('signalbox_callbacks_total', { tenant, outcome });
  }
}

/** Sets what is pending, of each tenant and in all that one service watches. */
export function readCallbackGauges(
  indexes: Pick<CallbackIndexes, 'of'>,
  tenants: readonly string[],
  metrics: Metrics,
): void {
  let watched = 0;
  for (const tenant of tenants) {
    const pending = indexes.of(tenant)?.size ?? 0;
    watched += pending;
    metrics.gauge('signalbox_callbacks_pending', pending, { tenant });
  }
  metrics.gauge('signalbox_callbacks_watched', watched);
}
