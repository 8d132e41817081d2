/**
 * The store of the simulation: everything in memory (or where its tables are), every answer an entry of the world's queue, every fault drawn
 * from a seed. It forgets at a crash what a real store may forget, and no more.
 *
 *   commit ──(seeded delay)──▶ written, answered durable or stale
 *                          └─▶ answered unknown: written, never written, or written later
 *   crash: of what is on its way, a seeded beginning per tenant is written, the rest never was
 */
import type { JournalRecord } from '../../src/core/record';
import type {
  Batch,
  CommitOutcome,
  Document,
  FindQuery,
  Found,
  HistoryFilter,
  HistoryRange,
  Loaded,
  Store,
} from '../../src/ports/store';
import { MemoryTables } from './memoryTables';
import type { Tables } from './tables';

/** What a `SimStore` gets from its world. */
export interface SimStoreOptions {
  /** Runs `fire` after `delayMs` of virtual time. */
  readonly schedule: (delayMs: number, fire: () => void) => void;
  /** Seeded: at least 0, less than 1. */
  readonly random: () => number;
  /** Shortest and longest time an operation takes, in virtual ms; default 1 to 20. */
  readonly delayMs?: readonly [number, number];
  /** Share of commits that are answered `unknown`; default 0. */
  readonly unknown?: number;
  /** Hears when a batch sets off and when it has landed, before whoever sent it knows. */
  readonly onCommit?: (what: 'started' | 'landed', batch: Batch) => void;
}

/** Something on its way to the disk. Those of one lane land in the order in which they started. */
interface Flight {
  readonly lane: string;
  /** Writes and answers. */
  readonly land: () => void;
  /** Writes only: the process that asked is gone. */
  readonly write: () => unknown;
}

/** What becomes of a commit; all but the first are answered `unknown`. */
type Fate = 'written' | 'writtenUnheard' | 'neverWritten' | 'writtenLater';

/** What of the commits in flight a crash leaves on the disk; without it the seed decides. */
export type Kept = 'all' | 'none';

/** Documents that one flight carries: few, so that a crash often finds a checkpoint half written. */
const SLICE = 20;

export class SimStore implements Store {
  /** While true nothing can be reached: commits answer `unknown`, all else is rejected. */
  away = false;
  /** Share of commits that are answered `unknown`; may be changed at any time. */
  unknown: number;
  private state: 'new' | 'open' | 'closed' | 'dead' = 'new';
  private readonly flights: Flight[] = [];
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly options: SimStoreOptions,
    private readonly tables: Tables = new MemoryTables(),
  ) {
    this.unknown = options.unknown ?? 0;
  }

  async open(): Promise<void> {
    if (this.state !== 'new') throw new Error('the store is opened once');
    this.state = 'open';
    await this.tables.open?.();
  }

  async close(): Promise<void> {
    if (this.state !== 'dead') this.state = 'closed';
    await Promise.allSettled(this.running);
    await this.tables.close?.();
  }

  /** Ends the process: nothing of this store answers any more, and the one returned has what the disk has. */
  crash(keep?: Kept): SimStore {
    this.state = 'dead';
    const kept = new Map<string, number>();
    for (const { lane } of this.flights) kept.set(lane, (kept.get(lane) ?? 0) + 1);
    const share = (count: number) => (keep === 'all' ? count : Math.floor(this.options.random() * (count + 1)));
    for (const [lane, count] of kept) kept.set(lane, keep === 'none' ? 0 : share(count));
    for (const { lane, write } of this.flights.splice(0)) {
      const left = kept.get(lane) ?? 0;
      if (left > 0) write();
      kept.set(lane, left - 1);
    }
    const next = new SimStore({ ...this.options, unknown: this.unknown }, this.tables);
    next.away = this.away;
    return next;
  }

  tenants(): Promise<readonly string[]> {
    return this.read(() => this.tables.tenants());
  }

  async load(tenant: string, take?: (documents: readonly Document[]) => void): Promise<Loaded> {
    const loaded = await this.read(() => this.tables.load(tenant));
    take?.(loaded.documents);
    return take ? { ...loaded, documents: [] } : loaded;
  }

  commit(batches: readonly Batch[]): Promise<readonly CommitOutcome[]> {
    return this.use(() => Promise.all(batches.map((batch) => this.commitOne(batch))));
  }

  checkpoint(tenant: string, documents: readonly Document[], seq: number): Promise<void> {
    return this.use(async () => {
      for (let start = 0; start < documents.length; start += SLICE) {
        const slice = documents.slice(start, start + SLICE);
        await this.reach(`documents ${tenant}`, () => this.tables.checkpoint(tenant, slice));
      }
      await this.reach(`documents ${tenant}`, () => this.tables.checkpoint(tenant, [], seq));
    });
  }

  get(tenant: string, kind: string, id: string): Promise<Document | undefined> {
    return this.read(() => this.tables.get(tenant, kind, id));
  }

  find(tenant: string, kind: string, query: FindQuery): Promise<Found> {
    return this.read(() => this.tables.find(tenant, kind, query));
  }

  history(
    tenant: string,
    range: HistoryRange,
    filter: HistoryFilter,
    limit: number,
  ): Promise<readonly JournalRecord[]> {
    return this.read(() => this.tables.history(tenant, range, filter, limit));
  }

  oldest(tenant: string): Promise<number> {
    return this.read(() => this.tables.oldest(tenant));
  }

  prune(tenant: string, before: number): Promise<number> {
    return this.use(() => this.reach(`prune ${tenant}`, () => this.tables.prune(tenant, before)));
  }

  readonly pruneDocuments: Store['pruneDocuments'] = (tenant, ...rest) =>
    this.chore(tenant, () => this.tables.pruneDocuments(tenant, ...rest));
  readonly pruneAudit: Store['pruneAudit'] = (tenant, before) =>
    this.chore(tenant, () => this.tables.pruneAudit(tenant, before));
  readonly audit: Store['audit'] = (tenant, ...rest) => this.read(() => this.tables.audit(tenant, ...rest));
  readonly erase: Store['erase'] = (tenant, ...rest) => this.chore(tenant, () => this.tables.erase(tenant, ...rest));
  readonly eraseTenant: Store['eraseTenant'] = (tenant) => this.chore(tenant, () => this.tables.eraseTenant(tenant));
  /** One process has the disk, and it is the one that asks. */
  readonly lease: Store['lease'] = async (_name, owner, ms) => ({ owner, term: 1, leftMs: ms });
  readonly release: Store['release'] = async () => {};
  readonly exportPage: Store['exportPage'] = async (tenant) => ({
    items: await this.read(() => this.tables.exportAll(tenant)),
  });
  readonly importPage: Store['importPage'] = (tenant, items) =>
    this.chore(tenant, () => this.tables.importPage(tenant, items));

  private chore<T>(tenant: string, work: () => T | Promise<T>): Promise<T> {
    return this.use(() => this.reach(`chore ${tenant}`, work));
  }

  private async commitOne(batch: Batch): Promise<CommitOutcome> {
    const gap = batch.records.findIndex(({ seq }, index) => seq !== batch.firstSeq + index);
    if (gap !== -1) throw new Error(`batch ${batch.tenant}:${batch.firstSeq} has a gap at ${gap}`);
    const write = () => this.tables.write(batch);
    this.options.onCommit?.('started', batch);
    return this.fly(`commit ${batch.tenant}`, write, () => {
      this.options.onCommit?.('landed', batch);
      const fate = this.fate();
      if (fate === 'written') return write();
      if (fate === 'writtenUnheard') write();
      if (fate === 'writtenLater') void this.fly(`late ${batch.tenant}`, write, write);
      return 'unknown';
    });
  }

  private fate(): Fate {
    const { random } = this.options;
    if (!this.away && !(this.unknown > 0 && random() < this.unknown)) return 'written';
    const fates: readonly Fate[] = ['writtenUnheard', 'neverWritten', 'writtenLater'];
    return fates[Math.floor(random() * fates.length)] as Fate;
  }

  private read<T>(look: () => T | Promise<T>): Promise<T> {
    return this.use(() =>
      this.fly(
        'read',
        () => {},
        () => this.present(look),
      ),
    );
  }

  private reach<T>(lane: string, write: () => T | Promise<T>): Promise<T> {
    return this.fly(lane, write, () => this.present(write));
  }

  private present<T>(act: () => T): T {
    if (this.away) throw new Error('the store is away');
    return act();
  }

  private fly<T>(lane: string, write: () => unknown, land: () => T | Promise<T>): Promise<T> {
    const [shortest, longest] = this.options.delayMs ?? [1, 20];
    const delay = shortest + Math.floor(this.options.random() * (longest - shortest + 1));
    return new Promise((resolve, reject) => {
      const settle = () => {
        try {
          resolve(land());
        } catch (error) {
          reject(error);
        }
      };
      this.flights.push({ lane, write, land: settle });
      // Whichever of a lane is due first, it is the oldest that lands: order is kept, only the delays are mixed.
      this.options.schedule(delay, () => this.landNext(lane));
    });
  }

  private landNext(lane: string): void {
    const next = this.flights.findIndex((flight) => flight.lane === lane);
    // None is left where the process has died meanwhile.
    if (next !== -1) this.flights.splice(next, 1)[0]?.land();
  }

  private use<T>(work: () => Promise<T>): Promise<T> {
    if (this.state === 'dead') return new Promise(() => {});
    if (this.state !== 'open') return Promise.reject(new Error('the store is not open'));
    const running = work();
    this.running.add(running);
    const done = () => this.running.delete(running);
    running.then(done, done);
    return running;
  }
}
