/**
 * What takes long of a whole mapping: its schema, its check, what differs from the one in force. Mappings come and go as JSON,
 * which is handed to another thread and back at no cost, so that nobody has to wait for it.
 */
import { canonical } from './canonical';
import type { Flaw } from './errors';
import { firstFlaws, flawsOf, unheardNames } from './flaws';
import { byName, filled, type Mapping, mapping as schema, withShared } from './mapping';
import { checkMapping } from './mappingCheck';
import { type Consequence, consequencesOf } from './mappingConsequences';
import { diffMappings, type MappingChange } from './mappingDiff';
import { hideSecrets, type Literals, type SecretRules } from './mappingSecrets';

export interface Difference {
  readonly changes: readonly MappingChange[];
  readonly consequences: readonly Consequence[];
}

export interface Examination {
  /** JSON of a mapping, not yet validated. */
  readonly input: string;
  readonly secrets: SecretRules;
  /** JSON of the mapping in force, as it was written. */
  readonly inForce: string;
  /** Live calls, as `LiveCalls`. */
  readonly live: readonly (readonly [string, number])[];
}

/** A mapping that fits its schema. */
export interface Fitting {
  /** JSON of the mapping, its secrets hidden. */
  readonly mapping: string;
  readonly literals: Literals;
  /** One text for one content: mapping and secrets. */
  readonly canonical: string;
  /** JSON of all flaws that can be found without knowing anything else of the installation. */
  readonly flaws: string;
  /** JSON of the `Difference` to the one in force. */
  readonly difference: string;
}

export type Examined = { readonly unfit: readonly Flaw[] } | Fitting;

export function examine({ input, secrets, inForce, live }: Examination): Examined {
  const value: unknown = JSON.parse(input);
  const parsed = schema.safeParse(value);
  if (!parsed.success) return { unfit: flawsOf(parsed.error) };
  const unheard = unheardNames(value);
  if (unheard.length > 0) return { unfit: firstFlaws(unheard) };
  const { mapping, literals, flaws: written } = hideSecrets(parsed.data, secrets);
  const flaws = [...checkMapping(byName(parsed.data)), ...written];
  const before = JSON.parse(inForce) as Mapping;
  const consequences = consequencesOf(acted(before), acted(mapping), new Map(live));
  return {
    mapping: JSON.stringify(mapping),
    literals,
    canonical: canonical([mapping, literals]),
    flaws: JSON.stringify(flaws),
    difference: JSON.stringify({ changes: diffMappings(before, mapping), consequences } satisfies Difference),
  };
}

/** JSON of what differs between two mappings that were kept, as `MappingChange[]`; each given as JSON. */
export const compareKept = (before: string, after: string): string =>
  JSON.stringify(diffMappings(filled(JSON.parse(before)), filled(JSON.parse(after))));

const acted = (written: Mapping): Mapping => withShared(byName(written));
