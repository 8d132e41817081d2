/** The reading side of the documents, in the reader worker. */
import { PAGE_CHARS } from '../../ports/paging';
import { COLUMNS, findQuery, type Key, NOT_ERASED } from './findQuery';
import { noDocuments } from './pack';
import type { DocumentPage, FindCall, LivePlace, PackedDocuments } from './protocol';
import { bindable, type Database, type Statement } from './sqlite';

const LIVE_PAGE = 500;
/** How far the entries of a key are counted when the rarest of several is looked for. */
const COUNTED = 1_000;

export interface DocumentRow {
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  readonly ended: number;
  readonly time: number;
  readonly keys: string;
  readonly json: string;
  readonly secret: string | null;
  readonly v: number | null;
}

export class DocumentReader {
  private readonly one: Statement;
  private readonly livePage: Statement;
  private readonly count: Statement;

  constructor(private readonly db: Database) {
    this.one = db.prepare(
      `SELECT ${COLUMNS} FROM documents d WHERE tenant = ? AND kind = ? AND id = ? AND ${NOT_ERASED}`,
    );
    this.livePage = db.prepare(`SELECT ${COLUMNS} FROM documents d WHERE tenant = :tenant AND ended = 0
      AND (kind, time, id) > (:kind, :time, :id) ORDER BY kind, time, id LIMIT ${LIVE_PAGE}`);
    this.count = db.prepare(`SELECT count(*) AS n FROM (SELECT 1 FROM document_keys
      WHERE tenant = ? AND kind = ? AND name = ? AND value = ? LIMIT ${COUNTED})`);
  }

  get(tenant: string, kind: string, id: string): PackedDocuments {
    return pack(this.one.all(tenant, bindable(kind), bindable(id)));
  }

  live(tenant: string, after?: LivePlace): DocumentPage {
    const place = after ?? { kind: '', time: 0, id: '' };
    const documents = noDocuments();
    let chars = 0;
    for (const row of this.livePage.iterate({ tenant, ...place }) as Iterable<DocumentRow>) {
      addRow(documents, row);
      chars += row.json.length;
      const { kind, time, id } = row;
      if (chars >= PAGE_CHARS || documents.ids.length === LIVE_PAGE) return { documents, next: { kind, time, id } };
    }
    return { documents };
  }

  find(call: FindCall): PackedDocuments {
    const { sql, values } = findQuery(call, this.rarestFirst(call));
    return pack(this.db.prepare(sql).all(values));
  }

  private rarestFirst({ tenant, kind, keys }: FindCall): readonly Key[] {
    if (keys.length < 2) return keys;
    const count = ([name, value]: Key) => (this.count.get(tenant, kind, name, bindable(value)) as { n: number }).n;
    return keys
      .map((key) => ({ key, n: count(key) }))
      .sort((a, b) => a.n - b.n)
      .map(({ key }) => key);
  }
}

function pack(rows: unknown[]): PackedDocuments {
  const documents = noDocuments();
  for (const row of rows as DocumentRow[]) addRow(documents, row);
  return documents;
}

/** Adds a row to the columns. */
export function addRow(documents: PackedDocuments, row: DocumentRow): void {
  documents.kinds.push(row.kind);
  documents.ids.push(row.id);
  documents.seqs.push(row.seq);
  documents.ended.push(row.ended);
  documents.times.push(row.time);
  documents.keys.push(row.keys);
  documents.jsons.push(row.json);
  documents.secrets.push(row.secret);
  documents.vs.push(row.v);
}
