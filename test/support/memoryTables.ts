/**
 * What a store keeps, as plain tables in memory: the rules of the store port without time, faults or disk. `SimStore`
 * puts those around it.
 */
import type { JournalRecord } from '../../src/core/record';
import { checkLimit, fromCursor, type Place, toCursor } from '../../src/ports/paging';
import type {
  Batch,
  Document,
  DocumentName,
  Erased,
  FindQuery,
  Found,
  HistoryFilter,
  HistoryRange,
  Loaded,
  Stored,
  StoredRecord,
} from '../../src/ports/store';
import { page, parse } from './recordPage';

interface Kept {
  readonly term: number;
  readonly record: StoredRecord;
}

interface Tenant {
  readonly journal: Map<number, Kept>;
  /** Acts of administration that left the journal, oldest first. */
  readonly archive: Kept[];
  /** By kind and id. */
  readonly documents: Map<string, Document>;
  oldest: number;
  last: number;
  checkpoint: number;
}

/** The tables of all tenants; every operation is over when it returns. */
export class MemoryTables {
  private readonly byTenant = new Map<string, Tenant>();

  tenants(): string[] {
    return [...this.byTenant].flatMap(([name, { last }]) => (last > 0 ? [name] : [])).sort();
  }

  /** Writes the batch unless one of its sequences is taken. */
  write(batch: Batch): 'durable' | 'stale' {
    const tenant = this.of(batch.tenant);
    const taken = batch.records.map(({ seq }) => tenant.journal.get(seq));
    if (taken.some((kept) => kept !== undefined)) {
      const own = taken.every((kept, n) => kept?.term === batch.term && kept.record.json === batch.records[n]?.json);
      return own ? 'durable' : 'stale';
    }
    for (const record of batch.records) tenant.journal.set(record.seq, { term: batch.term, record });
    if (tenant.last === 0) tenant.oldest = batch.firstSeq;
    tenant.last = Math.max(tenant.last, batch.firstSeq + batch.records.length - 1);
    return 'durable';
  }

  /** Writes the documents that are newer than what is there; `mark`, where given, is raised with them. */
  checkpoint(name: string, documents: readonly Document[], mark?: number): void {
    const tenant = this.of(name);
    for (const document of documents) {
      const key = keyOf(document.kind, document.id);
      if ((tenant.documents.get(key)?.seq ?? -1) < document.seq) {
        tenant.documents.set(key, { ...document, keys: { ...document.keys } });
      }
    }
    tenant.checkpoint = Math.max(tenant.checkpoint, mark ?? 0);
  }

  load(name: string): Loaded {
    const tenant = this.of(name);
    return {
      documents: [...tenant.documents.values()].filter(({ ended }) => !ended).sort(oldestFirst),
      checkpointSeq: tenant.checkpoint,
      records: [...records(tenant, tenant.checkpoint, tenant.last)].map(parse),
      lastSeq: tenant.last,
      lastTerm: tenant.journal.get(tenant.last)?.term ?? 0,
    };
  }

  get(name: string, kind: string, id: string): Document | undefined {
    const found = this.of(name).documents.get(keyOf(kind, id));
    return found?.json === ERASED ? undefined : found;
  }

  find(name: string, kind: string, query: FindQuery): Found {
    checkLimit(query.limit, 200);
    const place = query.cursor === undefined ? undefined : fromCursor(query.cursor);
    const wanted = Object.entries(query.keys ?? {});
    const all = [...this.of(name).documents.values()]
      .filter(
        (one) => one.kind === kind && one.json !== ERASED && (query.ended === undefined || one.ended === query.ended),
      )
      .filter(({ time }) => time >= (query.from ?? time) && time < (query.before ?? Number.POSITIVE_INFINITY))
      .filter((one) => wanted.every(([key, value]) => one.keys[key] === value))
      .sort(newestFirst)
      .filter((one) => !place || newestFirst(place, one) < 0);
    const documents = all.slice(0, query.limit);
    const last = documents.at(-1);
    return all.length > documents.length && last ? { documents, next: toCursor(last) } : { documents };
  }

  history(name: string, range: HistoryRange, { types }: HistoryFilter, limit: number): JournalRecord[] {
    checkLimit(limit, 1_000);
    const tenant = this.of(name);
    const until = 'until' in range ? Math.min(range.until ?? tenant.last, tenant.last) : tenant.last;
    const asked = (record: StoredRecord): boolean =>
      (!('transaction' in range) || record.transaction === range.transaction) &&
      (!types || types.includes(record.type));
    return page(records(tenant, range.after ?? 0, until), limit, asked);
  }

  oldest(name: string): number {
    return this.of(name).oldest;
  }

  prune(name: string, before: number): number {
    const tenant = this.of(name);
    const first = tenant.oldest;
    const end = Math.min(tenant.checkpoint, tenant.last - 1);
    while (tenant.oldest <= end && (tenant.journal.get(tenant.oldest)?.record.time ?? before) < before) {
      const kept = tenant.journal.get(tenant.oldest);
      if (kept?.record.audit) tenant.archive.push(kept);
      tenant.journal.delete(tenant.oldest);
      tenant.oldest += 1;
    }
    return tenant.oldest - first;
  }

  pruneDocuments(name: string, kind: string, before: number, which: 'ended' | 'all'): number {
    const { documents } = this.of(name);
    const due = [...documents].filter(
      ([, one]) => one.kind === kind && one.time < before && (which === 'all' || one.ended),
    );
    for (const [key] of due) documents.delete(key);
    return due.length;
  }

  audit(name: string, limit: number, before = Number.POSITIVE_INFINITY): JournalRecord[] {
    checkLimit(limit, 1_000);
    const { archive, journal } = this.of(name);
    const all = [...archive, ...[...journal.values()].filter(({ record }) => record.audit)];
    const asked = all.map(({ record }) => record).filter(({ seq }) => seq < before);
    return page(
      asked.sort((a, b) => b.seq - a.seq),
      limit,
    );
  }

  pruneAudit(name: string, before: number): number {
    const { archive } = this.of(name);
    const kept = archive.filter(({ record }) => record.time >= before);
    return archive.splice(0, archive.length, ...kept).length - kept.length;
  }

  erase(name: string, transactions: readonly string[], documents: readonly DocumentName[]): Erased {
    const tenant = this.of(name);
    const done = { emptied: 0, left: 0 };
    for (const [seq, { term, record }] of tenant.journal) {
      if (record.transaction === undefined || !transactions.includes(record.transaction)) continue;
      const json = emptied(record);
      if (seq > tenant.checkpoint) done.left += 1;
      else if (json !== record.json) {
        tenant.journal.set(seq, { term, record: { ...record, json } });
        done.emptied += 1;
      }
    }
    for (const [index, { term, record }] of tenant.archive.entries()) {
      if (record.transaction === undefined || !transactions.includes(record.transaction)) continue;
      const json = emptied(record);
      tenant.archive[index] = { term, record: { ...record, json } };
      done.emptied += json === record.json ? 0 : 1;
    }
    for (const { kind, id } of documents) {
      const found = this.get(name, kind, id);
      if (!found) continue;
      if (!found.ended) done.left += 1;
      else {
        const { secret: _, ...rest } = found;
        tenant.documents.set(keyOf(kind, id), { ...rest, json: ERASED, keys: {} });
        done.emptied += 1;
      }
    }
    return done;
  }

  eraseTenant(name: string): void {
    this.byTenant.delete(name);
  }

  /** Everything of a tenant in one page. */
  exportAll(name: string): Stored[] {
    const { journal, archive, documents, checkpoint } = this.of(name);
    const of = (what: 'journal' | 'archive') => (kept: Kept) => ({ of: what, ...kept });
    return [
      ...[...journal.values()].map(of('journal')),
      ...archive.map(of('archive')),
      ...[...documents.values()].map((document) => ({ of: 'documents' as const, document })),
      ...(checkpoint > 0 ? [{ of: 'checkpoint' as const, seq: checkpoint }] : []),
    ];
  }

  importPage(name: string, items: readonly Stored[]): void {
    const tenant = this.of(name);
    for (const item of items) {
      if (item.of === 'documents') this.checkpoint(name, [item.document]);
      else if (item.of === 'checkpoint') this.checkpoint(name, [], item.seq);
      else if (item.of === 'archive') tenant.archive.push(item);
      else if (tenant.journal.has(item.record.seq)) throw new Error(`sequence ${item.record.seq} is taken`);
      else this.write({ tenant: name, term: item.term, firstSeq: item.record.seq, records: [item.record] });
    }
  }

  private of(name: string): Tenant {
    let tenant = this.byTenant.get(name);
    if (!tenant) {
      tenant = { journal: new Map(), archive: [], documents: new Map(), oldest: 0, last: 0, checkpoint: 0 };
      this.byTenant.set(name, tenant);
    }
    return tenant;
  }
}

function* records(tenant: Tenant, after: number, until: number): Generator<StoredRecord> {
  for (let seq = Math.max(after + 1, tenant.oldest); seq <= until; seq += 1) {
    const kept = tenant.journal.get(seq);
    if (kept) yield kept.record;
  }
}

const ERASED = '{}';
function emptied(record: StoredRecord): string {
  const { secret: _, ...said } = parse(record);
  return JSON.stringify({ ...said, data: {} });
}
const keyOf = (kind: string, id: string): string => JSON.stringify([kind, id]);
const newestFirst = (a: Place, b: Place): number => b.time - a.time || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
const oldestFirst = (a: Place, b: Place): number => -newestFirst(a, b);
