/** How many calls are live: by tenant, venue and PBX. Counted when somebody asks, which is rarely. */
import type { Call } from '../core/call';
import type { LiveCalls } from '../core/mappingConsequences';
import type { Partitions } from './partitions';

export function liveCalls(partitions: Partitions): LiveCalls {
  const counts = new Map<string, number>();
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const call of all(partitions)) {
    add(call.tenant);
    add(`pbx ${call.pbx}`);
    if (call.venue !== undefined) add(`${call.tenant}/${call.venue}`);
  }
  return counts;
}

/** Whether any call is live on a PBX. */
export function hasCalls(partitions: Partitions, pbx: string): boolean {
  for (const call of all(partitions)) if (call.pbx === pbx) return true;
  return false;
}

function* all(partitions: Partitions): Generator<{ tenant: string; pbx: string; venue?: string | undefined }> {
  for (const tenant of partitions.tenants()) {
    const partition = partitions.get(tenant);
    for (const id of partition?.ids('call') ?? []) {
      const call = partition?.get<Call>('call', id);
      if (call && call.clearedAt === undefined) yield { tenant, pbx: call.pbx, venue: call.venue };
    }
  }
}
