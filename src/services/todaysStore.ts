/**
 * The store as services see it: whatever comes out has the shape of today, however old it is. Nothing else reads a
 * store, so that load, documents, history, audit and feed cannot differ in it; moving a tenant is text by text and
 * goes past this.
 */

import { type JournalRecord, REQUEST_KIND } from '../core/record';
import { type Upgrades, upgrade, upgradeRecord, versionOf } from '../core/upgrade';
import type {
  Batch,
  Document,
  DocumentName,
  FindQuery,
  Found,
  HistoryFilter,
  HistoryRange,
  Loaded,
  Store,
  Stored,
} from '../ports/store';

export class TodaysStore implements Store {
  constructor(
    private readonly store: Store,
    private readonly table?: Upgrades,
  ) {}

  async load(tenant: string, take?: (documents: readonly Document[]) => void): Promise<Loaded> {
    const loaded = await this.store.load(tenant, take && ((documents) => take(this.documents(documents))));
    return { ...loaded, documents: this.documents(loaded.documents), records: this.records(loaded.records) };
  }

  async get(tenant: string, kind: string, id: string): Promise<Document | undefined> {
    const found = await this.store.get(tenant, kind, id);
    return found && this.document(found);
  }

  async find(tenant: string, kind: string, query: FindQuery): Promise<Found> {
    const found = await this.store.find(tenant, kind, query);
    return { ...found, documents: this.documents(found.documents) };
  }

  async history(
    tenant: string,
    range: HistoryRange,
    filter: HistoryFilter,
    limit: number,
  ): Promise<readonly JournalRecord[]> {
    return this.records(await this.store.history(tenant, range, filter, limit));
  }

  async audit(tenant: string, limit: number, before?: number): Promise<readonly JournalRecord[]> {
    return this.records(await this.store.audit(tenant, limit, before));
  }

  private records(records: readonly JournalRecord[]): readonly JournalRecord[] {
    return records.map((record) => upgradeRecord(record, this.table));
  }

  private documents(documents: readonly Document[]): readonly Document[] {
    return documents.map((document) => this.document(document));
  }

  private document(document: Document): Document {
    const { kind, json, v = 1 } = document;
    if (kind === REQUEST_KIND || v === versionOf(kind)) return document;
    return { ...document, v: versionOf(kind), json: JSON.stringify(upgrade(kind, JSON.parse(json), v, this.table)) };
  }

  open = (): Promise<void> => this.store.open();
  close = (): Promise<void> => this.store.close();
  tenants = (): Promise<readonly string[]> => this.store.tenants();
  commit = (batches: readonly Batch[]) => this.store.commit(batches);
  checkpoint = (tenant: string, documents: readonly Document[], seq: number) =>
    this.store.checkpoint(tenant, documents, seq);
  oldest = (tenant: string) => this.store.oldest(tenant);
  prune = (tenant: string, before: number) => this.store.prune(tenant, before);
  pruneDocuments = (tenant: string, kind: string, before: number, which: 'ended' | 'all') =>
    this.store.pruneDocuments(tenant, kind, before, which);
  pruneAudit = (tenant: string, before: number) => this.store.pruneAudit(tenant, before);
  erase = (tenant: string, transactions: readonly string[], documents: readonly DocumentName[]) =>
    this.store.erase(tenant, transactions, documents);
  eraseTenant = (tenant: string) => this.store.eraseTenant(tenant);
  lease = (name: string, owner: string, ms: number) => this.store.lease(name, owner, ms);
  release = (name: string, owner: string) => this.store.release(name, owner);
  exportPage = (tenant: string, cursor?: string) => this.store.exportPage(tenant, cursor);
  importPage = (tenant: string, items: readonly Stored[]) => this.store.importPage(tenant, items);
}
