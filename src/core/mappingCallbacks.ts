/** What a schema cannot say of the callbacks in a mapping: where they are dialled from. */
import { hasAgents } from './callbackMode';
import type { Mapping, TenantMapping } from './mapping';

type Report = (path: string, message: string) => void;

/** Callbacks run under the name of a venue, by what the tenant owns on the PBX of that. */
export function checkCallbacks(mapping: Mapping, name: string, tenant: TenantMapping, flaw: Report): void {
  for (const [queue, { callback }] of Object.entries(tenant.queues)) {
    if (!callback) continue;
    const at = `/tenants/${name}/queues/${queue}/callback`;
    const key = callback.proposal.ask?.key;
    if (key !== undefined && tenant.queues[queue]?.keys?.[key])
      flaw(`${at}/proposal/ask/key`, `key ${key} of the queue does something else`);
    const { mode } = callback;
    const reserves = mode === 'agentFirst' || mode === 'forecast';
    if (reserves && callback.connect) flaw(`${at}/mode`, `with connect nobody can be reserved: customerFirst`);
    else if (reserves && !hasAgents(tenant.agents ?? {}, queue)) flaw(`${at}/mode`, `no agent serves the queue`);
    const venue = tenant.venues[callback.venue];
    if (!venue) {
      flaw(`${at}/venue`, `there is no venue ${callback.venue}`);
      continue;
    }
    const pbx = venue.routingPoint.split('/')[0] ?? '';
    const owned = tenant.owns[pbx];
    const trunk = callback.trunk ?? owned?.trunks[0];
    if (trunk === undefined || !owned?.trunks.includes(trunk) || !mapping.pbxs[pbx]?.trunks[trunk])
      flaw(`${at}/${callback.trunk === undefined ? 'venue' : 'trunk'}`, `the tenant has no such trunk on PBX ${pbx}`);
    const from = callback.from?.replace(/[^0-9+]/g, '') ?? owned?.numbers[0];
    if (from === undefined || !owned?.numbers.includes(from))
      flaw(`${at}/from`, `a caller number of the tenant on PBX ${pbx} is needed`);
  }
}

/** Whether some queue has it listened on that PBX who answers its callbacks. */
export const detectsMachines = ({ tenants }: Pick<Mapping, 'tenants'>, pbx: string): boolean =>
  Object.values(tenants).some(({ queues, venues }) =>
    Object.values(queues).some(
      ({ callback }) => callback?.machine.detect && venues[callback.venue]?.routingPoint.startsWith(`${pbx}/`),
    ),
  );
