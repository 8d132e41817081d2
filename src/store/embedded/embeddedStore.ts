/**
 * The default store: SQLite in the data folder, one worker that writes and one that reads, so that no query and no
 * disk holds up the main thread. See docs/store.md for what is kept where.
 */
import type { JournalRecord } from '../../core/record';
import { checkLimit, fromCursor, toCursor } from '../../ports/paging';
import type {
  Batch,
  CommitOutcome,
  Document,
  DocumentName,
  Erased,
  FindQuery,
  Found,
  HistoryFilter,
  HistoryRange,
  Lease,
  Loaded,
  Store,
  Stored,
  StoredPage,
} from '../../ports/store';
import { toPlace } from './moving';
import { unpackDocuments } from './pack';
import { firstOf, liveDocuments, recordsOf } from './pages';
import type { Chore, ReaderCalls, WriterCalls } from './protocol';
import { Thread } from './thread';
import { SLICE, WriteQueue } from './writeQueue';

interface Opened {
  readonly writer: Thread<WriterCalls>;
  readonly reader: Thread<ReaderCalls>;
  readonly queue: WriteQueue;
}

/** The store in `folder`, which is made where it is missing and locked while the store is open. */
export class EmbeddedStore implements Store {
  private opened: Opened | undefined;
  private closing: Promise<void> | undefined;
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly folder: string) {}

  async open(): Promise<void> {
    if (this.opened || this.closing) throw new Error('the store is opened once');
    const writer = new Thread<WriterCalls>('writerThread');
    const reader = new Thread<ReaderCalls>('readerThread');
    const started = new Date(Date.now() - process.uptime() * 1000).toISOString();
    try {
      await writer.call('open', this.folder, { pid: process.pid, started });
      await reader.call('open', this.folder);
    } catch (error) {
      await Promise.all([writer.kill(), reader.kill()]);
      throw error;
    }
    this.opened = { writer, reader, queue: new WriteQueue(writer) };
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  tenants(): Promise<readonly string[]> {
    return this.use(({ reader }) => reader.call('tenants'));
  }

  load(tenant: string, take?: (documents: readonly Document[]) => void): Promise<Loaded> {
    return this.use(async ({ reader }) => {
      // The mark before the documents before the records: whatever is written meanwhile is then newer, never missing.
      const head = await reader.call('head', tenant);
      const documents: Document[] = [];
      await liveDocuments(reader, tenant, take ?? ((page) => documents.push(...page)));
      const records = await recordsOf(reader, { tenant, after: head.checkpointSeq });
      return { documents, records, ...head };
    });
  }

  commit(batches: readonly Batch[]): Promise<readonly CommitOutcome[]> {
    return this.use(({ queue }) => Promise.all(batches.map((batch) => queue.commit(batch))));
  }

  checkpoint(tenant: string, documents: readonly Document[], seq: number): Promise<void> {
    return this.use(async ({ queue }) => {
      let start = 0;
      for (; documents.length - start > SLICE; start += SLICE) {
        await queue.checkpoint({ tenant, documents: documents.slice(start, start + SLICE) });
      }
      await queue.checkpoint({ tenant, documents: documents.slice(start), mark: seq });
    });
  }

  get(tenant: string, kind: string, id: string): Promise<Document | undefined> {
    return this.use(async ({ reader }) => unpackDocuments(await reader.call('get', tenant, kind, id))[0]);
  }

  find(tenant: string, kind: string, query: FindQuery): Promise<Found> {
    return this.use(async ({ reader }) => {
      checkLimit(query.limit, 200);
      const packed = await reader.call('find', {
        tenant,
        kind,
        keys: Object.entries(query.keys ?? {}),
        // One more than asked for tells whether there is a next page.
        limit: query.limit + 1,
        ...(query.ended === undefined ? {} : { ended: query.ended }),
        ...(query.from === undefined ? {} : { from: query.from }),
        ...(query.before === undefined ? {} : { before: query.before }),
        ...(query.cursor === undefined ? {} : { after: fromCursor(query.cursor) }),
      });
      const documents = unpackDocuments(packed).slice(0, query.limit);
      const last = documents.at(-1);
      return packed.ids.length > query.limit && last ? { documents, next: toCursor(last) } : { documents };
    });
  }

  history(
    tenant: string,
    range: HistoryRange,
    filter: HistoryFilter,
    limit: number,
  ): Promise<readonly JournalRecord[]> {
    return this.use(async ({ reader }) => {
      checkLimit(limit, 1_000);
      return firstOf(reader, { tenant, ...range, ...filter, after: range.after ?? 0, limit });
    });
  }

  oldest(tenant: string): Promise<number> {
    return this.use(({ reader }) => reader.call('oldest', tenant));
  }

  prune(tenant: string, before: number): Promise<number> {
    return this.chore(tenant, { do: 'prune', before });
  }

  pruneDocuments(tenant: string, kind: string, before: number, which: 'ended' | 'all'): Promise<number> {
    return this.chore(tenant, { do: 'pruneDocuments', kind, before, all: which === 'all' });
  }

  pruneAudit(tenant: string, before: number): Promise<number> {
    return this.chore(tenant, { do: 'pruneAudit', before });
  }

  audit(tenant: string, limit: number, before = Number.MAX_SAFE_INTEGER): Promise<readonly JournalRecord[]> {
    return this.use(async ({ reader }) => {
      checkLimit(limit, 1_000);
      return (await reader.call('audit', tenant, limit, before)).map((json) => JSON.parse(json));
    });
  }

  erase(tenant: string, transactions: readonly string[], documents: readonly DocumentName[]): Promise<Erased> {
    return this.use(async ({ queue }) => {
      const chores: Chore[] = [
        ...transactions.map((transaction) => ({ do: 'eraseTransaction' as const, transaction })),
        ...documents.map(({ kind, id }) => ({ do: 'eraseDocument' as const, kind, id })),
      ];
      let [emptied, left] = [0, 0];
      for (const chore of chores) {
        const slice = await queue.chore(tenant, chore);
        emptied += slice.done;
        left += slice.left;
      }
      if (emptied > 0) await queue.chore(tenant, { do: 'scrub' });
      return { emptied, left };
    });
  }

  eraseTenant(tenant: string): Promise<void> {
    return this.use(async ({ queue }) => {
      while ((await queue.chore(tenant, { do: 'eraseTenant' })).more);
      await queue.chore(tenant, { do: 'scrub' });
    });
  }

  async lease(_name: string, owner: string, ms: number): Promise<Lease> {
    return { owner, term: 1, leftMs: ms };
  }

  async release(): Promise<void> {}

  exportPage(tenant: string, cursor?: string): Promise<StoredPage> {
    return this.use(async ({ reader }) => {
      const { items, next } = await reader.call('export', tenant, toPlace(cursor));
      return next ? { items, next: JSON.stringify(next) } : { items };
    });
  }

  importPage(tenant: string, items: readonly Stored[]): Promise<void> {
    return this.use(({ queue }) => queue.import(tenant, items));
  }

  private chore(tenant: string, chore: Chore): Promise<number> {
    return this.use(async ({ queue }) => {
      let dropped = 0;
      for (;;) {
        const { done, more } = await queue.chore(tenant, chore);
        dropped += done;
        if (!more || this.closing) return dropped;
      }
    });
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
    const { writer, reader } = this.opened;
    // The last connection to leave folds the write-ahead log into the file. It must be the writer: the reader goes first, with
    // its thread, for what it had prepared may keep its connection until then.
    await reader.call('close');
    await reader.gone();
    await writer.call('close');
    await writer.gone();
  }
}
