/**
 * Reads longer than a page, put together on the main thread: it parses one page, then others have their turn until
 * the next page has come from the reader.
 */
import type { JournalRecord } from '../../core/record';
import type { Document } from '../../ports/store';
import { unpackDocuments } from './pack';
import type { LivePlace, ReaderCalls, RecordCall, RecordPage } from './protocol';
import type { Thread } from './thread';

/** Every live document of a tenant. */
export async function liveDocuments(reader: Thread<ReaderCalls>, tenant: string): Promise<Document[]> {
  const documents: Document[] = [];
  let next: LivePlace | undefined;
  do {
    const page = await reader.call('live', tenant, next);
    for (const document of unpackDocuments(page.documents)) documents.push(document);
    next = page.next;
  } while (next);
  return documents;
}

/** The records asked for, all of them where there is no limit. */
export async function recordsOf(
  reader: Thread<ReaderCalls>,
  call: Omit<RecordCall, 'limit'> & { readonly limit?: number },
): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  let next: number | undefined = call.after;
  while (next !== undefined) {
    const limit = Math.min((call.limit ?? Number.POSITIVE_INFINITY) - records.length, 1_000);
    if (limit === 0) break;
    const page: RecordPage = await reader.call('records', { ...call, after: next, limit });
    for (const json of page.jsons) records.push(JSON.parse(json));
    next = page.next;
  }
  return records;
}
