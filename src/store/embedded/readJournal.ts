/** The reading side of the journal, in the reader worker: pages small enough that no thread is kept for long. */
import { PAGE_CHARS } from '../../ports/paging';
import type { Head, RecordCall, RecordPage } from './protocol';
import { bindable, type Database, type Row, type Statement } from './sqlite';

/** Sequences one page looks at when it filters by type, so that a rare type does not hold up other readers. */
const WINDOW = 20_000;

interface Found {
  readonly seq: number;
  readonly json: string;
}

export class JournalReader {
  private readonly all: Statement;
  private readonly ends: Statement;
  private readonly marked: Statement;
  private readonly inRange: Statement;
  private readonly inTransaction: Statement;
  private readonly acts: Statement;

  constructor(db: Database) {
    // From tenant to tenant by the index: reading all rows for their tenants would take seconds.
    this.all = db.prepare(`WITH RECURSIVE walk (tenant) AS (
      SELECT min(tenant) FROM journal
      UNION ALL SELECT (SELECT min(tenant) FROM journal WHERE tenant > walk.tenant) FROM walk WHERE tenant IS NOT NULL)
      SELECT tenant FROM walk WHERE tenant IS NOT NULL`);
    this.ends = db.prepare(`SELECT
      (SELECT min(seq) FROM journal WHERE tenant = :tenant) AS first,
      (SELECT max(seq) FROM journal WHERE tenant = :tenant) AS last,
      (SELECT term FROM journal WHERE tenant = :tenant ORDER BY seq DESC LIMIT 1) AS term`);
    this.marked = db.prepare('SELECT seq FROM checkpoints WHERE tenant = ?');
    const type = '(:types IS NULL OR type IN (SELECT value FROM json_each(:types)))';
    this.inRange = db.prepare(`SELECT seq, json FROM journal
      WHERE tenant = :tenant AND seq > :after AND seq <= :until AND ${type} ORDER BY seq LIMIT :limit`);
    this.inTransaction = db.prepare(`SELECT seq, json FROM journal
      WHERE tenant = :tenant AND transaction_id = :transaction AND seq > :after AND ${type} ORDER BY seq LIMIT :limit`);
    this.acts = db.prepare(`SELECT seq, json FROM (
      SELECT seq, json FROM journal WHERE tenant = :tenant AND audit = 1 AND seq < :before
      UNION ALL SELECT seq, json FROM archive WHERE tenant = :tenant AND seq < :before)
      ORDER BY seq DESC LIMIT :limit`);
  }

  tenants(): string[] {
    return (this.all.all() as { tenant: string }[]).map((row) => row.tenant);
  }

  head(tenant: string): Head {
    const { last, term } = this.endsOf(tenant);
    const mark = this.marked.get(tenant) as { seq: number } | undefined;
    return { checkpointSeq: mark?.seq ?? 0, lastSeq: last ?? 0, lastTerm: term ?? 0 };
  }

  oldest(tenant: string): number {
    return this.endsOf(tenant).first ?? 0;
  }

  records(call: RecordCall): RecordPage {
    const { tenant, after, transaction, limit } = call;
    const types = call.types ? JSON.stringify(call.types) : null;
    if (transaction !== undefined) {
      const named = bindable(transaction);
      return page(this.inTransaction.iterate({ tenant, transaction: named, after, types, limit } satisfies Row), limit);
    }
    const { first, last } = this.endsOf(tenant);
    const end = Math.min(call.until ?? Number.MAX_SAFE_INTEGER, last ?? 0);
    const from = Math.max(after, (first ?? 1) - 1);
    const until = types === null ? end : Math.min(end, from + WINDOW);
    const found = page(this.inRange.iterate({ tenant, after: from, until, types, limit } satisfies Row), limit);
    const scanned = found.next ?? until;
    return scanned < end ? { jsons: found.jsons, next: scanned } : { jsons: found.jsons };
  }

  /** Acts of administration, newest first, up to a page of them. */
  audit(tenant: string, limit: number, before: number): readonly string[] {
    return page(this.acts.iterate({ tenant, limit, before } satisfies Row), limit).jsons;
  }

  private endsOf(tenant: string): { first: number | null; last: number | null; term: number | null } {
    return this.ends.get({ tenant }) as ReturnType<JournalReader['endsOf']>;
  }
}

/** Takes rows until the page is full; `next` is then the last one taken. */
function page(rows: Iterable<unknown>, limit: number): RecordPage {
  const jsons: string[] = [];
  let chars = 0;
  for (const { seq, json } of rows as Iterable<Found>) {
    jsons.push(json);
    chars += json.length;
    if (chars >= PAGE_CHARS || jsons.length === limit) return { jsons, next: seq };
  }
  return { jsons };
}
