/**
 * What is true of a caller who waits, at the moment in which it is told: the place, and the waiting time in words that do
 * not climb unexplained. What was told of the time is kept with the entry.
 */
import type { Call } from '../core/call';
import { isRefusal } from '../core/errors';
import type { MediaItem } from '../core/media';
import { proposable } from '../core/proposalRules';
import type { Entry } from '../core/queue';
import { positionMedia, toldDrafts, waitingMedia } from '../core/queueAnnouncement';
import { announcements, waitingTime } from '../core/queueSettings';
import { spokenOf } from '../core/waitingSpoken';
import type { Waiting } from '../programs/queueWait';
import type { Expects } from './callConfig';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

const DEFAULTS = announcements.parse({});
const TIME = waitingTime.parse({});

export class QueueTelling {
  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<QueueLines, 'position'>,
    private readonly estimateOf: Expects,
  ) {}

  /** What the program of a caller who waits may ask. */
  waiting(tenant: string, call: string): Waiting {
    return {
      position: () => this.position(tenant, call),
      filled: (media) => media.flatMap((item) => this.fill(tenant, call, item)),
      now: () => this.ports.clock.now(),
      proposes: () => this.proposes(tenant, call),
    };
  }

  /** Whether a callback may be proposed to it now. */
  private proposes(tenant: string, id: string): boolean {
    const call = this.partitions.get(tenant)?.get<Call>('call', id);
    const entry = this.entry(tenant, id);
    if (!call || !entry) return false;
    const config = this.mappings.callConfig(tenant, call.pbx);
    return !isRefusal(proposable(config, { queue: entry.queue, call: id, entry }, this.ports.clock.now()));
  }

  private entry(tenant: string, call: string): Entry | undefined {
    const partition = this.partitions.get(tenant);
    return partition?.get<Entry>('entry', partition.get<Call>('call', call)?.entry ?? '');
  }

  private position(tenant: string, call: string): number | undefined {
    const entry = this.entry(tenant, call);
    return entry && this.lines.position(tenant, entry);
  }

  private fill(tenant: string, call: string, item: MediaItem): MediaItem[] {
    if (item.play !== 'position' && item.play !== 'waitingTime') return [item];
    const entry = this.entry(tenant, call);
    if (!entry) return [];
    const settings = this.mappings.running.tenants[tenant]?.queues[entry.queue]?.announcements;
    if (item.play === 'waitingTime') {
      const how = settings?.waitingTime ?? TIME;
      return this.time(tenant, entry, how) ?? (how.otherwise ?? []).flatMap((one) => this.fill(tenant, call, one));
    }
    const position = this.position(tenant, call);
    return position === undefined || position > (settings ?? DEFAULTS).positionUpTo ? [] : positionMedia(position);
  }

  /** Undefined where there is none to tell. */
  private time(tenant: string, entry: Entry, settings: typeof TIME): MediaItem[] | undefined {
    const estimate = this.estimateOf(tenant, entry);
    if (!estimate) return undefined;
    const spoken = spokenOf(estimate, settings.style, entry.told, settings.stepSeconds);
    if (settings.upToSeconds !== undefined && spoken.seconds > settings.upToSeconds) return undefined;
    this.partitions.decide(tenant, { actor: 'system' }, (partition, { now }) => {
      const current = partition.get<Entry>('entry', entry.id) ?? entry;
      return { drafts: current.endedAt === undefined ? toldDrafts(current, spoken, now) : [], reply: undefined };
    });
    return waitingMedia(spoken);
  }
}
