/**
 * Which venue a call arrives at: more keys before fewer, exact before pattern, longer pattern before shorter,
 * then by name, so that the answer never depends on the order of a file (design §2).
 */
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

interface Candidate extends ResolvedVenue {
  readonly pattern?: RegExp;
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
      const candidate: Candidate = candidateOf(tenant, name, venue);
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

function candidateOf(tenant: string, name: string, venue: Venue): Candidate {
  const { dnis } = venue.match;
  const by = Object.keys(venue.match).sort();
  const pattern = dnis?.startsWith('_') === true;
  return {
    tenant,
    name,
    venue,
    by,
    rank: [-by.length, pattern ? 1 : 0, -(dnis?.length ?? 0)],
    ...(pattern && { pattern: patternToRegExp(dnis) }),
  };
}

function matches(candidate: Candidate, arrival: Arrival): boolean {
  const { context, pbxTenant, endpoint } = candidate.venue.match;
  return (
    (candidate.pattern === undefined || candidate.pattern.test(arrival.dnis)) &&
    (context === undefined || context === arrival.context) &&
    (pbxTenant === undefined || pbxTenant === arrival.pbxTenant) &&
    (endpoint === undefined || endpoint === arrival.endpoint)
  );
}

function byRank(a: Candidate, b: Candidate): number {
  for (let i = 0; i < a.rank.length; i++) {
    const difference = (a.rank[i] ?? 0) - (b.rank[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return `${a.tenant}/${a.name}` < `${b.tenant}/${b.name}` ? -1 : 1;
}

const CLASSES: Readonly<Record<string, string>> = { X: '[0-9]', Z: '[1-9]', N: '[2-9]', '.': '.+', '!': '.*' };

/** An Asterisk extension pattern (after `_`) as a regular expression. */
export function patternToRegExp(pattern: string): RegExp {
  const source = pattern
    .slice(1)
    .replace(/\[[0-9*#-]+\]|./g, (token) =>
      token.length > 1 ? token : (CLASSES[token.toUpperCase()] ?? literal(token)),
    );
  return new RegExp(`^${source}$`);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\#-]/g, '\\$&');
