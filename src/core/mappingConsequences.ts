/**
 * What another mapping would mean, in words: calls that reach somebody else, links that are cut, what changes owner,
 * tenants and keys that go, and the live calls that feel it. Both mappings as they are acted upon.
 */
import { z } from 'zod';
import { canonical } from './canonical';
import type { Mapping, PbxConfig } from './mapping';
import { own } from './own';
import { type Arrival, endpointOf, indexVenues, type ResolvedVenue, resolveVenue } from './venue';

export const consequence = z.object({
  about: z.enum(['venue', 'link', 'ownership', 'tenant', 'key', 'application', 'calls']),
  words: z.string(),
  /** Live calls that feel it. */
  calls: z.int().optional(),
});
export type Consequence = z.infer<typeof consequence>;

/** Live calls by `<tenant>`, `<tenant>/<venue>` and `pbx <name>`. */
export type LiveCalls = ReadonlyMap<string, number>;

export function consequencesOf(before: Mapping, after: Mapping, live: LiveCalls): Consequence[] {
  return [
    ...links(before, after, live),
    ...tenants(before, after, live),
    ...venues(before, after),
    ...gone(before, after, live),
    ...ownership(before, after),
    ...keys(before, after),
    ...applications(before, after, live),
  ];
}

const some = (count: number | undefined): { calls?: number } => (count ? { calls: count } : {});
const calls = (count: number): string => (count === 1 ? '1 live call' : `${count} live calls`);

function links(before: Mapping, after: Mapping, live: LiveCalls): Consequence[] {
  const found: Consequence[] = [];
  const tell = (words: string, count?: number) => found.push({ about: 'link', words, ...some(count) });
  for (const name of union(before.pbxs, after.pbxs)) {
    const [old, young] = [own(before.pbxs, name), own(after.pbxs, name)];
    const count = live.get(`pbx ${name}`) ?? 0;
    if (!old) tell(`PBX ${name} is connected`);
    else if (!young)
      tell(
        `PBX ${name} takes no new calls; its link is closed ${count ? `when ${calls(count)} are over` : 'at once'}`,
        count,
      );
    else if (linkOf(old) !== linkOf(young))
      tell(`the link to PBX ${name} is cut and made anew; ${calls(count)} are taken up again`, count);
  }
  return found;
}

/** What a link depends on: with another one it is made anew. */
export function linkOf({ trunks: _, routingPoints: __, ...connection }: PbxConfig): string {
  return canonical(connection);
}

function tenants(before: Mapping, after: Mapping, live: LiveCalls): Consequence[] {
  const found: Consequence[] = [];
  for (const name of union(before.tenants, after.tenants)) {
    const count = live.get(name) ?? 0;
    if (!own(before.tenants, name)) found.push({ about: 'tenant', words: `tenant ${name} is new or named again` });
    else if (!own(after.tenants, name)) {
      const words = `tenant ${name} gets no more calls and owns nothing; what it has done stays readable`;
      found.push({ about: 'tenant', words: count ? `${words}; ${calls(count)} go on` : words, ...some(count) });
    }
  }
  return found;
}

/** For each match that either mapping names: whom such a call reached, and whom it would reach. */
function venues(before: Mapping, after: Mapping): Consequence[] {
  const [was, will] = [indexVenues(before), indexVenues(after)];
  const samples = new Map<string, Arrival>();
  for (const mapping of [before, after])
    for (const { venues: list } of Object.values(mapping.tenants))
      for (const venue of Object.values(list)) samples.set(describe(venue), sampleOf(mapping, venue));
  return [...samples].sort(byText).flatMap(([match, arrival]) => {
    const [old, young] = [resolveVenue(was, arrival), resolveVenue(will, arrival)];
    if (nameOf(old) === nameOf(young)) return [];
    return [{ about: 'venue' as const, words: `calls to ${match}: ${moved(old, young)}` }];
  });
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function moved(old: ResolvedVenue | undefined, young: ResolvedVenue | undefined): string {
  if (!old) return `now reach ${nameOf(young)}; no venue took them before`;
  if (!young) return `reached ${nameOf(old)}; no venue takes them, the default of the routing point is performed`;
  const owner = old.tenant === young.tenant ? '' : ` (tenant ${old.tenant} loses them to tenant ${young.tenant})`;
  return `reached ${nameOf(old)}, now ${nameOf(young)}${owner}`;
}

const nameOf = (found: ResolvedVenue | undefined): string =>
  found ? `venue ${found.name} of tenant ${found.tenant} (application ${found.venue.application})` : 'no venue';

type AnyVenue = Parameters<typeof endpointOf>[1];

const describe = ({ routingPoint, match }: AnyVenue): string =>
  `${routingPoint} (${Object.entries(match)
    .sort(byText)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')})`;

const SAMPLE: Readonly<Record<string, string>> = { X: '5', Z: '5', N: '5', '.': '5', '!': '' };

/** A call that the venue is for. */
function sampleOf(mapping: Mapping, venue: AnyVenue): Arrival {
  const [pbx = '', routingPoint = ''] = venue.routingPoint.split('/');
  const { dnis = '', context, pbxTenant } = venue.match;
  const endpoint = endpointOf(mapping, venue);
  const number = dnis.startsWith('_')
    ? dnis.slice(1).replace(/\[([0-9*#])[^\]]*\]|[XZN.!]/gi, (all, first) => first ?? SAMPLE[all.toUpperCase()] ?? all)
    : dnis;
  return {
    pbx,
    routingPoint,
    dnis: number,
    ...(context !== undefined && { context }),
    ...(pbxTenant !== undefined && { pbxTenant }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** Live calls at venues that are not there any more. */
function gone(before: Mapping, after: Mapping, live: LiveCalls): Consequence[] {
  return Object.entries(before.tenants).flatMap(([tenant, { venues: list }]) =>
    Object.keys(list).flatMap((venue) => {
      const count = live.get(`${tenant}/${venue}`) ?? 0;
      if (count === 0 || own(own(after.tenants, tenant)?.venues, venue)) return [];
      const words = `${calls(count)} at venue ${venue} of tenant ${tenant}: who is connected stays so, who waits gets the default of the routing point`;
      return [{ about: 'calls' as const, words, calls: count }];
    }),
  );
}

function ownership(before: Mapping, after: Mapping): Consequence[] {
  const [was, will] = [holdingsOf(before), holdingsOf(after)];
  const found: Consequence[] = [];
  for (const thing of [...new Set([...was.keys(), ...will.keys()])].sort()) {
    const [old, young] = [was.get(thing) ?? [], will.get(thing) ?? []];
    if (old.join() === young.join()) continue;
    const whose = (list: readonly string[]) => (list.length > 0 ? list.join(', ') : 'nobody');
    found.push({ about: 'ownership', words: `${thing}: of ${whose(old)} before, of ${whose(young)} now` });
  }
  return found;
}

/** Everything that is owned, in words, with its tenants. */
function holdingsOf(mapping: Mapping): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  const add = (thing: string, tenant: string) => owners.set(thing, [...(owners.get(thing) ?? []), tenant].sort());
  for (const [tenant, { owns }] of Object.entries(mapping.tenants))
    for (const [pbx, { endpoints, trunks, numbers }] of Object.entries(owns)) {
      for (const number of numbers) add(`number ${number} on PBX ${pbx}`, tenant);
      for (const endpoint of endpoints) add(`endpoint ${endpoint} on PBX ${pbx}`, tenant);
      for (const trunk of trunks) add(`trunk ${trunk} of PBX ${pbx}`, tenant);
    }
  return owners;
}

function keys(before: Mapping, after: Mapping): Consequence[] {
  return Object.entries(before.tenants).flatMap(([tenant, config]) =>
    Object.entries(config.keys).flatMap(([name, key]) => {
      const young = own(own(after.tenants, tenant)?.keys, name);
      if (young && canonical(young) === canonical(key)) return [];
      const fate = young ? 'changes: its sockets are closed and come again' : 'is revoked: its sockets are closed';
      return [{ about: 'key' as const, words: `key ${name} of tenant ${tenant} ${fate}` }];
    }),
  );
}

function applications(before: Mapping, after: Mapping, live: LiveCalls): Consequence[] {
  return Object.entries(before.tenants).flatMap(([tenant, config]) =>
    Object.entries(config.applications).flatMap(([name, application]) => {
      const young = own(own(after.tenants, tenant)?.applications, name);
      if (!own(after.tenants, tenant) || young?.kind === application.kind) return [];
      const fate = young ? `is of kind ${young.kind}, no longer ${application.kind}` : 'is gone';
      const count = Object.entries(config.venues)
        .filter(([, venue]) => venue.application === name)
        .reduce((sum, [venue]) => sum + (live.get(`${tenant}/${venue}`) ?? 0), 0);
      return [
        { about: 'application' as const, words: `application ${name} of tenant ${tenant} ${fate}`, ...some(count) },
      ];
    }),
  );
}

const union = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
