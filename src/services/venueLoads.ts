/** How busy the venues of a tenant are: live calls, the longest of them, and the longest wait to be connected. */
import type { Call } from '../core/call';
import type { Partition } from '../core/partition';

export interface VenueLoad {
  calls: number;
  longestCallMs: number;
  longestWaitMs: number;
}

export function venueLoads(partition: Partition | undefined, now: number): Map<string, VenueLoad> {
  const loads = new Map<string, VenueLoad>();
  for (const id of partition?.ids('call') ?? []) {
    const call = partition?.get<Call>('call', id);
    if (!call || call.venue === undefined || call.clearedAt !== undefined) continue;
    const load = loads.get(call.venue) ?? { calls: 0, longestCallMs: 0, longestWaitMs: 0 };
    loads.set(call.venue, load);
    load.calls++;
    load.longestCallMs = Math.max(load.longestCallMs, now - call.startedAt);
    if (call.connectedAt === undefined) load.longestWaitMs = Math.max(load.longestWaitMs, now - call.startedAt);
  }
  return loads;
}
