/** Queues of a node, put together: who stands where, when they are open, and what is asked and told about them. */
import type { Expects } from './callConfig';
import type { CommandFamily } from './commandReplies';
import type { Deadlines } from './deadlines';
import type { Desks } from './desks';
import { EntryService } from './entries';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import { QueueCommands } from './queueCommands';
import type { QueueLines } from './queueLines';
import { QueueOpenings } from './queueOpenings';
import { QueueOverflows } from './queueOverflows';
import { QueueService } from './queues';
import { QueueTelling } from './queueTelling';
import { type WaitingParts, WaitingTimes } from './waitingTimes';

/** Who serves queues, and where that is known. */
interface Staff extends Omit<WaitingParts, 'lines'> {
  readonly desks: WaitingParts['desks'] & Pick<Desks, 'staffed'>;
}

export class QueueServices {
  readonly waiting: WaitingTimes;
  readonly api: QueueService;
  readonly openings: QueueOpenings;
  private readonly overflows: QueueOverflows;
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
    staff: Staff,
  ) {
    this.waiting = new WaitingTimes(ports, partitions, mappings, { ...staff, lines });
    this.api = new QueueService(ports, partitions, mappings, lines, this.waiting);
    const expects: Expects = (tenant, entry) => this.waiting.of(tenant, entry);
    this.telling = new QueueTelling(ports, partitions, mappings, lines, expects);
    this.overflows = new QueueOverflows(ports, partitions, mappings, lines, staff.desks);
    this.openings = new QueueOpenings(partitions, mappings, this.overflows);
    this.entries = new EntryService(partitions, mappings, lines);
    this.families = [new QueueCommands(mappings, pbxs, lines), this.entries];
    this.listeners = [lines, this.openings, this.overflows];
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('entry', (tenant, id, name, at) => this.entries.deadline(tenant, id, name, at));
    deadlines.handle('queue', (tenant, id) => this.openings.deadline(tenant, id));
  }

  /** Puts everybody of a tenant that was loaded in line. */
  loaded(tenant: string): void {
    this.lines.loaded(tenant);
  }

  /** Makes true what the mapping in force says, and what the last life did not get to. */
  async follow(tenants: readonly string[]): Promise<void> {
    await this.openings.follow();
    for (const tenant of tenants) {
      this.overflows.removed(tenant);
      this.overflows.deserted(tenant);
    }
  }
}
