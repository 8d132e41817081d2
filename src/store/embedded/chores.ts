/**
 * What the writer does beside commits and documents, one slice at a call so that no commit waits long: dropping what
 * has lived long enough, and erasing what a person asked to have erased.
 */
import { type Chore, type ChoreDone, ERASED, SLICE_ROWS } from './protocol';
import { bindable, type Database, inTransaction, type Row } from './sqlite';

type Work<Do extends Chore['do']> = (tenant: string, chore: Extract<Chore, { do: Do }>) => ChoreDone;

export class Chores {
  private readonly works: { readonly [Do in Chore['do']]: Work<Do> } = {
    prune: (tenant, { before }) => this.prune(tenant, before),
    pruneDocuments: (tenant, { kind, before, all }) => this.pruneDocuments(tenant, kind, before, all),
    pruneAudit: (tenant, { before }) => this.pruneAudit(tenant, before),
    eraseTransaction: (tenant, { transaction }) => this.eraseTransaction(tenant, transaction),
    eraseDocument: (tenant, { kind, id }) => this.eraseDocument(tenant, kind, id),
    eraseTenant: (tenant) => this.eraseTenant(tenant),
    scrub: () => this.scrub(),
  };

  constructor(private readonly db: Database) {}

  do<Do extends Chore['do']>(tenant: string, chore: Extract<Chore, { do: Do }>): ChoreDone {
    return (this.works[chore.do] as Work<Do>)(tenant, chore);
  }

  /** Drops the oldest records that are due, up to the first that is not, so that the journal never has a hole. */
  private prune(tenant: string, before: number): ChoreDone {
    // Up to what a checkpoint covers, and never the last record: it carries the sequence and the term.
    const oldest = this.all<{ seq: number; time: number }>(
      `SELECT seq, time FROM journal WHERE tenant = :tenant
       AND seq <= (SELECT seq FROM checkpoints WHERE tenant = :tenant)
       AND seq < (SELECT max(seq) FROM journal WHERE tenant = :tenant) ORDER BY seq LIMIT ${SLICE_ROWS}`,
      { tenant },
    );
    const kept = oldest.findIndex((record) => record.time >= before);
    const last = oldest.at(kept === -1 ? -1 : kept - 1);
    if (kept === 0 || !last) return NOTHING;
    return inTransaction(this.db, () => {
      const due = { tenant, last: last.seq };
      this.run(
        `INSERT OR IGNORE INTO archive (tenant, seq, term, time, json, transaction_id)
         SELECT tenant, seq, term, time, json, transaction_id FROM journal WHERE tenant = :tenant AND audit = 1 AND seq <= :last`,
        due,
      );
      return sliced(this.run('DELETE FROM journal WHERE tenant = :tenant AND seq <= :last', due));
    });
  }

  private pruneDocuments(tenant: string, kind: string, before: number, all: boolean): ChoreDone {
    const due = `FROM documents WHERE tenant = :tenant AND kind = :kind AND time < :before ${all ? '' : 'AND ended = 1'}
      ORDER BY time, id LIMIT ${SLICE_ROWS}`;
    const values = { tenant, kind, before };
    return inTransaction(this.db, () => {
      for (const { id, keys, time } of this.all<Keyed>(`SELECT id, keys, time ${due}`, values))
        this.dropKeys({ tenant, kind, id, keys, time });
      return sliced(this.run(`DELETE FROM documents WHERE rowid IN (SELECT rowid ${due})`, values));
    });
  }

  private pruneAudit(tenant: string, before: number): ChoreDone {
    const due = `SELECT rowid FROM archive WHERE tenant = :tenant AND time < :before LIMIT ${SLICE_ROWS}`;
    return sliced(this.run(`DELETE FROM archive WHERE rowid IN (${due})`, { tenant, before }));
  }

  private eraseTransaction(tenant: string, transaction: string): ChoreDone {
    const values = { tenant, transaction: bindable(transaction) };
    const of = 'WHERE tenant = :tenant AND transaction_id = :transaction';
    const covered = 'seq <= coalesce((SELECT seq FROM checkpoints WHERE tenant = :tenant), 0)';
    const [{ left }] = this.all<{ left: number }>(
      `SELECT count(*) AS left FROM journal ${of} AND NOT ${covered}`,
      values,
    ) as [{ left: number }];
    const done = inTransaction(this.db, () => {
      const inJournal = this.all<Said>(`SELECT seq, json FROM journal ${of} AND ${covered} ORDER BY seq`, values);
      const inArchive = this.all<Said>(`SELECT seq, json FROM archive ${of}`, values);
      return this.empty('journal', tenant, inJournal) + this.empty('archive', tenant, inArchive);
    });
    return { done, left, more: false };
  }

  private empty(table: 'journal' | 'archive', tenant: string, rows: readonly Said[]): number {
    const empty = this.db.prepare(`UPDATE ${table} SET json = ? WHERE tenant = ? AND seq = ?`);
    const changed = rows
      .map(({ seq, json }) => ({ seq, json, emptied: withoutData(json) }))
      .filter(({ json, emptied }) => json !== emptied);
    for (const { seq, emptied } of changed) empty.run(emptied, tenant, seq);
    return changed.length;
  }

  /** The row stays, empty: a checkpoint that comes late must not bring the text back. */
  private eraseDocument(tenant: string, kind: string, id: string): ChoreDone {
    const name = { tenant, kind: bindable(kind), id: bindable(id) };
    const [found] = this.all<Keyed & { ended: number; json: string }>(
      'SELECT id, keys, time, ended, json FROM documents WHERE tenant = :tenant AND kind = :kind AND id = :id',
      name,
    );
    if (!found || found.json === ERASED) return NOTHING;
    if (!found.ended) return { done: 0, left: 1, more: false };
    inTransaction(this.db, () => {
      this.dropKeys({ ...found, tenant, kind });
      this.run(
        `UPDATE documents SET json = '${ERASED}', keys = '{}', secret = NULL
         WHERE tenant = :tenant AND kind = :kind AND id = :id`,
        name,
      );
    });
    return { done: 1, left: 0, more: false };
  }

  /** The journal last: a tenant is listed by it until nothing is left. */
  private eraseTenant(tenant: string): ChoreDone {
    let done = 0;
    inTransaction(this.db, () => {
      done = this.dropDocuments(tenant) || this.dropRows('archive', tenant);
      if (done === 0) this.run('DELETE FROM checkpoints WHERE tenant = :tenant', { tenant });
      done ||= this.dropRows('journal', tenant);
    });
    return { done, left: 0, more: done > 0 };
  }

  private dropDocuments(tenant: string): number {
    const some = `FROM documents WHERE tenant = :tenant LIMIT ${SLICE_ROWS}`;
    const rows = this.all<Keyed & { kind: string }>(`SELECT kind, id, keys, time ${some}`, { tenant });
    for (const row of rows) this.dropKeys({ ...row, tenant });
    return this.run(`DELETE FROM documents WHERE rowid IN (SELECT rowid ${some})`, { tenant });
  }

  private dropRows(table: 'archive' | 'journal', tenant: string): number {
    const some = `SELECT rowid FROM ${table} WHERE tenant = :tenant LIMIT ${SLICE_ROWS}`;
    return this.run(`DELETE FROM ${table} WHERE rowid IN (${some})`, { tenant });
  }

  private dropKeys({ tenant, kind, id, keys, time }: Keyed & { tenant: string; kind: string }): void {
    const drop = this.db.prepare(`DELETE FROM document_keys
      WHERE tenant = ? AND kind = ? AND name = ? AND value = ? AND time = ? AND id = ?`);
    for (const [name, value] of Object.entries(JSON.parse(keys) as Record<string, string>))
      drop.run(tenant, kind, name, bindable(value), time, id);
  }

  /** What was erased is still in the log beside the file until that is folded in. */
  private scrub(): ChoreDone {
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return NOTHING;
  }

  private all<R>(sql: string, values: Row): R[] {
    return this.db.prepare(sql).all(values) as R[];
  }

  private run(sql: string, values: Row): number {
    return Number(this.db.prepare(sql).run(values).changes);
  }
}

/** A record and its text. */
interface Said {
  readonly seq: number;
  readonly json: string;
}

interface Keyed {
  readonly id: string;
  /** JSON. */
  readonly keys: string;
  readonly time: number;
}

const NOTHING: ChoreDone = { done: 0, left: 0, more: false };
const sliced = (done: number): ChoreDone => ({ done, left: 0, more: done === SLICE_ROWS });

/** The record as it was but for what it said; the same text where that is gone already. */
function withoutData(json: string): string {
  const { secret: _, ...record } = JSON.parse(json);
  return JSON.stringify({ ...record, data: {} });
}
