/**
 * The writing side of the documents, in the writer worker. Each is guarded by its `seq`: a checkpoint that comes late
 * or twice changes nothing. The keys a document can be found by are rows of their own and only their difference is
 * written, because most changes leave them alone.
 */
import type { PackedSlice } from './protocol';
import { bindable, type Database, inTransaction, type Statement } from './sqlite';

interface Before {
  readonly seq: number;
  readonly time: number;
  readonly keys: string;
}

interface Indexed {
  readonly time: number;
  /** JSON of the keys. */
  readonly keys: string;
}

export class Documents {
  private readonly before: Statement;
  private readonly upsert: Statement;
  private readonly dropKey: Statement;
  private readonly addKey: Statement;
  private readonly mark: Statement;

  constructor(private readonly db: Database) {
    this.before = db.prepare('SELECT seq, time, keys FROM documents WHERE tenant = ? AND kind = ? AND id = ?');
    this.upsert = db.prepare(`INSERT INTO documents (tenant, kind, id, seq, ended, time, keys, json, secret, v)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, kind, id) DO UPDATE SET seq = excluded.seq,
      ended = excluded.ended, time = excluded.time, keys = excluded.keys, json = excluded.json, secret = excluded.secret,
      v = excluded.v
      WHERE excluded.seq > documents.seq`);
    this.dropKey = db.prepare(`DELETE FROM document_keys
      WHERE tenant = ? AND kind = ? AND name = ? AND value = ? AND time = ? AND id = ?`);
    this.addKey = db.prepare(
      'INSERT INTO document_keys (tenant, kind, name, value, time, id) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.mark = db.prepare(`INSERT INTO checkpoints (tenant, seq) VALUES (?, ?)
      ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > checkpoints.seq`);
  }

  /** Writes slices of one or several tenants in one transaction. */
  write(slices: readonly PackedSlice[]): void {
    inTransaction(this.db, () => {
      for (const slice of slices) this.writeSlice(slice);
    });
  }

  /** The same inside a transaction that is open. */
  writeSlice(slice: PackedSlice): void {
    for (const index of slice.documents.ids.keys()) this.writeOne(slice, index);
    if (slice.mark !== undefined) this.mark.run(slice.tenant, slice.mark);
  }

  private writeOne({ tenant, documents }: PackedSlice, index: number): void {
    const kind = documents.kinds[index] as string;
    const id = documents.ids[index] as string;
    const seq = documents.seqs[index] as number;
    const before = this.before.get(tenant, kind, id) as Before | undefined;
    if (before && before.seq >= seq) return;
    const now = { time: documents.times[index] as number, keys: documents.keys[index] as string };
    const [ended, json] = [documents.ended[index] as number, documents.jsons[index] as string];
    const [secret = null, v = null] = [documents.secrets[index], documents.vs[index]];
    this.upsert.run(tenant, kind, id, seq, ended, now.time, now.keys, json, secret, v);
    this.writeKeys([tenant, kind, id], before ?? { time: now.time, keys: '{}' }, now);
  }

  private writeKeys([tenant, kind, id]: [string, string, string], before: Indexed, now: Indexed): void {
    if (before.keys === now.keys && before.time === now.time) return;
    const old: Record<string, string> = JSON.parse(before.keys);
    const fresh: Record<string, string> = JSON.parse(now.keys);
    const same = (name: string) => before.time === now.time && old[name] === fresh[name];
    for (const [name, value] of Object.entries(old)) {
      if (!same(name)) this.dropKey.run(tenant, kind, name, bindable(value), before.time, id);
    }
    for (const [name, value] of Object.entries(fresh)) {
      if (!same(name)) this.addKey.run(tenant, kind, name, bindable(value), now.time, id);
    }
  }
}
