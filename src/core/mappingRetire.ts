/**
 * PBXs that were taken out of the mapping while calls are on them. Their calls go on as they began: what tenants had
 * there is kept beside the mapping until the last call is over. No new call comes in by them.
 */
import type { Mapping, TenantMapping } from './mapping';
import { bareRecord, own } from './own';

/** What goes on of `before` where `after` has not got the PBX; `undefined` when no call is left behind. */
export function retiredPart(before: Mapping, after: Mapping, hasCalls: (pbx: string) => boolean): Mapping | undefined {
  const gone = Object.keys(before.pbxs).filter((pbx) => !own(after.pbxs, pbx) && hasCalls(pbx));
  if (gone.length === 0) return undefined;
  const shared = before.system?.applications ?? {};
  const tenants = Object.entries(before.tenants).map(([name, tenant]) => [name, onPbxs(tenant, gone, shared)] as const);
  return {
    pbxs: only(before.pbxs, (pbx) => gone.includes(pbx)),
    tenants: Object.fromEntries(tenants.filter(([, { owns, venues }]) => size(owns) + size(venues) > 0)),
  };
}

/** The mapping that live calls are decided by: what is in force, and what retires beneath it. */
export function withRetiring(mapping: Mapping, retiring: Mapping | undefined): Mapping {
  if (!retiring) return mapping;
  const tenants = { ...mapping.tenants };
  for (const [name, part] of Object.entries(retiring.tenants)) {
    const now = own(mapping.tenants, name);
    tenants[name] = now ? beneath(now, part) : part;
  }
  return { ...mapping, pbxs: bareRecord({ ...retiring.pbxs, ...mapping.pbxs }), tenants: bareRecord(tenants) };
}

const beneath = (now: TenantMapping, part: TenantMapping): TenantMapping => ({
  ...now,
  owns: bareRecord({ ...part.owns, ...now.owns }),
  applications: bareRecord({ ...part.applications, ...now.applications }),
  queues: bareRecord({ ...part.queues, ...now.queues }),
  workstations: bareRecord({ ...part.workstations, ...now.workstations }),
  venues: bareRecord({ ...part.venues, ...now.venues }),
});

function onPbxs(tenant: TenantMapping, pbxs: readonly string[], shared: TenantMapping['applications']): TenantMapping {
  const venues = only(tenant.venues, (_, { routingPoint }) => pbxs.includes(routingPoint.split('/')[0] ?? ''));
  const used = new Set(Object.values(venues).map(({ application }) => application));
  return {
    name: tenant.name,
    keys: {},
    owns: only(tenant.owns, (pbx) => pbxs.includes(pbx)),
    queues: tenant.queues,
    workstations: tenant.workstations,
    agents: {},
    applications: only({ ...shared, ...tenant.applications }, (name) => used.has(name)),
    venues,
  };
}

const size = (record: object): number => Object.keys(record).length;

const only = <T>(record: Readonly<Record<string, T>>, keep: (name: string, value: T) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name, value]) => keep(name, value)));
