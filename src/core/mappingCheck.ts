/** What a schema cannot say of a mapping: that names point to something, and that nothing belongs to two. */
import type { Flaw } from './errors';
import type { Mapping, TenantMapping } from './mapping';
import { checkAgents } from './mappingAgents';
import { checkCallbacks } from './mappingCallbacks';
import { checkPbxs } from './mappingPbxs';
import { checkStep, checkTreatments } from './mappingTreatments';
import { checkMessages } from './messageCheck';
import { WAIT_QUEUE } from './queue';
import { endpointOf } from './venue';

/** Flaws with JSON pointers; none when the mapping may take effect. */
export function checkMapping(mapping: Mapping): Flaw[] {
  const flaws: Flaw[] = [];
  const flaw = (path: string, message: string) => flaws.push({ path, message });
  checkPbxs(mapping, flaw);
  for (const [name, tenant] of Object.entries(mapping.tenants)) {
    checkOwned(mapping, name, tenant, flaw);
    checkVenues(mapping, name, tenant, flaw);
    checkTreatments(mapping, name, tenant, flaw);
    checkQueued(name, tenant, flaw);
    checkAgents(mapping, name, tenant, flaw);
    checkCallbacks(mapping, name, tenant, flaw);
    checkMessages(name, tenant, flaw);
  }
  checkSystem(mapping, flaw);
  checkShared(mapping, flaw);
  checkNumbers(mapping, flaw);
  checkMatches(mapping, flaw);
  return flaws;
}

type Report = (path: string, message: string) => void;

function checkOwned(mapping: Mapping, name: string, tenant: TenantMapping, flaw: Report): void {
  for (const [pbx, owned] of Object.entries(tenant.owns)) {
    const config = mapping.pbxs[pbx];
    if (!config) flaw(`/tenants/${name}/owns/${pbx}`, `there is no PBX ${pbx}`);
    owned.trunks.forEach((trunk, i) => {
      if (config && !config.trunks[trunk])
        flaw(`/tenants/${name}/owns/${pbx}/trunks/${i}`, `PBX ${pbx} has no trunk ${trunk}`);
    });
  }
  for (const [key, { venues }] of Object.entries(tenant.keys))
    venues?.forEach((venue, i) => {
      if (!tenant.venues[venue]) flaw(`/tenants/${name}/keys/${key}/venues/${i}`, `there is no venue ${venue}`);
    });
}

function checkVenues(mapping: Mapping, name: string, tenant: TenantMapping, flaw: Report): void {
  for (const [slug, venue] of Object.entries(tenant.venues)) {
    const at = `/tenants/${name}/venues/${slug}`;
    const [pbx = '', point = ''] = venue.routingPoint.split('/');
    const { trunk } = venue.match;
    if (trunk !== undefined && mapping.pbxs[pbx] && mapping.pbxs[pbx].trunks[trunk]?.endpoint === undefined)
      flaw(`${at}/match/trunk`, trunkFlaw(pbx, trunk, mapping.pbxs[pbx].trunks[trunk] !== undefined));
    const read = mapping.pbxs[pbx]?.headers.map((header) => header.toLowerCase());
    for (const header of Object.keys(venue.headers))
      if (read && !read.includes(header.toLowerCase()))
        flaw(`${at}/headers/${header}`, `is not among the headers that are read of PBX ${pbx}`);
    const spoken = venue.answer === 'onConnect' && speaksFirst(mapping, tenant, venue.application);
    if (spoken) flaw(`${at}/answer`, `application ${venue.application} ${spoken}: its callers are answered for that`);
    if (!mapping.pbxs[pbx]?.routingPoints[point])
      flaw(`${at}/routingPoint`, `there is no routing point ${venue.routingPoint}`);
    if (!tenant.applications[venue.application] && !mapping.system?.applications[venue.application])
      flaw(`${at}/application`, `there is no application ${venue.application}`);
  }
}

/** What an application has to say to every caller before anybody can be connected. */
function speaksFirst({ system }: Mapping, { applications }: TenantMapping, name: string): string | undefined {
  const application = applications[name] ?? system?.applications[name];
  if (application?.kind === 'callback') return 'takes callbacks and nothing else';
  return application?.kind === 'queue' && application.greeting ? 'has a greeting' : undefined;
}

const trunkFlaw = (pbx: string, trunk: string, there: boolean): string =>
  there
    ? `trunk ${trunk} of PBX ${pbx} names no endpoint, so its calls cannot be told`
    : `PBX ${pbx} has no trunk ${trunk}`;

/** A shared application is named like one of the tenant's own, so no two may have one name. */
function checkSystem(mapping: Mapping, flaw: Report): void {
  for (const [slug, application] of Object.entries(mapping.system?.applications ?? {}))
    for (const [name, tenant] of Object.entries(mapping.tenants)) {
      if (tenant.applications[slug])
        flaw(`/tenants/${name}/applications/${slug}`, `is the name of a shared application, too`);
      const used = Object.values(tenant.venues).some((venue) => venue.application === slug);
      if (used && application.kind === 'callback' && !tenant.queues[application.queue]?.callback)
        flaw(`/system/applications/${slug}/queue`, `tenant ${name} has no queue ${application.queue} with callbacks`);
      if (used && application.kind === 'queue' && !tenant.queues[application.queue])
        flaw(`/system/applications/${slug}/queue`, `tenant ${name} has no queue ${application.queue}`);
      if (!used || application.kind !== 'treatment') continue;
      for (const [i, step] of application.treatments.entries())
        checkStep(tenant, step, (where, message) =>
          flaw(`/system/applications/${slug}/treatments/${i}${where}`, `tenant ${name}: ${message}`),
        );
    }
}

/** Applications that are a queue. */
function checkQueued(name: string, tenant: TenantMapping, flaw: Report): void {
  if (tenant.queues[WAIT_QUEUE])
    flaw(`/tenants/${name}/queues/${WAIT_QUEUE}`, 'is the name of the queue in which paused callbacks stand');
  for (const [slug, application] of Object.entries(tenant.applications))
    if (application.kind === 'queue' && !tenant.queues[application.queue])
      flaw(`/tenants/${name}/applications/${slug}/queue`, `there is no queue ${application.queue}`);
    else if (application.kind === 'callback' && !tenant.queues[application.queue]?.callback)
      flaw(`/tenants/${name}/applications/${slug}/queue`, `there is no queue ${application.queue} with callbacks`);
}

/** An endpoint pattern may not cover what another tenant names: a phone has one owner. */
function checkShared(mapping: Mapping, flaw: Report): void {
  const all = Object.entries(mapping.tenants).flatMap(([tenant, { owns }]) =>
    Object.entries(owns).flatMap(([pbx, { endpoints }]) =>
      endpoints.map((pattern, i) => ({
        tenant,
        at: `/tenants/${tenant}/owns/${pbx}/endpoints/${i}`,
        pattern: `${pbx}/${pattern}`,
      })),
    ),
  );
  const order = new Map(all.map((one, i) => [one, i]));
  const flawed = new Map<(typeof all)[number], string>();
  // Sorted, what a pattern covers stands behind it: those that are open cover one another.
  const open: typeof all = [];
  for (const one of [...all].sort(byPattern)) {
    while (open.length > 0 && !covers(open.at(-1)?.pattern ?? '', one.pattern)) open.pop();
    const other = open.at(-1);
    open.push(one);
    if (!other || other.tenant === one.tenant) continue;
    const [first, second] = (order.get(other) ?? 0) < (order.get(one) ?? 0) ? [other, one] : [one, other];
    flawed.set(second, first.tenant);
  }
  for (const one of all) {
    const owner = flawed.get(one);
    if (owner !== undefined) flaw(one.at, `belongs to tenant ${owner} as well`);
  }
}

/** Who may show a number as caller is called back at it. */
function checkNumbers(mapping: Mapping, flaw: Report): void {
  const owners = new Map<string, string>();
  for (const [name, { owns }] of Object.entries(mapping.tenants))
    for (const [pbx, { numbers }] of Object.entries(owns))
      for (const [i, number] of numbers.entries()) {
        const owner = owners.get(number);
        if (owner !== undefined && owner !== name)
          flaw(`/tenants/${name}/owns/${pbx}/numbers/${i}`, `belongs to tenant ${owner} as well`);
        owners.set(number, owner ?? name);
      }
}

/** A pattern before what it covers. */
function byPattern(a: { readonly pattern: string }, b: { readonly pattern: string }): number {
  const [x, y] = [a.pattern.replace('*', ''), b.pattern.replace('*', '')];
  if (x !== y) return x < y ? -1 : 1;
  return b.pattern.length - a.pattern.length;
}

const covers = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** The same keys on the same routing point twice would leave the choice to chance. */
function checkMatches(mapping: Mapping, flaw: Report): void {
  const seen = new Map<string, string>();
  for (const [name, tenant] of Object.entries(mapping.tenants))
    for (const [slug, venue] of Object.entries(tenant.venues)) {
      const { dnis, context, pbxTenant } = venue.match;
      const key = JSON.stringify([venue.routingPoint, dnis, context, pbxTenant, endpointOf(mapping, venue)]);
      const other = seen.get(key);
      if (other) flaw(`/tenants/${name}/venues/${slug}/match`, `matches the same calls as ${other}`);
      seen.set(key, `venue ${slug} of tenant ${name}`);
    }
}
