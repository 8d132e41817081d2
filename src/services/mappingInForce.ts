/** The mapping in force, with everything that is looked up in it made once. */
import type { CallConfig } from '../core/callDraft';
import { byName, type Mapping, withShared } from '../core/mapping';
import { withRetiring } from '../core/mappingRetire';
import type { Literals } from '../core/mappingSecrets';
import { indexVenues, type VenueIndex } from '../core/venue';

export interface InForce {
  /** As it was written, secrets hidden. */
  readonly written: Mapping;
  /** The same as JSON. */
  readonly json: string;
  /** As it is acted upon. */
  readonly mapping: Mapping;
  /** That, and what goes on of PBXs that were taken out. */
  readonly running: Mapping;
  readonly retiring: ReadonlySet<string>;
  readonly venues: VenueIndex;
  readonly literals: Literals;
  readonly configs: Map<string, CallConfig>;
}

/** `json`: the mapping as it was written; `retired`: what goes on of PBXs that it has not got any more. */
export function settle(raw: Mapping, json: string, retired: Mapping | undefined, literals: Literals): InForce {
  const mapping = withShared(byName(raw));
  const running = withRetiring(mapping, retired && byName(retired));
  const retiring = new Set(Object.keys(running.pbxs).filter((pbx) => !mapping.pbxs[pbx]));
  const venues = indexVenues(mapping);
  return { written: raw, json, mapping, running, retiring, literals, venues, configs: new Map() };
}

const NOTHING: Mapping = byName({ pbxs: {}, tenants: {} });

/** Before the first mapping is applied. */
export const NOTHING_IN_FORCE: InForce = settle(NOTHING, JSON.stringify(NOTHING), undefined, {});
