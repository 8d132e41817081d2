/**
 * What was counted of callbacks in the quarters of the last week, by queue: kept with every record and read from the reports'
 * intervals at a start, so that what follows from it survives one.
 */
import type { SilentShare } from '../core/callbackFallback';
import type { CallbackCounts } from '../core/callbackInterval';
import { type NoShows, noShowPercent } from '../core/callbackNoShows';
import type { Derived } from '../core/derived';
import type { Interval } from '../core/interval';
import type { JournalRecord } from '../core/record';
import { intervalsOf } from './intervals';
import type { PartitionListener, Partitions, Ports } from './partitions';

const HOUR_MS = 3_600_000;
/** The longest window of silent calls, and that of no-shows. */
const KEPT_MS = 168 * HOUR_MS;

type Sums = SilentShare & NoShows;
type Quarter = Interval & Pick<CallbackCounts, keyof Sums> & { readonly queue: string };
const NOTHING: Sums = Object.freeze({ wanted: 0, silent: 0, shows: 0, noShows: 0 });

export class CallbackQuarters implements PartitionListener {
  /** Tenant → queue → beginning of a quarter → what was counted. */
  private readonly tenants = new Map<string, Map<string, Map<number, Sums>>>();
  /** Tenants whose quarters have all been read. */
  private readonly read = new Set<string>();
  private wantedChanged: (tenant: string, queue: string) => void = () => {};

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'store' | 'log'>,
    private readonly partitions: Partitions,
  ) {}

  /** Who is told when one more customer wanted to be connected. */
  watch(wantedChanged: (tenant: string, queue: string) => void): void {
    this.wantedChanged = wantedChanged;
  }

  applied(tenant: string, _: JournalRecord, derived: readonly Derived[]): void {
    for (const { kind, data } of derived)
      if (kind === 'callbackInterval' && this.take(tenant, data as Quarter))
        this.wantedChanged(tenant, (data as Quarter).queue);
  }

  loaded(tenant: string): void {
    void this.readAll(tenant).catch((error: unknown) => {
      this.ports.log.error('counts of callbacks could not be read', { tenant, error: String(error) });
    });
  }

  dropped(tenant: string): void {
    this.tenants.delete(tenant);
    this.read.delete(tenant);
  }

  /** Every queue of which something is known. */
  *queues(): Generator<readonly [tenant: string, queue: string], void> {
    for (const [tenant, queues] of this.tenants) for (const queue of queues.keys()) yield [tenant, queue];
  }

  /** Customers who wanted to be connected within so many hours. */
  silentShare(tenant: string, queue: string, hours: number): SilentShare {
    return this.sums(tenant, queue, hours * HOUR_MS);
  }

  /** Of a hundred customers who were promised a time and dialled, how many were not there; 0 until that is known. */
  noShowPercent(tenant: string, queue: string): number {
    return this.read.has(tenant) ? noShowPercent(this.sums(tenant, queue, KEPT_MS)) : 0;
  }

  private async readAll(tenant: string): Promise<void> {
    const partition = this.partitions.get(tenant);
    if (!partition) return;
    const now = this.ports.clock.now();
    const wanted = { kind: 'callbackInterval', keys: {}, from: now - KEPT_MS, to: now + HOUR_MS };
    for await (const slice of intervalsOf<Quarter>(this.ports, partition, wanted))
      for (const quarter of slice) this.take(tenant, quarter, true);
    if (this.partitions.get(tenant) === partition) this.read.add(tenant);
  }

  /** Whether one more wanted to be connected. `older`: what was counted meanwhile is newer. */
  private take(tenant: string, { queue, startsAt, ...counts }: Quarter, older = false): boolean {
    const { wanted = 0, silent = 0, shows = 0, noShows = 0 } = counts;
    const queues = this.tenants.get(tenant) ?? new Map<string, Map<number, Sums>>();
    this.tenants.set(tenant, queues);
    const quarters = queues.get(queue) ?? new Map<number, Sums>();
    const before = quarters.get(startsAt);
    if ((older && before) || (!before && wanted + shows + noShows === 0)) return false;
    queues.set(queue, quarters.set(startsAt, { wanted, silent, shows, noShows }));
    return wanted !== (before?.wanted ?? 0);
  }

  private sums(tenant: string, queue: string, windowMs: number): Sums {
    const now = this.ports.clock.now();
    const quarters = this.tenants.get(tenant)?.get(queue);
    const sums = { ...NOTHING };
    for (const [startsAt, { wanted, silent, shows, noShows }] of quarters ?? []) {
      if (startsAt < now - KEPT_MS) quarters?.delete(startsAt);
      if (startsAt < now - windowMs) continue;
      sums.wanted += wanted;
      sums.silent += silent;
      sums.shows += shows;
      sums.noShows += noShows;
    }
    return sums;
  }
}
