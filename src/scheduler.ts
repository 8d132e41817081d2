/** Housekeeping by the clock on the wall, never a deadline of a call: the journal is pruned to the resume window each hour. */
import { schedule } from 'node-cron';
import type { Clock } from './ports/clock';
import type { Log } from './ports/log';
import type { Store } from './ports/store';

const DAY_MS = 86_400_000;
const HOURLY = '17 * * * *';

export interface Housekeeping {
  stop(): Promise<void>;
}

/** Starts the housekeeping of a node; `feedDays` is how long events can be resumed from. */
export function housekeeping(parts: { store: Store; clock: Clock; log: Log }, feedDays: number): Housekeeping {
  const task = schedule(HOURLY, () => pruneJournals(parts, feedDays), { noOverlap: true, name: 'prune' });
  return {
    async stop() {
      await task.destroy();
    },
  };
}

/** Drops the records of every tenant that are older than the resume window and covered by a checkpoint. */
export async function pruneJournals(parts: { store: Store; clock: Clock; log: Log }, feedDays: number): Promise<void> {
  const before = parts.clock.now() - feedDays * DAY_MS;
  for (const tenant of await parts.store.tenants()) {
    try {
      const records = await parts.store.prune(tenant, before);
      if (records > 0) parts.log.info('the journal was pruned', { tenant, records });
    } catch (error) {
      parts.log.error('the journal could not be pruned; it is tried again in an hour', {
        tenant,
        error: String(error),
      });
    }
  }
}
