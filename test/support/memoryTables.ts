/**
 * What a store keeps, as plain tables in memory: the rules of the store port without time, faults or disk. `SimStore`
 * puts those around it.
 */
import type { JournalRecord } from '../../src/core/record';
import type {
  Batch,
  Document,
  FindQuery,
  Found,
  HistoryFilter,
  HistoryRange,
  Loaded,
  StoredRecord,
} from '../../src/ports/store';

interface Kept {
  readonly term: number;
  readonly record: StoredRecord;
}

interface Tenant {
  readonly journal: Map<number, Kept>;
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
      documents: [...tenant.documents.values()].filter(({ ended }) => !ended),
      checkpointSeq: tenant.checkpoint,
      records: [...records(tenant, tenant.checkpoint, tenant.last)].map(parse),
      lastSeq: tenant.last,
      lastTerm: tenant.journal.get(tenant.last)?.term ?? 0,
    };
  }

  get(name: string, kind: string, id: string): Document | undefined {
    return this.of(name).documents.get(keyOf(kind, id));
  }

  find(name: string, kind: string, query: FindQuery): Found {
    if (!(Number.isInteger(query.limit) && query.limit >= 1 && query.limit <= 200)) throw badPage('limit');
    const place = query.cursor === undefined ? undefined : fromCursor(query.cursor);
    const wanted = Object.entries(query.keys ?? {});
    const all = [...this.of(name).documents.values()]
      .filter((one) => one.kind === kind && (query.ended === undefined || one.ended === query.ended))
      .filter((one) => wanted.every(([key, value]) => one.keys[key] === value))
      .sort(newestFirst)
      .filter((one) => !place || newestFirst(place, one) < 0);
    const documents = all.slice(0, query.limit);
    const last = documents.at(-1);
    return all.length > documents.length && last ? { documents, next: toCursor(last) } : { documents };
  }

  history(name: string, range: HistoryRange, { types }: HistoryFilter, limit: number): JournalRecord[] {
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= 1_000)) throw badPage('limit');
    const tenant = this.of(name);
    const until = 'until' in range ? Math.min(range.until ?? tenant.last, tenant.last) : tenant.last;
    const found: JournalRecord[] = [];
    for (const record of records(tenant, range.after ?? 0, until)) {
      if (found.length === limit) break;
      const asked = !('transaction' in range) || record.transaction === range.transaction;
      if (asked && (!types || types.includes(record.type))) found.push(parse(record));
    }
    return found;
  }

  oldest(name: string): number {
    return this.of(name).oldest;
  }

  prune(name: string, before: number): number {
    const tenant = this.of(name);
    const first = tenant.oldest;
    const end = Math.min(tenant.checkpoint, tenant.last - 1);
    while (tenant.oldest <= end && (tenant.journal.get(tenant.oldest)?.record.time ?? before) < before) {
      tenant.journal.delete(tenant.oldest);
      tenant.oldest += 1;
    }
    return tenant.oldest - first;
  }

  private of(name: string): Tenant {
    let tenant = this.byTenant.get(name);
    if (!tenant) {
      tenant = { journal: new Map(), documents: new Map(), oldest: 0, last: 0, checkpoint: 0 };
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

const parse = (record: StoredRecord): JournalRecord => JSON.parse(record.json);
const keyOf = (kind: string, id: string): string => JSON.stringify([kind, id]);
const badPage = (what: string): Error => Object.assign(new Error(`the ${what} cannot be`), { name: 'BadPage' });

type Place = Pick<Document, 'time' | 'id'>;

const newestFirst = (a: Place, b: Place): number => b.time - a.time || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
const toCursor = ({ time, id }: Place): string => `${time} ${id}`;

function fromCursor(cursor: string): Place {
  const [, time, id] = /^(-?\d+) (.+)$/s.exec(cursor) ?? [];
  if (time === undefined || id === undefined) throw badPage('cursor');
  return { time: Number(time), id };
}
