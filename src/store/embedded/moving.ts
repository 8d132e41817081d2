/** A tenant page by page, out of one store and into another, text by text as it is. */
import type { JournalRecord } from '../../core/record';
import { BadPage } from '../../ports/paging';
import type { Stored, StoredRecord } from '../../ports/store';
import type { Documents } from './documents';
import { COLUMNS } from './findQuery';
import { noDocuments, packDocuments, unpackDocuments } from './pack';
import type { ExportPage, ExportPlace } from './protocol';
import { addRow, type DocumentRow } from './readDocuments';
import { bindable, type Database, inTransaction } from './sqlite';

const PAGE_ROWS = 1_000;
const PAGE_CHARS = 1_048_576;

/** The place a cursor names; the beginning where there is none. */
export function toPlace(cursor: string | undefined): ExportPlace {
  if (cursor === undefined) return ['journal', 0, '', ''];
  try {
    const place: unknown = JSON.parse(cursor);
    if (Array.isArray(place) && place.length === 4) return place as unknown as ExportPlace;
  } catch {
    // Not JSON: answered below like any other foreign text.
  }
  throw new BadPage('the cursor is not one of ours');
}

/** The page of a tenant that begins after `place`. */
export function exportPage(db: Database, tenant: string, place: ExportPlace): ExportPage {
  const [of, seq, kind, id] = place;
  if (of === 'documents') return documentPage(db, tenant, kind, id);
  const items = records(db, of, tenant, seq);
  const last = items.at(-1);
  if (last?.of === of) return { items, next: [of, last.record.seq, '', ''] };
  return { items, next: of === 'journal' ? ['archive', 0, '', ''] : ['documents', 0, '', ''] };
}

function records(db: Database, of: 'journal' | 'archive', tenant: string, after: number): Stored[] {
  const audit = of === 'journal' ? 'audit' : '1 AS audit';
  const rows = db.prepare(
    `SELECT term, json, ${audit} FROM ${of} WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ${PAGE_ROWS}`,
  );
  const items: Stored[] = [];
  let chars = 0;
  for (const row of rows.iterate(tenant, after) as Iterable<{ term: number; json: string; audit: number | null }>) {
    items.push({ of, term: row.term, record: recordOf(row.json, row.audit === 1) });
    chars += row.json.length;
    if (chars >= PAGE_CHARS) break;
  }
  return items;
}

function recordOf(json: string, audit: boolean): StoredRecord {
  const { seq, type, time, transaction } = JSON.parse(json) as JournalRecord;
  return { seq, type, time, json, ...(transaction !== undefined && { transaction }), ...(audit && { audit }) };
}

/** Erased ones, too: they keep a late checkpoint out. The last page ends with the checkpoint. */
function documentPage(db: Database, tenant: string, kind: string, id: string): ExportPage {
  const rows = db.prepare(`SELECT ${COLUMNS} FROM documents d WHERE tenant = ? AND (kind, id) > (?, ?)
    ORDER BY kind, id LIMIT ${PAGE_ROWS}`);
  const page = noDocuments();
  let chars = 0;
  for (const row of rows.iterate(tenant, kind, id) as Iterable<DocumentRow>) {
    addRow(page, row);
    chars += row.json.length;
    if (chars >= PAGE_CHARS) break;
  }
  const documents = unpackDocuments(page);
  const items = documents.map((document): Stored => ({ of: 'documents', document }));
  const last = documents.at(-1);
  if (last) return { items, next: ['documents', 0, last.kind, last.id] };
  const mark = db.prepare('SELECT seq FROM checkpoints WHERE tenant = ?').get(tenant) as { seq: number } | undefined;
  return { items: mark ? [{ of: 'checkpoint', seq: mark.seq }] : [] };
}

const named = ({ transaction }: StoredRecord): string | null =>
  transaction === undefined ? null : bindable(transaction);

/** Writes a page, all of it or nothing. */
export function importPage(
  { db, documents }: { db: Database; documents: Documents },
  tenant: string,
  items: readonly Stored[],
): void {
  const journal = db.prepare(`INSERT INTO journal (tenant, seq, term, time, type, transaction_id, audit, json)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const archive = db.prepare(
    'INSERT INTO archive (tenant, seq, term, time, json, transaction_id) VALUES (?, ?, ?, ?, ?, ?)',
  );
  inTransaction(db, () => {
    for (const item of items) {
      if (item.of === 'documents') documents.writeSlice({ tenant, documents: packDocuments([item.document]) });
      else if (item.of === 'checkpoint') documents.writeSlice({ tenant, documents: noDocuments(), mark: item.seq });
      else if (item.of === 'archive')
        archive.run(tenant, item.record.seq, item.term, item.record.time, item.record.json, named(item.record));
      else {
        const { seq, time, type, audit, json } = item.record;
        journal.run(tenant, seq, item.term, time, type, named(item.record), audit ? 1 : null, json);
      }
    }
  });
}
