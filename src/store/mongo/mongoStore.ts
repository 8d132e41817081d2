/**
 * The store on MongoDB, for production and for those who query and report: docs/store.md says what is kept where. Any
 * server will do that speaks its protocol and keeps single documents atomic, be it alone or a replica set.
 */
import { setImmediate } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { checkLimit } from '../../ports/paging';
import type { Batch, CommitOutcome, Document, Erased, Loaded, Store, Stored, StoredPage } from '../../ports/store';
import { Collections } from './collections';
import { connect } from './connection';
import { Documents } from './documents';
import { Journal } from './journal';
import { Leases } from './leases';
import { Lifetimes } from './lifetimes';
import { exportPage, importPage } from './moving';
import { JournalReader } from './readJournal';

interface Opened {
  readonly connection: Connection;
  readonly collections: Collections;
  readonly journal: Journal;
  readonly reader: JournalReader;
  readonly documents: Documents;
  readonly lifetimes: Lifetimes;
  readonly leases: Leases;
}

export class MongoStore implements Store {
  private opened: Opened | undefined;
  private closing: Promise<void> | undefined;
  private readonly running = new Set<Promise<unknown>>();

  /** `startMs` is how long `open` waits for the server. */
  constructor(
    private readonly uri: string,
    private readonly startMs?: number,
  ) {}

  async open(): Promise<void> {
    if (this.opened || this.closing) throw new Error('the store is opened once');
    const connection = await connect(this.uri, this.startMs);
    const collections = new Collections(connection);
    try {
      await collections.prepare();
    } catch (error) {
      await connection.destroy();
      throw error;
    }
    const journal = new Journal(collections);
    this.opened = {
      connection,
      collections,
      journal,
      reader: new JournalReader(collections),
      documents: new Documents(collections),
      lifetimes: new Lifetimes(collections, journal),
      leases: new Leases(collections),
    };
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  tenants(): Promise<readonly string[]> {
    return this.use(({ reader }) => reader.tenants());
  }

  load(tenant: string, take?: (documents: readonly Document[]) => void): Promise<Loaded> {
    return this.use(async ({ journal, reader, documents }) => {
      // The mark before the documents before the records: whatever is written meanwhile is then newer, never missing.
      const { seq: checkpointSeq, kinds } = await documents.head(tenant);
      const live = await documents.live(tenant, kinds);
      if (take) await handOver(live, take);
      const { records, last, term } = await reader.after(tenant, checkpointSeq);
      const newest = records.length > 0 ? { last, term } : await journal.newest(tenant);
      journal.saw(tenant, newest?.last ?? 0);
      return {
        documents: take ? [] : live,
        records,
        checkpointSeq,
        lastSeq: newest?.last ?? 0,
        lastTerm: newest?.term ?? 0,
      };
    });
  }

  commit(batches: readonly Batch[]): Promise<readonly CommitOutcome[]> {
    return this.use(({ journal }) => Promise.all(batches.map((batch) => journal.commit(batch))));
  }

  checkpoint(tenant: string, written: readonly Document[], seq: number): Promise<void> {
    return this.use(async ({ documents }) => {
      await documents.write(tenant, written);
      await documents.mark(tenant, seq);
    });
  }

  readonly get: Store['get'] = (tenant, kind, id) => this.use(({ documents }) => documents.get(tenant, kind, id));

  readonly find: Store['find'] = (tenant, kind, query) =>
    this.use(({ documents }) => documents.find(tenant, kind, query));

  readonly history: Store['history'] = (tenant, range, filter, limit) =>
    this.use(async ({ reader }) => {
      checkLimit(limit, 1_000);
      return reader.history(tenant, range, filter, limit);
    });

  readonly oldest: Store['oldest'] = (tenant) => this.use(({ reader }) => reader.oldest(tenant));

  readonly audit: Store['audit'] = (tenant, limit, before = Number.MAX_SAFE_INTEGER) =>
    this.use(async ({ reader }) => {
      checkLimit(limit, 1_000);
      return reader.audit(tenant, limit, before);
    });

  prune(tenant: string, before: number): Promise<number> {
    return this.use(async ({ documents, lifetimes }) =>
      lifetimes.prune(tenant, before, (await documents.head(tenant)).seq),
    );
  }

  readonly pruneDocuments: Store['pruneDocuments'] = (tenant, kind, before, which) =>
    this.use(({ documents }) => documents.prune(tenant, kind, before, which));

  readonly pruneAudit: Store['pruneAudit'] = (tenant, before) =>
    this.use(({ lifetimes }) => lifetimes.pruneAudit(tenant, before));

  readonly erase: Store['erase'] = (tenant, transactions, named) =>
    this.use(async ({ documents, lifetimes }): Promise<Erased> => {
      const { seq } = await documents.head(tenant);
      let [emptied, left] = [0, 0];
      for (const transaction of transactions) {
        const done = await lifetimes.erase(tenant, transaction, seq);
        emptied += done.emptied;
        left += done.left;
      }
      for (const name of named) {
        const done = await documents.erase(tenant, name);
        if (done === 'emptied') emptied += 1;
        if (done === 'left') left += 1;
      }
      return { emptied, left };
    });

  eraseTenant(tenant: string): Promise<void> {
    return this.use(async ({ documents, lifetimes }) => {
      await documents.eraseTenant(tenant);
      await lifetimes.eraseTenant(tenant);
    });
  }

  readonly lease: Store['lease'] = (name, owner, ms) => this.use(({ leases }) => leases.lease(name, owner, ms));

  readonly release: Store['release'] = (name, owner) => this.use(({ leases }) => leases.release(name, owner));

  exportPage(tenant: string, cursor?: string): Promise<StoredPage> {
    return this.use((opened) => exportPage(opened, tenant, cursor));
  }

  importPage(tenant: string, items: readonly Stored[]): Promise<void> {
    return this.use((opened) => importPage(opened, tenant, items));
  }

  private use<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    if (!this.opened || this.closing) return Promise.reject(new Error('the store is not open'));
    const running = work(this.opened);
    this.running.add(running);
    const done = () => this.running.delete(running);
    running.then(done, done);
    return running;
  }

  private async end(): Promise<void> {
    if (!this.opened) return;
    await Promise.allSettled(this.running);
    await this.opened.connection.close();
  }
}

/** Documents that are taken in before others have their turn. */
const SLICE = 200;

async function handOver(documents: readonly Document[], take: (page: readonly Document[]) => void): Promise<void> {
  for (let from = 0; from < documents.length; from += SLICE) {
    take(documents.slice(from, from + SLICE));
    await setImmediate();
  }
}
