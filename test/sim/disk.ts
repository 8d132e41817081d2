/**
 * The disk of a simulation, with eyes: what is written is looked at as it lands, whoever wrote it and whether or not
 * the writer ever hears of it. What is here has happened; what is not here may be lost.
 */
import { envelopeOf } from '../../src/core/envelope';
import type { JournalRecord } from '../../src/core/record';
import { unsupervised } from '../../src/core/supervision';
import type { Batch } from '../../src/ports/store';
import { MemoryTables } from '../support/memoryTables';

const IDS = /\b(?:ca|pa|tr|co|at)_[0-9a-f]{32}\b/g;

/** The ids of tenants' resources that a text names. */
export const idsIn = (text: string): readonly string[] => text.match(IDS) ?? [];

export type OnRecord = (tenant: string, record: JournalRecord) => void;

export class Disk extends MemoryTables {
  private readonly journals = new Map<string, JournalRecord[]>();
  private readonly texts = new Map<JournalRecord, string>();
  private readonly less = new WeakMap<JournalRecord, JournalRecord>();
  private readonly owners = new Map<string, string>();
  /** Gets each record once, in the order of its tenant. */
  onRecord: OnRecord = () => {};

  override write(batch: Batch): 'durable' | 'stale' {
    const outcome = super.write(batch);
    const journal = this.journals.get(batch.tenant) ?? [];
    this.journals.set(batch.tenant, journal);
    if (outcome === 'stale' || batch.firstSeq <= journal.length) return outcome;
    for (const { json } of batch.records) {
      const record = JSON.parse(json) as JournalRecord;
      journal.push(record);
      for (const id of idsIn(json)) if (!this.owners.has(id)) this.owners.set(id, batch.tenant);
      this.onRecord(batch.tenant, record);
    }
    return outcome;
  }

  /** Every record of a tenant; that of sequence n is at n - 1. */
  journal(tenant: string): readonly JournalRecord[] {
    return this.journals.get(tenant) ?? [];
  }

  record(tenant: string, seq: number): JournalRecord | undefined {
    return this.journals.get(tenant)?.[seq - 1];
  }

  /** The tenant whose journal named the id first; undefined when no journal ever did. */
  ownerOf(id: string): string | undefined {
    return this.owners.get(id);
  }

  /** The event of a record as every feed must tell it; `whole` to those who may supervise. */
  textOf(tenant: string, record: JournalRecord, whole = false): string {
    const told = whole ? record : this.partly(record);
    const known = this.texts.get(told);
    if (known !== undefined) return known;
    const text = JSON.stringify(envelopeOf(tenant, told));
    this.texts.set(told, text);
    return text;
  }

  private partly(record: JournalRecord): JournalRecord {
    const known = this.less.get(record) ?? unsupervised(record);
    this.less.set(record, known);
    return known;
  }
}
