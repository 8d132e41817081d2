/** What leaves the journal: records that have lived long enough, and what a person asked to have erased. */
import type { JournalRecord } from '../../core/record';
import type { ArchiveDocument, BatchDocument, BatchRecord, Collections } from './collections';
import type { Journal } from './journal';

/** Batches that are looked at together. */
const SLICE = 50;

export class Lifetimes {
  constructor(
    private readonly collections: Collections,
    private readonly journal: Journal,
  ) {}

  /** Drops records older than `before` up to the first that is not, up to `mark`, and never the last. */
  async prune(tenant: string, before: number, mark: number): Promise<number> {
    const newest = await this.journal.newest(tenant);
    const end = Math.min(mark, (newest?.last ?? 0) - 1);
    let dropped = 0;
    for (;;) {
      const oldest = await this.collections.journal
        .find({ tenant, first: { $lte: end } }, { 'records.json': 0 })
        .sort({ last: 1 })
        .limit(SLICE)
        .lean<BatchDocument[]>();
      const records = oldest.flatMap((batch) => batch.records);
      const kept = records.findIndex(({ seq, time }) => seq > end || time.getTime() >= before);
      const due = kept === -1 ? records : records.slice(0, kept);
      const last = due.at(-1);
      if (!last) return dropped;
      await this.drop(tenant, last.seq, oldest);
      dropped += due.length;
      if (kept !== -1) return dropped;
    }
  }

  /** The archive first, then whole batches from the oldest on, then the beginning of the one that is cut. */
  private async drop(tenant: string, upTo: number, batches: readonly BatchDocument[]): Promise<void> {
    for (const { _id, audit, first } of batches) if (audit && first <= upTo) await this.archive(_id, upTo);
    await this.collections.journal.deleteMany({ tenant, last: { $lte: upTo } });
    await this.collections.journal.updateOne(
      { tenant, first: { $lte: upTo }, last: { $gt: upTo } },
      { $pull: { records: { seq: { $lte: upTo } } }, $set: { first: upTo + 1 } },
    );
  }

  private async archive(_id: string, upTo: number): Promise<void> {
    const batch = await this.collections.journal.findById(_id).lean<BatchDocument>();
    const acts = (batch?.records ?? []).filter(({ audit, seq }) => audit && seq <= upTo);
    for (const { seq, time, type, json, transaction } of acts) {
      const { tenant, term } = batch as BatchDocument;
      const of = transaction === undefined ? {} : { transaction };
      const kept: ArchiveDocument = { _id: `${tenant}:${seq}`, tenant, seq, term, time, type, ...of, json };
      await this.collections.archive.replaceOne({ _id: kept._id }, kept, { upsert: true });
    }
  }

  async pruneAudit(tenant: string, before: number): Promise<number> {
    return (await this.collections.archive.deleteMany({ tenant, time: { $lt: new Date(before) } })).deletedCount;
  }

  /** Empties the records of a transaction up to `mark`. */
  async erase(tenant: string, transaction: string, mark: number): Promise<{ emptied: number; left: number }> {
    const said = { emptied: 0, left: 0 };
    const batches = this.collections.journal.find({ tenant, transactions: transaction }).sort({ last: 1 });
    for (const batch of await batches.lean<BatchDocument[]>()) {
      const records = batch.records.map((record) => {
        if (record.transaction !== transaction) return record;
        if (record.seq > mark) said.left += 1;
        return record.seq > mark ? record : emptied(record);
      });
      const changed = records.filter((record, index) => record !== batch.records[index]).length;
      if (changed === 0) continue;
      said.emptied += changed;
      await this.rewrite(batch, records);
    }
    said.emptied += await this.eraseArchive(tenant, transaction);
    return said;
  }

  private async eraseArchive(tenant: string, transaction: string): Promise<number> {
    let changed = 0;
    for (const { _id, json } of await this.collections.archive
      .find({ tenant, transaction })
      .lean<ArchiveDocument[]>()) {
      const without = withoutData(json);
      if (without === json) continue;
      await this.collections.archive.updateOne({ _id }, { $set: { json: without } });
      changed += 1;
    }
    return changed;
  }

  /** Meanwhile pruning may have cut the batch: then only what it left is written. */
  private async rewrite(batch: BatchDocument, records: readonly BatchRecord[]): Promise<void> {
    let { first } = batch;
    for (;;) {
      const kept = records.filter(({ seq }) => seq >= first);
      const { matchedCount } = await this.collections.journal.updateOne(
        { _id: batch._id, first },
        { $set: { records: kept } },
      );
      const now =
        matchedCount > 0 ? undefined : await this.collections.journal.findById(batch._id, { first: 1 }).lean();
      if (!now) return;
      first = now.first;
    }
  }

  /** The journal last: a tenant is listed by it until nothing is left. */
  async eraseTenant(tenant: string): Promise<void> {
    await this.collections.archive.deleteMany({ tenant });
    await this.collections.journal.deleteMany({ tenant });
    this.journal.forget(tenant);
  }
}

/** The record without what it said; the very same one where that is gone already. */
function emptied(record: BatchRecord): BatchRecord {
  const json = withoutData(record.json);
  return json === record.json ? record : { ...record, json };
}

function withoutData(json: string): string {
  const { secret: _, ...whole } = JSON.parse(json) as JournalRecord;
  return JSON.stringify({ ...whole, data: {} });
}
