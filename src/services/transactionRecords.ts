/** Every record of a transaction that the store has, in order. */
import type { JournalRecord } from '../core/record';
import type { Store } from '../ports/store';

const PAGE = 1_000;

export async function transactionRecords(
  store: Pick<Store, 'history'>,
  tenant: string,
  transaction: string,
): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (let after = 0; ; after = records.at(-1)?.seq ?? 0) {
    const page = await store.history(tenant, { transaction, after }, {}, PAGE);
    records.push(...page);
    if (page.length < PAGE) return records;
  }
}
