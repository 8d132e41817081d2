/** Who is on the phones that stand at the workstations of a tenant, of whatever calls: of those that it has now. */
import type { Call } from '../core/call';
import type { OnCall } from '../core/callAgents';
import type { Partition } from '../core/partition';
import { isAlive } from '../core/party';
import { phoneOf } from '../core/workstationPhones';
import type { Mappings } from './mappings';

/** By workstation, in the order the calls began. */
export function onPhones(mappings: Mappings, partition: Partition): ReadonlyMap<string, readonly OnCall[]> {
  const found = new Map<string, OnCall[]>();
  for (const [, { data }] of partition.all('call')) {
    const call = data as Call;
    if (call.clearedAt !== undefined) continue;
    const config = mappings.callConfig(partition.tenant, call.pbx);
    for (const party of call.parties.filter(isAlive)) {
      const workstation = config.workstationOf(phoneOf(call, party));
      if (workstation !== undefined) found.set(workstation, [...(found.get(workstation) ?? []), { call, party }]);
    }
  }
  return found;
}
