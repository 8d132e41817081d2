/** All records that a house has of a tenant, however many pages they are. */
import type { JournalRecord } from '../../src/core/record';
import type { House } from './house';

export async function wholeJournal(
  { world, store }: Pick<House, 'world' | 'store'>,
  tenant = 'acme',
): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (;;) {
    const after = records.at(-1)?.seq ?? 0;
    const page = await world.finish(store.history(tenant, { after }, {}, 1_000));
    if (page.length === 0) return records;
    records.push(...page);
  }
}
