/** Queues of a node, put together: who stands where, when they are open, and what is asked and told about them. */
import type { CommandFamily } from './commandReplies';
import type { Deadlines } from './deadlines';
import { EntryService } from './entries';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import { QueueCommands } from './queueCommands';
import type { QueueLines } from './queueLines';
import { QueueOpenings } from './queueOpenings';
import { QueueService } from './queues';
import { QueueTelling } from './queueTelling';

export class QueueServices {
  readonly api: QueueService;
  readonly openings: QueueOpenings;
  readonly telling: QueueTelling;
  readonly families: readonly CommandFamily[];
  private readonly entries: EntryService;
  readonly listeners: readonly PartitionListener[];

  constructor(
    ports: Ports,
    partitions: Partitions,
    mappings: Mappings,
    readonly lines: QueueLines,
    pbxs: Pick<Lines, 'state'>,
  ) {
    this.api = new QueueService(ports, partitions, mappings, lines);
    this.telling = new QueueTelling(ports, partitions, mappings, lines, () => undefined);
    this.openings = new QueueOpenings(ports, partitions, mappings, lines);
    this.entries = new EntryService(partitions, mappings);
    this.families = [new QueueCommands(mappings, pbxs, lines), this.entries];
    this.listeners = [lines, this.openings];
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('entry', (tenant, id, _, at) => this.entries.deadline(tenant, id, at));
    deadlines.handle('queue', (tenant, id) => this.openings.deadline(tenant, id));
  }

  /** Puts everybody of a tenant that was loaded in line. */
  loaded(tenant: string): void {
    this.lines.loaded(tenant);
  }

  /** Makes true what the mapping in force says. */
  follow(): Promise<void> {
    return this.openings.follow();
  }
}
