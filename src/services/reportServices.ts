/** What is told about the work of queues and agents, put together: reports of the past, and live numbers. */

import { FairnessAudit } from './fairness';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import { QueueMeters } from './queueMeters';
import { LivePlaces, type PlaceParts } from './queuePlaces';
import { type LiveParts, LiveQueues } from './queueStats';
import type { Reports } from './reportApi';
import { ReportService } from './reports';

export class ReportServices {
  readonly api: Reports;
  readonly listeners: readonly PartitionListener[];
  private readonly live: LiveQueues;
  private readonly places: LivePlaces;
  private readonly audit: FairnessAudit;

  constructor(ports: Ports, partitions: Partitions, mappings: Mappings, around: LiveParts & PlaceParts) {
    this.live = new LiveQueues(ports, partitions, mappings, around);
    this.places = new LivePlaces(ports, partitions, around);
    this.audit = new FairnessAudit(ports, partitions, mappings, around.lines);
    this.api = new ReportService(ports, partitions, mappings, this.live, this.audit);
    this.listeners = [this.live, this.places, new QueueMeters(ports), this.audit];
  }

  /** Queues that wait to be told of. */
  get size(): number {
    return this.live.size + this.places.size;
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
    this.places.stop();
  }
}
