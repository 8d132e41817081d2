/**
 * Which venue a call arrives at: more keys before fewer, exact before pattern, longer pattern before shorter,
 * then by name, so that the answer never depends on the order of a file (design §2).
 */
import { patternToRegExp } from './dialledPattern';
import type { Mapping, Venue } from './mapping';

export interface Arrival {
  readonly pbx: string;
  readonly routingPoint: string;
  readonly dnis: string;
  readonly context?: string;
  readonly pbxTenant?: string;
  readonly endpoint?: string;
}

export interface ResolvedVenue {
  readonly tenant: string;
  readonly name: string;
  readonly venue: Venue;
  /** The keys that decided, for dry runs and traces. */
  readonly by: readonly string[];
}

/** A venue as it is compared with others and with calls. */
export interface Candidate extends ResolvedVenue {
  readonly pattern?: RegExp;
  /** Endpoint of the PBX that its calls come by, named or that of its trunk; absent: any. */
  readonly endpoint?: string;
  readonly rank: readonly number[];
}

/** Venues of one routing point: exact dialled numbers by look-up, the rest in order of precedence. */
interface Point {
  readonly exact: ReadonlyMap<string, readonly Candidate[]>;
  readonly others: readonly Candidate[];
}

interface PointDraft {
  readonly exact: Map<string, Candidate[]>;
  readonly others: Candidate[];
}

export type VenueIndex = ReadonlyMap<string, Point>;

/** Prepared once per mapping, so that an arriving call costs a look-up and the patterns, not all venues. */
export function indexVenues(mapping: Mapping): VenueIndex {
  const points = new Map<string, PointDraft>();
  for (const [tenant, { venues }] of Object.entries(mapping.tenants))
    for (const [name, venue] of Object.entries(venues)) {
      const point: PointDraft = points.get(venue.routingPoint) ?? { exact: new Map(), others: [] };
      points.set(venue.routingPoint, point);
      const candidate: Candidate = candidateOf(mapping, tenant, name, venue);
      const { dnis } = venue.match;
      if (dnis === undefined || dnis.startsWith('_')) point.others.push(candidate);
      else point.exact.set(dnis, [...(point.exact.get(dnis) ?? []), candidate]);
    }
  for (const point of points.values()) {
    point.others.sort(byRank);
    for (const list of point.exact.values()) list.sort(byRank);
  }
  return points;
}

/** The venue an arriving call belongs to; `undefined` when none takes it. */
export function resolveVenue(index: VenueIndex, arrival: Arrival): ResolvedVenue | undefined {
  const point = index.get(`${arrival.pbx}/${arrival.routingPoint}`);
  if (!point) return undefined;
  const fits = (c: Candidate) => matches(c, arrival);
  const exact = point.exact.get(arrival.dnis)?.find(fits);
  const other = point.others.find(fits);
  if (!exact || !other) return exact ?? other;
  return byRank(exact, other) <= 0 ? exact : other;
}

/** The endpoint that calls at a venue come by; `undefined` when any will do. */
export function endpointOf(mapping: Mapping, { routingPoint, match }: Venue): string | undefined {
  if (match.trunk === undefined) return match.endpoint;
  return mapping.pbxs[routingPoint.split('/')[0] ?? '']?.trunks[match.trunk]?.endpoint;
}

export function candidateOf(mapping: Mapping, tenant: string, name: string, venue: Venue): Candidate {
  const { dnis } = venue.match;
  const endpoint = endpointOf(mapping, venue);
  const by = Object.keys(venue.match).sort();
  const pattern = dnis?.startsWith('_') ? patternToRegExp(dnis) : undefined;
  return {
    tenant,
    name,
    venue,
    by,
    rank: [-by.length, pattern ? 1 : 0, -(dnis?.length ?? 0)],
    ...(endpoint !== undefined && { endpoint }),
    ...(pattern && { pattern }),
  };
}

const matches = (candidate: Candidate, arrival: Arrival): boolean => failedKeys(candidate, arrival).length === 0;

/** Keys of a venue that a call does not fit. */
export function failedKeys({ venue, pattern, endpoint }: Candidate, arrival: Arrival): string[] {
  const { dnis, context, pbxTenant, trunk } = venue.match;
  const failed: string[] = [];
  if (dnis !== undefined && !(pattern ? pattern.test(arrival.dnis) : dnis === arrival.dnis)) failed.push('dnis');
  if (context !== undefined && context !== arrival.context) failed.push('context');
  if (pbxTenant !== undefined && pbxTenant !== arrival.pbxTenant) failed.push('pbxTenant');
  const line = trunk === undefined ? 'endpoint' : 'trunk';
  if ((endpoint !== undefined || trunk !== undefined) && endpoint !== arrival.endpoint) failed.push(line);
  return failed;
}

/** Below 0 when `a` goes before `b`. */
export function byRank(a: Candidate, b: Candidate): number {
  for (let i = 0; i < a.rank.length; i++) {
    const difference = (a.rank[i] ?? 0) - (b.rank[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return `${a.tenant}/${a.name}` < `${b.tenant}/${b.name}` ? -1 : 1;
}
