/**
 * The mapping in force (design §2, §9): the last applied one, kept in `system` with its author; broken ones change
 * nothing. Applying it opens the partitions of its tenants, follows its PBXs and keeps the keys it names.
 */

import type { ApplicationState } from '../core/application';
import type { CallConfig } from '../core/callDraft';
import { type Flaw, isRefusal, type Refusal } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { SYSTEM } from '../core/ids';
import type { Transaction } from '../core/kinds';
import type { PartySnapshot } from '../core/line';
import { byName, type Mapping, mapping as mappingSchema, type PbxConfig } from '../core/mapping';
import { checkMapping } from '../core/mappingCheck';
import { bareRecord } from '../core/own';
import type { Entry } from '../core/queue';
import { indexVenues, type ResolvedVenue, resolveVenue, type VenueIndex } from '../core/venue';
import type { Vault } from '../ports/vault';
import { hideSecrets, type Literals, revealSecret } from './mappingSecrets';
import type { Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

interface Applied {
  readonly id: string;
  readonly version: number;
  readonly appliedAt: number;
  readonly source: string;
  readonly hash: string;
  readonly mapping: Mapping;
}

/** Settled parts of the mapping, made once when it is put in force. */
interface InForce {
  readonly mapping: Mapping;
  readonly venues: VenueIndex;
  readonly literals: Literals;
  readonly configs: Map<string, CallConfig>;
}

const EMPTY_PBX: PbxConfig = { kind: 'simulator', headers: [], trunks: bareRecord({}), routingPoints: bareRecord({}) };
const NOTHING: Mapping = byName({ pbxs: {}, tenants: {} });
const ID = 'main';

export type OnMapping = (mapping: Mapping) => Promise<void>;

export class Mappings {
  private inForce: InForce = { mapping: NOTHING, venues: new Map(), literals: {}, configs: new Map() };

  constructor(
    private readonly ports: Ports,
    private readonly vault: Vault,
    private readonly partitions: Partitions,
    /** Hash of the admin's key: no tenant may have the same. */
    private readonly adminHash: string,
    private readonly queues: Pick<QueueLines, 'size'>,
  ) {}

  get current(): Mapping {
    return this.inForce.mapping;
  }

  /** The record of the mapping in force: version, source and hash of what was last applied. */
  get applied(): Applied | undefined {
    return this.partitions.get(SYSTEM)?.get<Applied>('mapping', ID);
  }

  /** Puts in force what was last applied, after `system` was loaded. */
  restore(): void {
    const resource = this.partitions.get(SYSTEM)?.resource('mapping', ID);
    if (!resource) return;
    const literals = resource.secret === undefined ? {} : (JSON.parse(this.vault.open(resource.secret)) as Literals);
    this.putInForce((resource.data as Applied).mapping, literals);
  }

  /** Validates and puts in force; a refusal names each flaw and nothing has changed. */
  async apply(input: unknown, source: string, actor: string): Promise<{ version: number } | Refusal> {
    const parsed = mappingSchema.safeParse(input);
    if (!parsed.success) return { refused: 'mapping.invalid', errors: flawsOf(parsed.error) };
    const flaws = [...checkMapping(byName(parsed.data)), ...this.missingSecrets(parsed.data)];
    if (flaws.length > 0) return { refused: 'mapping.invalid', errors: flaws };
    const { mapping, literals } = hideSecrets(parsed.data);
    const version = (this.applied?.version ?? 0) + 1;
    const hash = this.ports.ids.hash(JSON.stringify(parsed.data));
    const data: Applied = { id: ID, version, appliedAt: this.ports.clock.now(), source, hash, mapping };
    const secret = this.vault.seal(JSON.stringify(literals));
    const made = this.partitions.decide(SYSTEM, { actor }, () => ({
      drafts: [{ type: 'mapping.changed', id: ID, data, secret }],
      reply: { version },
    }));
    if (isRefusal(made)) return made;
    this.putInForce(mapping, literals);
    await this.partitions.durable(SYSTEM, made.seq);
    return made.reply;
  }

  /** Whether this text is what was applied last. */
  isApplied(input: unknown): boolean {
    const parsed = mappingSchema.safeParse(input);
    return parsed.success && this.applied?.hash === this.ports.ids.hash(JSON.stringify(parsed.data));
  }

  /** Secrets and certificates that are not there, and keys that would be two people's. */
  private missingSecrets(mapping: Mapping): Flaw[] {
    const flaws: Flaw[] = [];
    const owners = new Map([[this.adminHash, 'the admin']]);
    const check = (path: string, reference: Parameters<typeof revealSecret>[0] | undefined) => {
      if (reference && revealSecret(reference, path, {}, this.vault) === undefined)
        flaws.push({ path, message: 'the secret it refers to is not there' });
    };
    for (const [name, pbx] of Object.entries(mapping.pbxs)) {
      check(`/pbxs/${name}/password`, pbx.password);
      if (pbx.ca !== undefined) check(`/pbxs/${name}/ca`, { file: pbx.ca });
    }
    for (const [tenant, { keys }] of Object.entries(mapping.tenants))
      for (const [name, key] of Object.entries(keys)) {
        const path = `/tenants/${tenant}/keys/${name}/secret`;
        check(path, key.secret);
        const hash = this.ports.ids.hash(revealSecret(key.secret, path, {}, this.vault) ?? path);
        const owner = owners.get(hash);
        if (owner !== undefined) flaws.push({ path, message: `is the secret of ${owner}, too` });
        owners.set(hash, `key ${name} of tenant ${tenant}`);
      }
    return flaws;
  }

  private putInForce(mapping: Mapping, literals: Literals): void {
    const bare = byName(mapping);
    this.inForce = { mapping: bare, literals, venues: indexVenues(bare), configs: new Map() };
  }

  /** The password of a PBX, where the mapping names one that is there. */
  password(pbx: string): string | undefined {
    const reference = this.current.pbxs[pbx]?.password;
    return reference && revealSecret(reference, `/pbxs/${pbx}/password`, this.inForce.literals, this.vault);
  }

  /** The secret of a key that the mapping names. */
  keySecret(tenant: string, name: string): string | undefined {
    const reference = this.current.tenants[tenant]?.keys[name]?.secret;
    return (
      reference && revealSecret(reference, `/tenants/${tenant}/keys/${name}/secret`, this.inForce.literals, this.vault)
    );
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
      config = this.configOf(tenant, pbx);
      this.inForce.configs.set(key, config);
    }
    return config;
  }

  private configOf(tenant: string, pbx: string): CallConfig {
    const { mapping } = this.inForce;
    return {
      tenant,
      mapping: mapping.tenants[tenant],
      pbx: mapping.pbxs[pbx] ?? EMPTY_PBX,
      application: (name) => this.partitions.get(tenant)?.get<ApplicationState>('application', name),
      transaction: (id) => this.partitions.get(tenant)?.get<Transaction>('transaction', id),
      entry: (id) => this.partitions.get(tenant)?.get<Entry>('entry', id),
      waiting: (queue) => this.queues.size(tenant, queue),
    };
  }
}
