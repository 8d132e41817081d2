/** A tenant page by page, out of this store and into it, text by text as it is. */
import { BadPage } from '../../ports/paging';
import type { Batch, Stored, StoredPage } from '../../ports/store';
import type { ArchiveDocument, Collections } from './collections';
import type { Documents } from './documents';
import { type Journal, toBatchDocument } from './journal';
import type { JournalReader } from './readJournal';

interface Parts {
  readonly collections: Collections;
  readonly journal: Journal;
  readonly reader: JournalReader;
  readonly documents: Documents;
}

/** Where a page goes on: after a sequence, or after a document of the kind at a position. */
type Place =
  | readonly ['journal', number]
  | readonly ['archive', number]
  | readonly ['documents', kind: string, id: string]
  | readonly ['checkpoint'];

const DOCUMENTS = 500;
/** Records and characters in a batch that an import makes. */
const MOST = { records: 1_000, chars: 1_048_576 };

export async function exportPage(parts: Parts, tenant: string, cursor?: string): Promise<StoredPage> {
  const { items, next } = await page(parts, tenant, toPlace(cursor));
  return next ? { items, next: JSON.stringify(next) } : { items };
}

type Page = { readonly items: Stored[]; readonly next?: Place };

async function page({ documents, reader }: Parts, tenant: string, place: Place): Promise<Page> {
  switch (place[0]) {
    case 'journal':
      return recordPage(place[0], await reader.exportBatches(tenant, place[1]), ['archive', 0]);
    case 'archive':
      return recordPage(place[0], await reader.exportArchive(tenant, place[1]), ['documents', '', '']);
    case 'documents':
      return documentPage(documents, tenant, place[1], place[2]);
    case 'checkpoint': {
      const { seq } = await documents.head(tenant);
      return { items: seq > 0 ? [{ of: 'checkpoint', seq }] : [] };
    }
  }
}

function recordPage(of: 'journal' | 'archive', items: Stored[], following: Place): Page {
  const last = items.at(-1);
  return last && 'record' in last ? { items, next: [of, last.record.seq] } : { items, next: following };
}

async function documentPage(documents: Documents, tenant: string, kind: string, id: string): Promise<Page> {
  const found = kind === '' ? [] : await documents.after(tenant, kind, id, DOCUMENTS);
  const last = found.at(-1);
  if (last) {
    const items = found.map((document): Stored => ({ of: 'documents', document }));
    return { items, next: ['documents', kind, last.id] };
  }
  const { kinds } = await documents.head(tenant);
  const following = [...kinds].sort().find((other) => other > kind);
  return { items: [], next: following === undefined ? ['checkpoint'] : ['documents', following, ''] };
}

function toPlace(cursor: string | undefined): Place {
  if (cursor === undefined) return ['journal', 0];
  try {
    const place: unknown = JSON.parse(cursor);
    if (Array.isArray(place)) return place as unknown as Place;
  } catch {
    // Not JSON: answered below like any other foreign text.
  }
  throw new BadPage('the cursor is not one of ours');
}

/** Writes a page: journal records as batches that lie edge to edge, all else as it is. */
export async function importPage(parts: Parts, tenant: string, items: readonly Stored[]): Promise<void> {
  const { collections, documents, journal } = parts;
  const batches = batchesOf(tenant, items);
  const newest = batches[0] && (await journal.newest(tenant));
  if (newest && newest.last >= (batches[0]?.firstSeq ?? 0))
    throw new Error(`tenant ${tenant} has a journal up to ${newest.last} already`);
  for (const batch of batches) await collections.journal.collection.insertOne(toBatchDocument(batch) as never);
  for (const item of items) {
    if (item.of === 'archive') {
      const { seq, time, type, json, transaction } = item.record;
      const _id = `${tenant}:${seq}`;
      const of = transaction === undefined ? {} : { transaction };
      const kept: ArchiveDocument = { _id, tenant, seq, term: item.term, time: new Date(time), type, ...of, json };
      await collections.archive.create(kept);
    }
    if (item.of === 'checkpoint') await documents.mark(tenant, item.seq);
  }
  await documents.write(
    tenant,
    items.flatMap((item) => (item.of === 'documents' ? [item.document] : [])),
  );
}

function batchesOf(tenant: string, items: readonly Stored[]): Batch[] {
  const batches: { tenant: string; term: number; firstSeq: number; records: Batch['records'][number][] }[] = [];
  let chars = 0;
  for (const item of items) {
    if (item.of !== 'journal') continue;
    const { term, record } = item;
    const open = batches.at(-1);
    chars += record.json.length;
    const fits = open && open.term === term && open.records.length < MOST.records && chars <= MOST.chars;
    if (fits && open.firstSeq + open.records.length === record.seq) open.records.push(record);
    else {
      batches.push({ tenant, term, firstSeq: record.seq, records: [record] });
      chars = record.json.length;
    }
  }
  return batches;
}
