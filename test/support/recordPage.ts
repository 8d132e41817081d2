/** Pages of records as every store has them. */
import type { JournalRecord } from '../../src/core/record';
import { PAGE_CHARS } from '../../src/ports/paging';
import type { StoredRecord } from '../../src/ports/store';

export const parse = (record: StoredRecord): JournalRecord => JSON.parse(record.json);

/** As many of those asked for as a page has room for. */
export function page(
  all: Iterable<StoredRecord>,
  limit: number,
  asked = (_: StoredRecord): boolean => true,
): JournalRecord[] {
  const found: JournalRecord[] = [];
  let chars = 0;
  for (const record of all) {
    if (found.length === limit || chars >= PAGE_CHARS) break;
    if (!asked(record)) continue;
    found.push(parse(record));
    chars += record.json.length;
  }
  return found;
}
