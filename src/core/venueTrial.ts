/**
 * The dry run of an arriving call: which venue it would reach, by which keys, which others fit as well and why they come
 * after, and what the nearest misses lack. The same comparison as for real calls, in words.
 */
import { z } from 'zod';
import { canonicalEndpoint } from './endpointName';
import { slug } from './ids';
import type { Mapping, Venue } from './mapping';
import { normalise } from './number';
import { own } from './own';
import { type Arrival, byRank, type Candidate, candidateOf, failedKeys } from './venue';

/** A call as the PBX would tell of it. */
export const trialCall = z.strictObject({
  routingPoint: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'pbx/routing-point')
    .meta({ description: '<pbx>/<routing point>' }),
  dnis: z.string().max(80).meta({ description: 'Dialled number as the PBX sends it' }),
  ani: z.string().max(80).default('').meta({ description: 'Calling number as the PBX sends it; empty when withheld' }),
  context: z.string().max(80).exactOptional().meta({ description: 'Context of the dialplan it comes by' }),
  pbxTenant: z.string().max(80).exactOptional().meta({ description: 'Tenant id that the PBX itself gives it' }),
  endpoint: z
    .string()
    .max(80)
    .overwrite(canonicalEndpoint)
    .exactOptional()
    .meta({ description: 'Endpoint it comes by, such as PJSIP/carrier' }),
  trunk: slug.exactOptional().meta({ description: 'Trunk it comes by, instead of its endpoint' }),
});
export type TrialCall = z.infer<typeof trialCall>;

const place = { tenant: z.string(), venue: z.string() };
export const trialResult = z.object({
  /** `venue`, or `unmapped`: the default treatments of the routing point. */
  outcome: z.enum(['venue', 'unmapped']),
  venue: z
    .object({
      ...place,
      application: z.object({ name: z.string(), kind: z.string(), shared: z.boolean() }),
      /** Keys that decided. */
      by: z.array(z.string()),
    })
    .optional(),
  /** The caller's number in E.164, read by the trunk. */
  customerNumber: z.string().optional(),
  trunk: z.string().optional(),
  /** Other venues that fit, in the order they would follow. */
  lost: z.array(z.object({ ...place, by: z.array(z.string()), reason: z.string() })),
  /** Venues of the routing point that do not fit, nearest first. */
  missed: z.array(z.object({ ...place, keys: z.array(z.string()), reason: z.string() })),
  /** What may have been meant. */
  hints: z.array(z.string()),
});
export type TrialResult = z.infer<typeof trialResult>;

/** So many near misses are named. */
const MAX_MISSED = 20;
const MAX_LOST = 50;

/** `mapping` as it is acted upon. `undefined` when it has no such routing point. */
export function tryCall(mapping: Mapping, call: TrialCall): TrialResult | undefined {
  const [pbx = '', routingPoint = ''] = call.routingPoint.split('/');
  const config = own(mapping.pbxs, pbx);
  if (!config || !own(config.routingPoints, routingPoint)) return undefined;
  const endpoint = call.endpoint ?? own(config.trunks, call.trunk ?? '')?.endpoint;
  const arrival: Arrival = { ...call, pbx, routingPoint, ...(endpoint !== undefined && { endpoint }) };
  const candidates = candidatesAt(mapping, call.routingPoint);
  const [winner, ...rest] = candidates.filter((one) => failedKeys(one, arrival).length === 0);
  const line = Object.entries(config.trunks).find(([, t]) => t.endpoint !== undefined && t.endpoint === endpoint);
  const customerNumber = line && normalise(call.ani, line[1]);
  return {
    outcome: winner ? 'venue' : 'unmapped',
    ...(winner && { venue: { ...nameOf(winner), application: applicationOf(mapping, winner), by: [...winner.by] } }),
    ...(customerNumber !== undefined && { customerNumber }),
    ...(line && { trunk: line[0] }),
    lost: winner ? rest.slice(0, MAX_LOST).map((one) => lost(one, winner)) : [],
    missed: missedOf(candidates, arrival),
    hints: hintsOf(candidates, arrival, winner),
  };
}

function candidatesAt(mapping: Mapping, routingPoint: string): Candidate[] {
  const all = Object.entries(mapping.tenants).flatMap(([tenant, { venues }]) =>
    Object.entries(venues)
      .filter(([, venue]) => venue.routingPoint === routingPoint)
      .map(([name, venue]) => candidateOf(mapping, tenant, name, venue)),
  );
  return all.sort(byRank);
}

const nameOf = ({ tenant, name }: Candidate) => ({ tenant, venue: name });

function applicationOf(mapping: Mapping, { tenant, venue }: Candidate) {
  const name = venue.application;
  const shared = own(mapping.system?.applications, name);
  const kind = (shared ?? own(mapping.tenants[tenant]?.applications, name))?.kind ?? 'none';
  return { name, kind, shared: shared !== undefined };
}

function lost(one: Candidate, winner: Candidate) {
  return { ...nameOf(one), by: [...one.by], reason: reasonOf(one, winner) };
}

function reasonOf(one: Candidate, winner: Candidate): string {
  const first = one.rank.findIndex((rank, i) => rank !== winner.rank[i]);
  const keys = (list: readonly string[]) => `${list.length} (${list.join(', ')})`;
  if (first === 0) return `fewer keys: ${keys(one.by)} against ${keys(winner.by)}`;
  if (first === 1) return `its number is the pattern ${one.venue.match.dnis}; ${winner.venue.match.dnis} is exact`;
  if (first === 2 && one.venue.match.dnis === undefined) return 'names no dialled number';
  if (first === 2) return `its pattern ${one.venue.match.dnis} is shorter than ${winner.venue.match.dnis}`;
  return `as exact; ${winner.tenant}/${winner.name} comes first by name`;
}

function missedOf(candidates: readonly Candidate[], arrival: Arrival) {
  return candidates
    .map((one) => ({ one, keys: failedKeys(one, arrival) }))
    .filter(({ keys }) => keys.length > 0)
    .sort((a, b) => a.keys.length - b.keys.length)
    .slice(0, MAX_MISSED)
    .map(({ one, keys }) => ({
      ...nameOf(one),
      keys,
      reason: keys.map((key) => `${key} ${wanted(one.venue, key)}, not ${said(arrival, key)}`).join('; '),
    }));
}

const wanted = ({ match }: Venue, key: string): string => String(match[key as keyof Venue['match']]);

function said(arrival: Arrival, key: string): string {
  const value = arrival[(key === 'trunk' ? 'endpoint' : key) as keyof Arrival];
  return value === undefined || value === '' ? 'given' : value;
}

/** People type numbers as they read them; a PBX sends them as it likes. */
function hintsOf(candidates: readonly Candidate[], arrival: Arrival, winner: Candidate | undefined): string[] {
  if (winner) return [];
  const { dnis } = arrival;
  const spellings = dnis.startsWith('+') ? [dnis.slice(1)] : [`+${dnis}`];
  const digits = dnis.replace(/[\s()/.-]/g, '');
  if (digits !== dnis) spellings.push(digits, digits.replace(/^\+/, ''));
  return spellings.flatMap((spelling) => {
    const found = candidates.find((one) => failedKeys(one, { ...arrival, dnis: spelling }).length === 0);
    return found ? [`a call to ${spelling} would reach venue ${found.name} of tenant ${found.tenant}`] : [];
  });
}
