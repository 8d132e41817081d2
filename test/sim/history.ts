/**
 * What was counted of the callbacks of a tenant before its simulation begins: of just enough customers who were promised a time
 * to know how many are not there. One more or less decides whether a slot takes one more: of one tenant it does to begin with, of
 * the other not yet.
 */
import { NO_CALLBACK_COUNTS } from '../../src/core/callbackInterval';
import type { MemoryTables } from '../support/memoryTables';

interface Counted {
  readonly shows: number;
  readonly noShows: number;
}

const NOTHING: Counted = { shows: 0, noShows: 0 };
const HISTORY: Readonly<Record<string, Counted>> = {
  acme: { shows: 10, noShows: 10 },
  globex: { shows: 11, noShows: 10 },
};
export const historyOf = (tenant: string): Counted => HISTORY[tenant] ?? NOTHING;

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/** Writes it for all of them. */
export function writeHistory(tables: MemoryTables, tenants: readonly { readonly id: string }[], now: number): void {
  const startsAt = now - DAY_MS - (now % QUARTER_MS);
  const id = `sales@${new Date(startsAt).toISOString()}`;
  const when = { id, startsAt, queue: 'sales', closedAt: now - DAY_MS };
  for (const tenant of tenants) {
    const json = JSON.stringify({ ...NO_CALLBACK_COUNTS, ...historyOf(tenant.id), ...when });
    tables.checkpoint(tenant.id, [
      { kind: 'callbackInterval', id, seq: 0, ended: true, json, keys: { queue: 'sales' }, time: startsAt },
    ]);
  }
}
