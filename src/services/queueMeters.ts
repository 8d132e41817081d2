/** What operators see of queues: counters that follow from the records of entries, and gauges that are read. */
import type { Entry } from '../core/queue';
import { queueCounted } from '../core/queueInterval';
import type { JournalRecord } from '../core/record';
import type { Metrics } from '../ports/metrics';
import type { PartitionListener, Ports } from './partitions';
import type { QueueLines } from './queueLines';

export class QueueMeters implements PartitionListener {
  readonly kinds = ['call', 'entry'] as const;
  constructor(private readonly ports: Pick<Ports, 'metrics'>) {}

  applied(tenant: string, record: JournalRecord): void {
    const { metrics } = this.ports;
    if (record.type === 'queue.joined')
      metrics.count('signalbox_queue_joined_total', { tenant, queue: (record.data as Entry).queue });
    else if (record.type === 'queue.left') this.left(tenant, record.data as Entry);
    else if (record.type === 'call.route_failed') this.turnedAway(tenant, record);
  }

  private left(tenant: string, { queue, reason = 'cleared', waitMs = 0, callback }: Entry): void {
    const { metrics } = this.ports;
    metrics.count('signalbox_queue_left_total', { tenant, queue, reason });
    if (reason === 'connected' && callback === undefined)
      metrics.observe('signalbox_queue_answered_wait_seconds', waitMs / 1_000, { tenant, queue });
  }

  private turnedAway(tenant: string, record: JournalRecord): void {
    const { queue = '', counts } = queueCounted(record) ?? {};
    for (const reason of Object.keys(counts?.turnedAway ?? {}))
      this.ports.metrics.count('signalbox_queue_turned_away_total', { tenant, queue, reason });
  }
}

/** Sets the gauges of every queue that anybody ever waited in. */
export function readQueueGauges(lines: QueueLines, tenants: readonly string[], metrics: Metrics, now: number): void {
  for (const tenant of tenants)
    for (const queue of lines.names(tenant)) {
      const labels = { tenant, queue };
      metrics.gauge('signalbox_queue_waiting_entries', lines.size(tenant, queue), labels);
      metrics.gauge(
        'signalbox_queue_longest_wait_seconds',
        (now - (lines.oldest(tenant, queue) ?? now)) / 1_000,
        labels,
      );
    }
}
