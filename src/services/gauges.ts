/** The gauges that are read when somebody looks: what lives in memory now, and what waits. */
import { type Agent, DOINGS, type Doing } from '../core/agent';
import { doing } from '../core/agentTimes';
import type { Call } from '../core/call';
import type { Metrics } from '../ports/metrics';
import type { CallbackIndexes } from './callbackIndexes';
import { readCallbackGauges } from './callbackMeters';
import type { CallbackSilence } from './callbackSilence';
import type { Checkpoints } from './checkpoints';
import type { Deadlines } from './deadlines';
import type { FeedHub } from './feeds';
import type { Partitions } from './partitions';
import type { QueueLines } from './queueLines';
import { readQueueGauges } from './queueMeters';
import type { Trunks } from './trunks';

/** What they are read from. */
export interface Measured {
  readonly partitions: Partitions;
  readonly checkpoints: Checkpoints;
  readonly deadlines: Deadlines;
  readonly feeds: FeedHub;
  readonly queues: { readonly lines: QueueLines };
  readonly callbacks: {
    readonly indexes: Pick<CallbackIndexes, 'of'>;
    readonly trunks: Pick<Trunks, 'measure'>;
    readonly silence: Pick<CallbackSilence, 'measure'>;
  };
}

/** Sets every gauge that is not set as things happen. */
export function readGauges(
  { partitions, checkpoints, deadlines, feeds, queues, callbacks }: Measured,
  metrics: Metrics,
  now: number,
): void {
  const { commits } = partitions;
  const tenants = partitions.tenants();
  const backlogs = feeds.backlogs();
  for (const tenant of tenants) {
    metrics.gauge('signalbox_calls_live', liveCalls(partitions, tenant), { tenant });
    readAgents(partitions, tenant, metrics);
    metrics.gauge('signalbox_feed_backlog_bytes', backlogs.get(tenant) ?? 0, { tenant });
  }
  readQueueGauges(queues.lines, tenants, metrics, now);
  readCallbackGauges(callbacks.indexes, tenants, metrics);
  callbacks.trunks.measure(metrics);
  callbacks.silence.measure(metrics);
  metrics.gauge('signalbox_tenants', tenants.length);
  metrics.gauge('signalbox_journal_waiting_records', commits.waiting);
  metrics.gauge('signalbox_store_up', commits.away ? 0 : 1);
  metrics.gauge('signalbox_checkpoint_waiting_documents', checkpoints.size);
  metrics.gauge('signalbox_deadlines', deadlines.size);
}

/** Where a tenant has agents, each state has a number, also 0. */
function readAgents(partitions: Partitions, tenant: string, metrics: Metrics): void {
  const partition = partitions.get(tenant);
  if (!partition || partition.count('agent') === 0) return;
  const counts = new Map<Doing, number>(DOINGS.map((state) => [state, 0]));
  for (const id of partition.ids('agent')) {
    const { what } = doing(partition.get<Agent>('agent', id) as Agent) ?? {};
    if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  for (const [state, count] of counts) metrics.gauge('signalbox_agents', count, { tenant, state });
}

/** A call that is over stays in memory until its document is written. */
function liveCalls(partitions: Partitions, tenant: string): number {
  const partition = partitions.get(tenant);
  let live = 0;
  for (const id of partition?.ids('call') ?? [])
    if (partition?.get<Call>('call', id)?.clearedAt === undefined) live += 1;
  return live;
}
