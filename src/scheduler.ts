/**
 * Housekeeping by the clock on the wall, never a deadline of a call: once an hour everything goes that has lived long
 * enough. The journal lives for the resume window, ended resources as long as their kind says, remembered requests a day,
 * acts of administration 400 days. Media that nobody uses goes twice an hour.
 */
import { schedule } from 'node-cron';
import { AUDIT_DAYS, KINDS } from './core/kinds';
import { REQUEST_KIND } from './core/record';
import type { Clock } from './ports/clock';
import type { Log } from './ports/log';
import type { Store } from './ports/store';

const DAY_MS = 86_400_000;
const HOURLY = '17 * * * *';
const HALF_HOURLY = '11,41 * * * *';

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Housekeeping {
  stop(): Promise<void>;
}

/** Starts the housekeeping of a node; `feedDays` is how long events can be resumed from. */
export function housekeeping(parts: Parts, feedDays: number, sweepMedia: () => Promise<number>): Housekeeping {
  const task = schedule(HOURLY, () => prune(parts, feedDays), { noOverlap: true, name: 'prune' });
  const sweep = schedule(HALF_HOURLY, () => report(parts.log, 'media that nobody uses was deleted', sweepMedia), {
    noOverlap: true,
    name: 'media',
  });
  return {
    async stop() {
      await sweep.destroy();
      await task.destroy();
    },
  };
}

/** Runs a chore that says how much it did; one that fails is tried again the next time. */
async function report(log: Log, message: string, chore: () => Promise<number>): Promise<void> {
  try {
    const count = await chore();
    if (count > 0) log.info(message, { count });
  } catch (error) {
    log.error('housekeeping failed; it is tried again', { chore: message, error: String(error) });
  }
}

/** Drops of every tenant what has lived long enough; one that fails holds up no other. */
export async function prune(parts: Parts, feedDays: number): Promise<void> {
  for (const tenant of await parts.store.tenants()) {
    try {
      const dropped = await pruneTenant(parts, tenant, feedDays);
      if (dropped.records + dropped.documents + dropped.acts > 0)
        parts.log.info('what has lived long enough was dropped', { tenant, ...dropped });
    } catch (error) {
      parts.log.error('a tenant could not be pruned; it is tried again in an hour', { tenant, error: String(error) });
    }
  }
}

async function pruneTenant({ store, clock }: Parts, tenant: string, feedDays: number) {
  const before = (days: number): number => clock.now() - days * DAY_MS;
  const records = await store.prune(tenant, before(feedDays));
  const acts = await store.pruneAudit(tenant, before(AUDIT_DAYS));
  let documents = await store.pruneDocuments(tenant, REQUEST_KIND, before(1), 'all');
  for (const [kind, { keepDays }] of Object.entries(KINDS))
    documents += await store.pruneDocuments(tenant, kind, before(keepDays), 'ended');
  return { records, documents, acts };
}
