/**
 * A PBX that was taken out of the mapping keeps its link until the last call on it is over; new callers go back to its
 * dialplan. A start takes such a link up again, when there still are calls.
 */
import type { Call } from '../core/call';
import { SYSTEM } from '../core/ids';
import type { Link } from '../core/linkState';
import type { PbxConfig } from '../core/mapping';
import type { JournalRecord } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { Lines } from './lines';
import { hasCalls } from './liveCalls';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** The last commands of a call reach the PBX after its end is known. */
const LINGER_MS = 1_000;

export class Retirement implements PartitionListener {
  private readonly leaving = new Map<string, Cancel>();

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Lines,
  ) {}

  /** PBXs that have a link: those of the mapping, and those whose calls go on. */
  followed(): Record<string, PbxConfig> {
    const { current, running, retiring } = this.mappings;
    for (const pbx of this.lines.names()) if (!running.pbxs[pbx]) this.closed(pbx);
    const busy = [...retiring].filter((pbx) => hasCalls(this.partitions, pbx));
    return { ...current.pbxs, ...Object.fromEntries(busy.map((pbx) => [pbx, running.pbxs[pbx] as PbxConfig])) };
  }

  durable(_: string, records: readonly JournalRecord[]): void {
    for (const record of records) if (record.type === 'call.cleared') this.cleared((record.data as Call).pbx);
  }

  private cleared(pbx: string): void {
    if (!this.mappings.retiring.has(pbx) || this.leaving.has(pbx) || hasCalls(this.partitions, pbx)) return;
    const cancel = this.ports.clock.after(LINGER_MS, () => {
      this.leaving.delete(pbx);
      void this.leave(pbx).catch((error: unknown) => {
        this.ports.log.error('the link of a PBX that was taken out could not be closed', { pbx, error: String(error) });
      });
    });
    this.leaving.set(pbx, cancel);
  }

  private async leave(pbx: string): Promise<void> {
    if (!this.mappings.retiring.has(pbx) || hasCalls(this.partitions, pbx)) return;
    await this.lines.stop(pbx);
    this.closed(pbx);
    this.ports.log.info('the last call on a PBX that was taken out of the mapping is over', { pbx });
  }

  /** The link is a resource of `system`: it says that it is closed, and why. */
  private closed(pbx: string): void {
    const link = this.partitions.get(SYSTEM)?.get<Link>('link', pbx);
    if (!link || link.state === 'stopped') return;
    const reason = 'taken out of the mapping';
    const data: Link = { ...link, state: 'stopped', since: this.ports.clock.now(), reason };
    this.partitions.decide(SYSTEM, { actor: 'system' }, () => ({
      drafts: [{ type: 'link.lost', id: pbx, data }],
      reply: undefined,
    }));
  }

  stop(): void {
    for (const cancel of this.leaving.values()) cancel();
    this.leaving.clear();
  }
}
