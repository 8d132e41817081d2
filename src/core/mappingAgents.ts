/** What a schema cannot say of workstations and agents: that they name what the tenant has, and nobody is two. */
import { isRefusal } from './errors';
import type { Mapping, TenantMapping } from './mapping';
import { lineTo } from './ownership';
import type { Workstation } from './workstation';
import { phoneKey } from './workstationPhones';

type Report = (path: string, message: string) => void;

export function checkAgents(mapping: Mapping, name: string, tenant: TenantMapping, flaw: Report): void {
  checkWorkstations(mapping, name, tenant, flaw);
  const users = new Map<string, string>();
  for (const [slug, { workstation, queues, user }] of Object.entries(tenant.agents)) {
    const at = `/tenants/${name}/agents/${slug}`;
    if (workstation !== undefined && !tenant.workstations[workstation])
      flaw(`${at}/workstation`, `there is no workstation ${workstation}`);
    for (const queue of Object.keys(queues))
      if (!tenant.queues[queue]) flaw(`${at}/queues/${queue}`, `there is no queue ${queue}`);
    const login = user?.toLowerCase();
    const other = login === undefined ? undefined : users.get(login);
    if (other !== undefined) flaw(`${at}/user`, `is the user of agent ${other}, too`);
    if (login !== undefined) users.set(login, slug);
  }
}

/** A phone at two workstations would leave open whom a call makes busy. */
function checkWorkstations(mapping: Mapping, name: string, tenant: TenantMapping, flaw: Report): void {
  const seen = new Map<string, string>();
  for (const [slug, desk] of Object.entries(tenant.workstations)) {
    const at = `/tenants/${name}/workstations/${slug}/phone`;
    const phones = phonesOf(mapping, tenant, desk);
    if (phones.length === 0)
      flaw(at, 'is no phone of this tenant, and no number and no SIP address that a trunk of it dials');
    const other = phones.map((phone) => seen.get(phone)).find((found) => found !== undefined);
    if (other !== undefined) flaw(at, `stands at workstation ${other}, too`);
    for (const phone of phones) seen.set(phone, slug);
  }
}

/** What the phone is known by, on each PBX that can dial it for the tenant. */
function phonesOf(mapping: Mapping, tenant: TenantMapping, { phone }: Workstation): string[] {
  return Object.entries(tenant.owns).flatMap(([pbx, owns]) => {
    const config = mapping.pbxs[pbx];
    const line = config && lineTo(phone, { pbx: config, owns });
    return line && !isRefusal(line) ? [`${pbx} ${phoneKey(line)}`] : [];
  });
}
