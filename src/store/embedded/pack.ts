/** Batches and documents to and from the columns in which they travel between threads. */
import type { Batch, Document } from '../../ports/store';
import type { PackedBatch, PackedDocuments } from './protocol';

/** Throws when the sequence of the records is not the one the batch announces: only that one is sent. */
export function packBatch(batch: Batch): PackedBatch {
  const { tenant, term, firstSeq, records } = batch;
  const types = new Array<string>(records.length);
  const times = new Array<number>(records.length);
  const transactions = new Array<string | null>(records.length);
  const audits: number[] = [];
  const jsons = new Array<string>(records.length);
  records.forEach((record, index) => {
    if (record.seq !== firstSeq + index) throw new Error(`batch ${tenant}:${firstSeq} has ${record.seq} at ${index}`);
    types[index] = record.type;
    times[index] = record.time;
    transactions[index] = record.transaction ?? null;
    if (record.audit) audits.push(index);
    jsons[index] = record.json;
  });
  return { tenant, term, firstSeq, types, times, transactions, audits, jsons };
}

export function packDocuments(documents: readonly Document[]): PackedDocuments {
  const packed = noDocuments();
  for (const document of documents) {
    packed.kinds.push(document.kind);
    packed.ids.push(document.id);
    packed.seqs.push(document.seq);
    packed.ended.push(document.ended ? 1 : 0);
    packed.times.push(document.time);
    packed.keys.push(JSON.stringify(document.keys));
    packed.jsons.push(document.json);
    packed.secrets.push(document.secret ?? null);
    packed.vs.push(document.v ?? null);
  }
  return packed;
}

export function noDocuments(): PackedDocuments {
  return { kinds: [], ids: [], seqs: [], ended: [], times: [], keys: [], jsons: [], secrets: [], vs: [] };
}

export function unpackDocuments(packed: PackedDocuments): Document[] {
  return packed.ids.map((id, index) => {
    const secret = packed.secrets[index];
    const v = packed.vs[index];
    return {
      kind: packed.kinds[index] as string,
      id,
      seq: packed.seqs[index] as number,
      ended: packed.ended[index] === 1,
      time: packed.times[index] as number,
      keys: JSON.parse(packed.keys[index] as string),
      json: packed.jsons[index] as string,
      ...(secret == null ? {} : { secret }),
      ...(v == null ? {} : { v }),
    };
  });
}
