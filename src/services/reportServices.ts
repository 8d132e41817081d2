/** What is told about the work of queues and agents, put together: reports of the past, and live numbers. */

import { FairnessAudit } from './fairness';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import { QueueMeters } from './queueMeters';
import { type LiveParts, LiveQueues } from './queueStats';
import type { Reports } from './reportApi';
import { ReportService } from './reports';

export class ReportServices {
  readonly api: Reports;
  readonly listeners: readonly PartitionListener[];
  private readonly live: LiveQueues;
  private readonly audit: FairnessAudit;

  constructor(ports: Ports, partitions: Partitions, mappings: Mappings, around: LiveParts) {
    this.live = new LiveQueues(ports, partitions, mappings, around);
    this.audit = new FairnessAudit(ports, partitions, mappings, around.lines);
    this.api = new ReportService(ports, partitions, mappings, this.live, this.audit);
    this.listeners = [this.live, new QueueMeters(ports), this.audit];
  }

  /** Queues that wait to be told of. */
  get size(): number {
    return this.live.size;
  }

  /** Offers since the start that passed somebody over without a reason. */
  get violations(): number {
    return this.audit.violations;
  }

  loaded(tenant: string): void {
    this.live.loaded(tenant);
  }

  stop(): void {
    this.live.stop();
  }
}
