/** The reading side of the journal: batches in order, their records one by one. */
import type { JournalRecord } from '../../core/record';
import { PAGE_CHARS } from '../../ports/paging';
import type { HistoryFilter, HistoryRange, Stored, StoredRecord } from '../../ports/store';
import type { ArchiveDocument, BatchDocument, BatchRecord, Collections } from './collections';

/** Batches fetched at once: few, so that no stretch of work on the main thread is long. */
const AT_ONCE = 16;

export class JournalReader {
  constructor(private readonly collections: Collections) {}

  async tenants(): Promise<string[]> {
    return (await this.collections.journal.distinct('tenant')).sort();
  }

  /** Every record after a sequence, and the term of the last. */
  async after(tenant: string, seq: number): Promise<{ records: JournalRecord[]; last: number; term: number }> {
    const records: JournalRecord[] = [];
    let [last, term] = [0, 0];
    for await (const batch of this.batches({ tenant, last: { $gt: seq } })) {
      for (const record of batch.records) if (record.seq > seq) records.push(JSON.parse(record.json));
      ({ last, term } = batch);
    }
    return { records, last, term };
  }

  async history(
    tenant: string,
    range: HistoryRange,
    { types }: HistoryFilter,
    limit: number,
  ): Promise<JournalRecord[]> {
    const after = range.after ?? 0;
    const until = 'until' in range && range.until !== undefined ? range.until : Number.MAX_SAFE_INTEGER;
    const transaction = 'transaction' in range ? range.transaction : undefined;
    const asked = (record: BatchRecord) =>
      record.seq > after &&
      record.seq <= until &&
      (transaction === undefined || record.transaction === transaction) &&
      (!types || types.includes(record.type));
    const records: JournalRecord[] = [];
    let chars = 0;
    for await (const batch of this.batches({
      tenant,
      last: { $gt: after },
      first: { $lte: until },
      ...(transaction !== undefined && { transactions: transaction }),
      ...(types && { 'records.type': { $in: [...types] } }),
    }))
      for (const record of batch.records) {
        if (!asked(record)) continue;
        records.push(JSON.parse(record.json));
        chars += record.json.length;
        if (records.length === limit || chars >= PAGE_CHARS) return records;
      }
    return records;
  }

  async oldest(tenant: string): Promise<number> {
    const batch = await this.collections.journal
      .findOne({ tenant }, { first: 1 })
      .sort({ last: 1 })
      .lean<Pick<BatchDocument, 'first'>>();
    return batch?.first ?? 0;
  }

  /**
   * Acts of administration, newest first, up to a page of them: those of the journal, then the archive, which ends where
   * the journal begins.
   */
  async audit(tenant: string, limit: number, before: number): Promise<JournalRecord[]> {
    const acts: JournalRecord[] = [];
    let chars = 0;
    const take = (json: string): boolean => {
      acts.push(JSON.parse(json));
      chars += json.length;
      return acts.length === limit || chars >= PAGE_CHARS;
    };
    const batches = this.collections.journal
      .find({ tenant, audit: true, first: { $lt: before } })
      .sort({ last: -1 })
      .lean<BatchDocument[]>()
      .cursor({ batchSize: AT_ONCE });
    for await (const batch of batches)
      for (const { seq, audit, json } of batch.records.toReversed()) {
        if (audit && seq < before && take(json)) return acts;
      }
    const archived = this.collections.archive
      .find({ tenant, seq: { $lt: acts.at(-1)?.seq ?? before } })
      .sort({ seq: -1 })
      .lean<ArchiveDocument[]>()
      .cursor({ batchSize: AT_ONCE });
    for await (const { json } of archived) if (take(json)) return acts;
    return acts;
  }

  /** The next batches of a tenant as items of an export. */
  async exportBatches(tenant: string, after: number): Promise<Stored[]> {
    const batches = await this.collections.journal
      .find({ tenant, last: { $gt: after } })
      .sort({ last: 1 })
      .limit(AT_ONCE)
      .lean<BatchDocument[]>();
    return batches.flatMap(({ term, records }) =>
      records.filter(({ seq }) => seq > after).map((record) => ({ of: 'journal', term, record: toStored(record) })),
    );
  }

  /** The next acts of the archive. */
  async exportArchive(tenant: string, after: number): Promise<Stored[]> {
    const acts = await this.collections.archive
      .find({ tenant, seq: { $gt: after } })
      .sort({ seq: 1 })
      .limit(500)
      .lean<ArchiveDocument[]>();
    return acts.map(({ term, seq, type, time, json }) => {
      const { transaction } = JSON.parse(json) as JournalRecord;
      const record = { seq, type, time: time.getTime(), json, ...(transaction !== undefined && { transaction }) };
      return { of: 'archive', term, record: { ...record, audit: true } };
    });
  }

  private batches(filter: object): AsyncIterable<BatchDocument> {
    return this.collections.journal
      .find(filter)
      .sort({ last: 1 })
      .lean<BatchDocument[]>()
      .cursor({ batchSize: AT_ONCE }) as never;
  }
}

const toStored = ({ seq, type, time, transaction, audit, json }: BatchRecord): StoredRecord => ({
  seq,
  type,
  time: time.getTime(),
  json,
  ...(transaction !== undefined && { transaction }),
  ...(audit && { audit }),
});
