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
        `INSERT OR IGNORE INTO archive (tenant, seq, term, time, json)
         SELECT tenant, seq, term, time, json FROM journal WHERE tenant = :tenant AND audit = 1 AND seq <= :last`,
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
    const rows = this.all<{ seq: number; json: string; covered: number }>(
      `SELECT seq, json, seq <= coalesce((SELECT seq FROM checkpoints WHERE tenant = :tenant), 0) AS covered
       FROM journal WHERE tenant = :tenant AND transaction_id = :transaction ORDER BY seq`,
      { tenant, transaction: bindable(transaction) },
    );
    const empty = this.db.prepare('UPDATE journal SET json = ? WHERE tenant = ? AND seq = ?');
    let done = 0;
    inTransaction(this.db, () => {
      for (const { seq, json, covered } of rows) {
        const emptied = covered ? withoutData(json) : json;
        if (emptied === json) continue;
        empty.run(emptied, tenant, seq);
        done += 1;
      }
    });
    return { done, left: rows.filter(({ covered }) => !covered).length, more: false };
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
