/**
 * Reads longer than a page, put together on the main thread: it parses one page, then others have their turn until
 * the next page has come from the reader.
 */
import { setImmediate } from 'node:timers/promises';
import type { JournalRecord } from '../../core/record';
import type { Document } from '../../ports/store';
import { unpackDocuments } from './pack';
import type { DocumentPage, ReaderCalls, RecordCall, RecordPage } from './protocol';
import type { Thread } from './thread';

/** Hands over every live document of a tenant. */
export async function liveDocuments(
  reader: Thread<ReaderCalls>,
  tenant: string,
  take: (page: readonly Document[]) => unknown,
): Promise<void> {
  let asked: Promise<DocumentPage> | undefined = reader.call('live', tenant);
  while (asked) {
    const { documents, next }: DocumentPage = await asked;
    // The reader finds the next page while this one is taken in; that it failed is seen where it is awaited.
    asked = next && reader.call('live', tenant, next);
    asked?.catch(() => {});
    take(unpackDocuments(documents));
    // The next page may be here already, and whatever comes from a worker goes before all others.
    await setImmediate();
  }
}

/** All records asked for. */
export async function recordsOf(
  reader: Thread<ReaderCalls>,
  call: Omit<RecordCall, 'limit'>,
): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (let next: number | undefined = call.after; next !== undefined; ) {
    const page: RecordPage = await reader.call('records', { ...call, after: next, limit: 1_000 });
    for (const json of page.jsons) records.push(JSON.parse(json));
    next = page.next;
  }
  return records;
}

/** The first page of them that has any. */
export async function firstOf(reader: Thread<ReaderCalls>, call: RecordCall): Promise<JournalRecord[]> {
  for (let next: number | undefined = call.after; next !== undefined; ) {
    const page: RecordPage = await reader.call('records', { ...call, after: next });
    if (page.jsons.length > 0) return page.jsons.map((json) => JSON.parse(json));
    next = page.next;
  }
  return [];
}
