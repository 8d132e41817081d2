/** The indexes of the callbacks of all tenants, kept with every record. */
import { type Callback, endedOn } from '../core/callback';
import { isOver } from '../core/callbackStates';
import { quarterOf } from '../core/interval';
import type { Entry } from '../core/queue';
import type { JournalRecord } from '../core/record';
import { LONGEST_DAY_MS, PrefixCounts } from './callbackDials';
import { CallbackIndex } from './callbackIndex';
import { DAY_MS } from './dayCounts';
import type { PartitionListener, Partitions, Ports } from './partitions';

const SLICE = 200;

export class CallbackIndexes implements PartitionListener {
  readonly kinds = ['callback', 'entry'] as const;
  private readonly tenants = new Map<string, CallbackIndex>();
  /** Dials of all tenants. */
  private readonly dials = new PrefixCounts(() => this.allDials());

  constructor(
    private readonly ports: Pick<Ports, 'store' | 'clock'>,
    private readonly partitions: Partitions,
  ) {}

  of(tenant: string): CallbackIndex | undefined {
    return this.tenants.get(tenant);
  }

  /** Dials of all tenants to numbers that begin so. */
  dialsSince(from: number, prefix: string): number {
    return this.dials.since(prefix, from);
  }

  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('entry/')) this.index(tenant).entry(data as Entry);
    else if (subject.startsWith('callback/')) this.index(tenant).callback(data as Callback);
  }

  /** Indexes what a tenant that was loaded has, and counts what of it ended within a day. */
  async loaded(tenant: string): Promise<void> {
    const index = this.index(tenant);
    await this.partitions.each<Entry>(tenant, 'entry', (entry) => index.entry(entry));
    await this.partitions.each<Callback>(tenant, 'callback', (callback) =>
      isOver(callback) ? index.past(callback) : index.callback(callback),
    );
    const now = this.ports.clock.now();
    const dates = [now - LONGEST_DAY_MS, now - DAY_MS / 2, now].map(endedOn);
    for (const date of new Set(dates)) await this.endedOn(tenant, date, index);
  }

  /** Those that left memory: by the date of their end, so that it costs no more than what that day had. */
  private async endedOn(tenant: string, date: string, index: CallbackIndex): Promise<void> {
    const partition = this.partitions.get(tenant);
    for (let cursor: string | undefined; ; ) {
      const query = { keys: { endedOn: date }, limit: SLICE, ...(cursor !== undefined && { cursor }) };
      const { documents, next } = await this.ports.store.find(tenant, 'callback', query);
      if (this.partitions.get(tenant) !== partition) return;
      for (const { id, json } of documents)
        if (partition?.get('callback', id) === undefined) index.past(JSON.parse(json) as Callback);
      if (next === undefined) return;
      cursor = next;
    }
  }

  dropped(tenant: string): void {
    for (const [number, quarter] of this.of(tenant)?.dials.all() ?? []) this.dials.add(number, quarter, -1);
    this.tenants.delete(tenant);
  }

  /** That of a tenant, made when there is none yet. */
  index(tenant: string): CallbackIndex {
    const index = this.tenants.get(tenant) ?? new CallbackIndex((number, at) => this.dials.add(number, quarterOf(at)));
    this.tenants.set(tenant, index);
    return index;
  }

  private *allDials() {
    for (const { dials } of this.tenants.values()) yield* dials.all();
  }
}
