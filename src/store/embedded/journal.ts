/**
 * The writing side of the journal, in the writer worker. A write carries batches of several tenants in one
 * transaction, yet each stands or falls by itself: whether a sequence is taken is looked up before it is written, so
 * a stale batch writes nothing and breaks nothing. The primary key stands behind that look-up.
 */
import type { PackedBatch, WriteOutcome } from './protocol';
import { type Database, inTransaction, isMachineError, type Statement } from './sqlite';

interface Taken {
  readonly seq: number;
  readonly term: number;
  readonly json: string;
}

export class Journal {
  private readonly taken: Statement;
  private readonly insert: Statement;

  constructor(private readonly db: Database) {
    this.taken = db.prepare(
      'SELECT seq, term, json FROM journal WHERE tenant = ? AND seq BETWEEN ? AND ? ORDER BY seq',
    );
    this.insert = db.prepare(
      'INSERT INTO journal (tenant, seq, term, time, type, transaction_id, audit, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /** Writes the batches together; one that the database chokes on must not take the others with it. */
  write(batches: readonly PackedBatch[]): WriteOutcome[] {
    try {
      return inTransaction(this.db, () => batches.map((batch) => this.writeOne(batch)));
    } catch (error) {
      if (isMachineError(error)) return batches.map(() => 'unknown');
      if (batches.length > 1) return batches.flatMap((batch) => this.write([batch]));
      return [{ bug: error instanceof Error ? error.message : String(error) }];
    }
  }

  private writeOne(batch: PackedBatch): WriteOutcome {
    const { tenant, term, firstSeq, audits, jsons } = batch;
    const taken = this.taken.all(tenant, firstSeq, firstSeq + jsons.length - 1) as Taken[];
    if (taken.length > 0) return isRepeated(batch, taken) ? 'durable' : 'stale';
    for (const [index, json] of jsons.entries()) {
      const time = batch.times[index] as number;
      const transaction = batch.transactions[index] as string | null;
      const audit = audits.includes(index) ? 1 : null;
      this.insert.run(tenant, firstSeq + index, term, time, batch.types[index] as string, transaction, audit, json);
    }
    return 'durable';
  }
}

function isRepeated(batch: PackedBatch, taken: readonly Taken[]): boolean {
  if (taken.length !== batch.jsons.length) return false;
  return taken.every((record, index) => record.term === batch.term && record.json === batch.jsons[index]);
}
