/**
 * The way of decisions to the store (design §4): per tenant one batch in flight, whatever is decided meanwhile is the
 * next batch. What comes back is `durable` (publish it), `stale` (this writer is dead) or `unknown` (the same batch
 * again, until the store answers). Order is kept; nothing is dropped while the store is away.
 */
import { isAct } from '../core/act';
import type { Derived } from '../core/derived';
import type { JournalRecord } from '../core/record';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import type { Metrics } from '../ports/metrics';
import type { Batch, Store, StoredRecord } from '../ports/store';

/** The records of one decision on their way. */
export interface Commit {
  readonly records: readonly JournalRecord[];
  /** What followed from them. */
  readonly derived: readonly Derived[];
  /** Made when their turn comes. */
  stored?: readonly StoredRecord[];
}

export interface CommitListener {
  durable(tenant: string, commits: readonly Commit[]): void;
  stale(tenant: string): void;
  /** A defect: the store refused what it may not refuse. */
  failed(error: unknown): void;
}

const MAX_RECORDS = 1_000;
const MAX_BYTES = 1_048_576;
/** Records that may wait while the store is away (design §4). */
const BUFFER_RECORDS = 50_000;
const RETRY_MS = [50, 100, 200, 500, 1_000] as const;

interface Lane {
  readonly term: number;
  queue: Commit[];
  running: boolean;
  dropped: boolean;
}

export class Commits {
  private readonly lanes = new Map<string, Lane>();
  private readonly unanswered = new Set<string>();
  private buffered = 0;
  private readonly idlers: (() => void)[] = [];

  constructor(
    private readonly ports: { store: Store; clock: Clock; log: Log; metrics: Metrics },
    private readonly listener: CommitListener,
    private readonly bufferRecords = BUFFER_RECORDS,
  ) {}

  /** Begins the lane of a tenure. */
  open(tenant: string, term: number): void {
    this.lanes.set(tenant, { term, queue: [], running: false, dropped: false });
  }

  /** Drops what waits; what is in flight is no longer listened to. */
  close(tenant: string): void {
    const lane = this.lanes.get(tenant);
    if (!lane) return;
    lane.dropped = true;
    this.buffered -= lane.queue.reduce((sum, commit) => sum + commit.records.length, 0);
    this.unanswered.delete(tenant);
    this.lanes.delete(tenant);
  }

  /** The store does not answer: nothing new may be acknowledged. */
  get away(): boolean {
    return this.unanswered.size > 0;
  }

  /** The buffer is so full that new calls belong back to the PBX. */
  get crowded(): boolean {
    return this.buffered > this.bufferRecords * 0.75;
  }

  /** Records not yet durable. */
  get waiting(): number {
    return this.buffered;
  }

  /** Queues the records of a decision. */
  add(tenant: string, records: readonly JournalRecord[], derived: readonly Derived[]): void {
    const lane = this.lanes.get(tenant);
    if (!lane) return;
    lane.queue.push({ records, derived });
    this.buffered += records.length;
    if (lane.running) return;
    lane.running = true;
    // After this turn, so that what is decided together is written together, and commands to the PBX are off first.
    this.ports.clock.after(0, () => {
      this.run(tenant, lane).catch((error: unknown) => this.listener.failed(error));
    });
  }

  private async run(tenant: string, lane: Lane): Promise<void> {
    while (lane.queue.length > 0 && !lane.dropped) {
      const commits = take(lane);
      const batch = batchOf(tenant, lane.term, commits);
      const started = this.ports.clock.monotonic();
      const outcome = await this.settle(tenant, lane, batch);
      if (lane.dropped) return;
      this.buffered -= batch.records.length;
      if (outcome === 'stale') return this.listener.stale(tenant);
      this.ports.metrics.observe('signalbox_commit_duration_seconds', (this.ports.clock.monotonic() - started) / 1_000);
      this.listener.durable(tenant, commits);
    }
    lane.running = false;
    for (const wake of this.idlers.splice(0)) wake();
  }

  /** Resolves when everything decided so far is on disk, or after `ms` when the store does not answer. */
  async idle(ms: number): Promise<void> {
    let over = false;
    const cancel = this.ports.clock.after(ms, () => {
      over = true;
      for (const wake of this.idlers.splice(0)) wake();
    });
    while (!over && [...this.lanes.values()].some((lane) => lane.running)) {
      await new Promise<void>((resolve) => this.idlers.push(resolve));
    }
    cancel();
  }

  /** Tries the same batch until the store says what became of it. */
  private async settle(tenant: string, lane: Lane, batch: Batch): Promise<'durable' | 'stale'> {
    for (let attempt = 0; ; attempt++) {
      const [outcome] = await this.ports.store.commit([batch]);
      if (outcome === 'durable' || outcome === 'stale' || lane.dropped) {
        if (this.unanswered.delete(tenant)) this.ports.log.info('the store answers again', { tenant });
        return outcome === 'stale' ? 'stale' : 'durable';
      }
      if (attempt === 0) this.ports.log.error('the store does not answer', { tenant, firstSeq: batch.firstSeq });
      this.unanswered.add(tenant);
      await this.pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 1_000);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.ports.clock.after(ms, resolve);
    });
  }
}

const store = (record: JournalRecord): StoredRecord => ({
  seq: record.seq,
  type: record.type,
  time: record.time,
  ...(isAct(record) && { audit: true }),
  ...(record.transaction !== undefined && { transaction: record.transaction }),
  json: JSON.stringify(record),
});

/** As many whole decisions as fit into one write; at least one. */
function take(lane: Lane): Commit[] {
  let records = 0;
  let bytes = 0;
  let count = 0;
  for (const commit of lane.queue) {
    commit.stored ??= commit.records.map(store);
    records += commit.records.length;
    bytes += commit.stored.reduce((sum, { json }) => sum + json.length, 0);
    if (count > 0 && (records > MAX_RECORDS || bytes > MAX_BYTES)) break;
    count++;
  }
  return lane.queue.splice(0, count);
}

const batchOf = (tenant: string, term: number, commits: readonly Commit[]): Batch => {
  const records = commits.flatMap(({ stored = [] }) => stored);
  return { tenant, term, firstSeq: records[0]?.seq ?? 0, records };
};
