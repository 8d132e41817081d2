/** What is counted in quarters of an hour is what the whole journal says, recounted naively, through every crash and checkpoint. */
import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '../../../src/core/queue';
import type { QueueInterval } from '../../../src/core/queueInterval';
import type { Disk } from '../disk';
import type { Findings } from '../findings';

const QUARTER_MS = 900_000;

/** Looks at the documents of a tenant, once all of it is written. */
export function checkCounts(disk: Disk, tenant: string, findings: Findings): void {
  const kept = disk
    .find(tenant, 'queueInterval', { limit: 200 })
    .documents.map(({ json }) => countsOf(JSON.parse(json) as QueueInterval));
  const told = recounted(disk, tenant);
  for (const id of new Set([...kept.map(([name]) => name), ...told.keys()])) {
    const [a, b] = [kept.find(([name]) => name === id)?.[1], told.get(id)];
    if (!isDeepStrictEqual(a, b))
      findings.found('counts are the journal’s', `${tenant} ${id}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`);
  }
}

type Count = Record<string, number>;

function recounted(disk: Disk, tenant: string): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const { type, time, subject, data } of disk.journal(tenant)) {
    if (!subject.startsWith('entry/')) continue;
    const what = type === 'queue.joined' ? 'offered' : type === 'queue.left' ? outcome(data as Entry) : undefined;
    if (what === undefined) continue;
    const id = `${(data as Entry).queue}@${new Date(time - (time % QUARTER_MS)).toISOString()}`;
    const count = counts.get(id) ?? {};
    counts.set(id, { ...count, [what]: (count[what] ?? 0) + 1 });
  }
  return counts;
}

function outcome({ reason, waitMs = 0 }: Entry): string | undefined {
  if (reason === 'connected') return 'answered';
  return reason === 'abandoned' && waitMs < 5_000 ? 'short' : reason;
}

function countsOf(interval: QueueInterval): [string, Count] {
  const { offered, answered, abandoned, shortAbandoned: short, overflowed } = interval;
  const all: Count = { offered, answered, abandoned, short, ...overflowed };
  return [interval.id, Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0))];
}
