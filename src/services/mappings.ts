/**
 * The mapping in force (design §2, §9): the last applied one, kept in `system` with its author; broken ones change
 * nothing. Applying it opens the partitions of its tenants, follows its PBXs and keeps the keys it names.
 */
import type { CallConfig } from '../core/callDraft';
import { canonical } from '../core/canonical';
import type { Draft } from '../core/decision';
import { isRefusal, type Refusal } from '../core/errors';
import { firstFlaws, flawsOf, unheardNames } from '../core/flaws';
import { SYSTEM } from '../core/ids';
import type { MappingVersion } from '../core/kinds';
import type { PartySnapshot } from '../core/line';
import { byName, filled, type Mapping, mapping as mappingSchema, type PbxConfig, withShared } from '../core/mapping';
import { checkMapping } from '../core/mappingCheck';
import { retiredPart, withRetiring } from '../core/mappingRetire';
import { bareRecord } from '../core/own';
import type { Resource } from '../core/partition';
import { indexVenues, type ResolvedVenue, resolveVenue, type VenueIndex } from '../core/venue';
import type { Vault } from '../ports/vault';
import { callConfigOf, type Sources } from './callConfig';
import type { LinkSecrets } from './lines';
import { hasCalls } from './liveCalls';
import { hideSecrets, type Literals, revealSecret, type SecretRules } from './mappingSecrets';
import type { Made, Partitions, Ports } from './partitions';
import { queuesBeyond } from './quotaCounts';
import { attributesSecret, messageSecrets, missingSecrets } from './secretChecks';

/** Settled parts of the mapping, made once when it is put in force. */
interface InForce {
  /** As it was written, secrets hidden. */
  readonly written: Mapping;
  /** As it is acted upon. */
  readonly mapping: Mapping;
  /** That, and what goes on of PBXs that were taken out. */
  readonly running: Mapping;
  readonly retiring: ReadonlySet<string>;
  readonly venues: VenueIndex;
  readonly literals: Literals;
  readonly configs: Map<string, CallConfig>;
}

/** A mapping that may take effect. */
export interface Checked {
  /** Its secrets hidden. */
  readonly mapping: Mapping;
  readonly literals: Literals;
  readonly hash: string;
}

/** What is noted of a version beside its content. */
export type Notes = Pick<MappingVersion, 'author' | 'source'> &
  Partial<Pick<MappingVersion, 'comment' | 'file' | 'summary'>> & { readonly byFile?: string | undefined };

const EMPTY_PBX: PbxConfig = { kind: 'simulator', headers: [], trunks: bareRecord({}), routingPoints: bareRecord({}) };
const NOTHING: Mapping = byName({ pbxs: {}, tenants: {} });

export class Mappings {
  private inForce: InForce = settle(NOTHING, undefined, {});

  constructor(
    readonly ports: Ports,
    private readonly vault: Vault,
    readonly partitions: Partitions,
    /** Hash of the admin's key: no tenant may have the same. */
    private readonly adminHash: string,
    private readonly sources: Omit<Sources, 'partitions' | 'ports'>,
  ) {}

  /** The mapping in force, as it is acted upon. */
  get current(): Mapping {
    return this.inForce.mapping;
  }

  /** The mapping in force as it was written, secrets hidden. */
  get written(): Mapping {
    return this.inForce.written;
  }

  /** What is acted upon, and PBXs that were taken out while calls are on them. */
  get running(): Mapping {
    return this.inForce.running;
  }

  /** PBXs that take no new calls. */
  get retiring(): ReadonlySet<string> {
    return this.inForce.retiring;
  }

  /** The version in force. */
  get applied(): MappingVersion | undefined {
    return this.resource?.data as MappingVersion | undefined;
  }

  /** The version in force with its sequence and sealed secrets. */
  get resource(): Resource | undefined {
    const partition = this.partitions.get(SYSTEM);
    const live = [...(partition?.ids('mapping') ?? [])].map((id) => partition?.resource('mapping', id));
    return live.find((one) => one && (one.data as MappingVersion).endedAt === undefined);
  }

  /** Secrets that were written out in the mapping in force. */
  get literals(): Literals {
    return this.inForce.literals;
  }

  /** Puts in force what was last applied, after `system` was loaded. */
  restore(): void {
    const { resource } = this;
    if (!resource) return;
    const { mapping, retiring } = resource.data as MappingVersion;
    this.inForce = settle(mapping ? filled(mapping) : NOTHING, retiring && filled(retiring), this.literalsOf(resource));
  }

  /** Written-out secrets of a version. */
  literalsOf({ secret }: { secret?: string }): Literals {
    return secret === undefined ? {} : (JSON.parse(this.vault.open(secret)) as Literals);
  }

  /** Validates; a refusal names each flaw. Nothing changes. */
  check(input: unknown, rules: SecretRules = { sealed: this.literals, written: false }): Checked | Refusal {
    const parsed = mappingSchema.safeParse(input);
    if (!parsed.success) return { refused: 'mapping.invalid', errors: flawsOf(parsed.error) };
    const unheard = unheardNames(input);
    if (unheard.length > 0) return { refused: 'mapping.invalid', errors: firstFlaws(unheard) };
    const { mapping, literals, flaws: written } = hideSecrets(parsed.data, rules);
    const flaws = [
      ...checkMapping(byName(parsed.data)),
      ...written,
      ...queuesBeyond(this.partitions, mapping),
      ...missingSecrets(mapping, literals, { ...this.ports, vault: this.vault, adminHash: this.adminHash }),
    ];
    if (flaws.length > 0) return { refused: 'mapping.invalid', errors: firstFlaws(flaws) };
    return { mapping, literals, hash: this.ports.ids.hash(canonical([mapping, literals])) };
  }

  /** Whether the file with this content needs not be applied again. */
  isApplied(input: unknown): boolean {
    return this.applied?.file?.hash === this.ports.ids.hash(canonical(input));
  }

  /** Puts a mapping in force, as a further version; the one before ends. */
  commit(checked: Checked, notes: Notes): Made<{ version: number }> | Refusal {
    const { resource, applied } = this;
    const now = this.ports.clock.now();
    const version = (applied?.version ?? 0) + 1;
    const retiring = this.retiringWith(checked.mapping);
    const { byFile, ...rest } = notes;
    const file = byFile === undefined ? applied?.file : { hash: byFile, version };
    const { mapping, hash } = checked;
    const id = `v${version}`;
    const facts = { id, version, appliedAt: now, ...rest, hash, ...(file && { file }), ...(retiring && { retiring }) };
    const literals = { ...this.kept(retiring), ...checked.literals };
    const secret = this.vault.seal(JSON.stringify(literals));
    const before: Draft[] = resource && applied ? [superseded(applied, resource.secret, now)] : [];
    // Made before anything is noted: what cannot be put in force is no version.
    const inForce = settle(mapping, retiring, literals);
    const made = this.partitions.decide(SYSTEM, { actor: notes.author ?? 'system' }, () => ({
      drafts: [{ type: 'mapping.changed', id, data: { ...facts, mapping }, secret }, ...before],
      reply: { version },
    }));
    if (!isRefusal(made)) this.inForce = inForce;
    return made;
  }

  private retiringWith(after: Mapping): Mapping | undefined {
    return retiredPart(this.inForce.running, after, (pbx) => hasCalls(this.partitions, pbx));
  }

  /** Passwords of PBXs that are not in the mapping any more. */
  private kept(retiring: Mapping | undefined): Literals {
    const paths = Object.keys(retiring?.pbxs ?? {}).map((pbx) => `/pbxs/${pbx}/password`);
    return Object.fromEntries(Object.entries(this.literals).filter(([path]) => paths.includes(path)));
  }

  /** What the link to a PBX is made with, as it is now; what is not there is missing. */
  linkSecrets(pbx: string): LinkSecrets {
    const { password: reference, ca: file } = this.running.pbxs[pbx] ?? {};
    const path = `/pbxs/${pbx}/password`;
    const password = reference && revealSecret(reference, path, this.inForce.literals, this.vault);
    const ca = file === undefined ? undefined : this.vault.resolve({ file });
    return { ...(password !== undefined && { password }), ...(ca !== undefined && { ca }) };
  }

  /** The secret of a key that the mapping names. */
  keySecret(tenant: string, name: string): string | undefined {
    const reference = this.current.tenants[tenant]?.keys[name]?.secret;
    return (
      reference && revealSecret(reference, `/tenants/${tenant}/keys/${name}/secret`, this.inForce.literals, this.vault)
    );
  }

  /** The secret that the attributes of a venue are asked for with. */
  attributesSecret(tenant: string, venue: string): string | undefined {
    return attributesSecret(this.current, tenant, venue, this.inForce.literals, this.vault);
  }

  /** The secrets that the messages of a tenant are sent with, by name. */
  messageSecrets(tenant: string): Readonly<Record<string, string>> {
    return messageSecrets(this.current, tenant, this.inForce.literals, this.vault);
  }

  /** The venue an arriving party belongs to. */
  resolve(pbx: string, party: PartySnapshot): ResolvedVenue | undefined {
    return resolveVenue(this.inForce.venues, {
      pbx,
      routingPoint: party.routingPoint ?? '',
      dnis: party.dnis,
      ...(party.context !== undefined && { context: party.context }),
      ...(party.pbxTenant !== undefined && { pbxTenant: party.pbxTenant }),
      ...(party.endpoint !== undefined && { endpoint: party.endpoint }),
    });
  }

  /** What calls of a tenant on a PBX are decided by. */
  callConfig(tenant: string, pbx: string): CallConfig {
    const key = `${tenant}/${pbx}`;
    let config = this.inForce.configs.get(key);
    if (!config) {
      const { running } = this.inForce;
      const { partitions, ports } = this;
      const sources = { ...this.sources, partitions, ports };
      config = callConfigOf({ tenant, pbx: running.pbxs[pbx] ?? EMPTY_PBX, name: pbx }, running, sources);
      this.inForce.configs.set(key, config);
    }
    return config;
  }
}

function settle(raw: Mapping, retired: Mapping | undefined, literals: Literals): InForce {
  const mapping = withShared(byName(raw));
  const running = withRetiring(mapping, retired && byName(retired));
  const retiring = new Set(Object.keys(running.pbxs).filter((pbx) => !mapping.pbxs[pbx]));
  return { written: raw, mapping, running, retiring, literals, venues: indexVenues(mapping), configs: new Map() };
}

function superseded(version: MappingVersion, secret: string | undefined, now: number): Draft {
  const { retiring: _, ...rest } = version;
  const data = { ...rest, endedAt: now };
  return { type: 'mapping.superseded', id: version.id, data, ...(secret !== undefined && { secret }) };
}
