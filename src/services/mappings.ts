/**
 * The mapping in force (design §2, §9): the last applied one, kept in `system` with its author; broken ones change
 * nothing. Applying it opens the partitions of its tenants, follows its PBXs and keeps the keys it names.
 */
import type { CallConfig } from '../core/callDraft';
import type { Draft } from '../core/decision';
import { type Flaw, isRefusal, type Refusal } from '../core/errors';
import { firstFlaws } from '../core/flaws';
import { SYSTEM } from '../core/ids';
import type { MappingVersion } from '../core/kinds';
import type { PartySnapshot } from '../core/line';
import { filled, type Mapping, type PbxConfig } from '../core/mapping';
import type { Difference } from '../core/mappingExamination';
import { retiredPart } from '../core/mappingRetire';
import type { Literals, SecretRules } from '../core/mappingSecrets';
import { bareRecord } from '../core/own';
import type { Resource } from '../core/partition';
import { type ResolvedVenue, resolveVenue } from '../core/venue';
import type { MappingDesk } from '../ports/mappingSource';
import type { Vault } from '../ports/vault';
import { callConfigOf, type Sources } from './callConfig';
import type { LinkSecrets } from './lines';
import { hasCalls, liveCalls } from './liveCalls';
import { type InForce, NOTHING_IN_FORCE, settle } from './mappingInForce';
import { revealSecret } from './mappingSecrets';
import type { Made, Partitions, Ports } from './partitions';
import { queuesBeyond } from './quotaCounts';
import { attributesSecret, messageSecrets, missingSecrets } from './secretChecks';

/** A mapping that may take effect. */
export interface Checked {
  /** Its secrets hidden. */
  readonly mapping: Mapping;
  /** The same as JSON. */
  readonly json: string;
  readonly literals: Literals;
  readonly hash: string;
  /** What would differ if it were in force. */
  readonly difference: Difference;
}

/** What is noted of a version beside its content. */
export type Notes = Pick<MappingVersion, 'author' | 'source'> &
  Partial<Pick<MappingVersion, 'comment' | 'file' | 'summary'>> & { readonly byFile?: string | undefined };

const EMPTY_PBX: PbxConfig = { kind: 'simulator', headers: [], trunks: bareRecord({}), routingPoints: bareRecord({}) };

interface Means {
  readonly vault: Vault;
  readonly desk: MappingDesk;
  /** Hash of the admin's key: no tenant may have the same. */
  readonly adminHash: string;
}

export class Mappings {
  private inForce: InForce = NOTHING_IN_FORCE;

  constructor(
    readonly ports: Ports,
    readonly partitions: Partitions,
    private readonly sources: Omit<Sources, 'partitions' | 'ports'>,
    private readonly means: Means,
  ) {}

  /** The mapping in force, as it is acted upon. */
  get current(): Mapping {
    return this.inForce.mapping;
  }

  /** The mapping in force as it was written, secrets hidden. */
  get written(): Mapping {
    return this.inForce.written;
  }

  /** That as JSON. */
  get writtenJson(): string {
    return this.inForce.json;
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
    if (!mapping) return;
    const written = filled(mapping);
    const retired = retiring && filled(retiring);
    this.inForce = settle(written, JSON.stringify(written), retired, this.literalsOf(resource));
  }

  /** Written-out secrets of a version. */
  literalsOf({ secret }: { secret?: string }): Literals {
    return secret === undefined ? {} : (JSON.parse(this.means.vault.open(secret)) as Literals);
  }

  /** Validates a mapping given as JSON; a refusal names each flaw. Nothing changes. */
  async check(
    input: string,
    secrets: SecretRules = { sealed: this.literals, written: false },
  ): Promise<Checked | Refusal> {
    const live = [...liveCalls(this.partitions)];
    const found = await this.means.desk.examine({ input, secrets, inForce: this.inForce.json, live });
    if ('unfit' in found) return { refused: 'mapping.invalid', errors: found.unfit };
    const { mapping: json, literals } = found;
    const mapping = JSON.parse(json) as Mapping;
    await this.partitions.breathe();
    const flaws = [
      ...(JSON.parse(found.flaws) as Flaw[]),
      ...queuesBeyond(this.partitions, mapping),
      ...missingSecrets(mapping, literals, { ...this.ports, ...this.means }),
    ];
    if (flaws.length > 0) return { refused: 'mapping.invalid', errors: firstFlaws(flaws) };
    const difference = JSON.parse(found.difference) as Difference;
    return { mapping, json, literals, hash: this.ports.ids.hash(found.canonical), difference };
  }

  /** Whether the file with this content, as its canonical text, needs not be applied again. */
  isApplied(canonical: string): boolean {
    return this.applied?.file?.hash === this.ports.ids.hash(canonical);
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
    const secret = this.means.vault.seal(JSON.stringify(literals));
    const before: Draft[] = resource && applied ? [superseded(applied, resource.secret, now)] : [];
    // Made before anything is noted: what cannot be put in force is no version.
    const inForce = settle(mapping, checked.json, retiring, literals);
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
    const password = reference && revealSecret(reference, path, this.inForce.literals, this.means.vault);
    const ca = file === undefined ? undefined : this.means.vault.resolve({ file });
    return { ...(password !== undefined && { password }), ...(ca !== undefined && { ca }) };
  }

  /** The secret of a key that the mapping names. */
  keySecret(tenant: string, name: string): string | undefined {
    const reference = this.current.tenants[tenant]?.keys[name]?.secret;
    return (
      reference &&
      revealSecret(reference, `/tenants/${tenant}/keys/${name}/secret`, this.inForce.literals, this.means.vault)
    );
  }

  /** The secret that the attributes of a venue are asked for with. */
  attributesSecret(tenant: string, venue: string): string | undefined {
    return attributesSecret(this.current, tenant, venue, this.inForce.literals, this.means.vault);
  }

  /** The secrets that the messages of a tenant are sent with, by name. */
  messageSecrets(tenant: string): Readonly<Record<string, string>> {
    return messageSecrets(this.current, tenant, this.inForce.literals, this.means.vault);
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

function superseded(version: MappingVersion, secret: string | undefined, now: number): Draft {
  const { retiring: _, ...rest } = version;
  const data = { ...rest, endedAt: now };
  return { type: 'mapping.superseded', id: version.id, data, ...(secret !== undefined && { secret }) };
}
