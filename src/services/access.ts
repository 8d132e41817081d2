/** Keys: who may do what. Secrets are random and kept as SHA-256 only; the look-up is by hash, so it leaks no timing. */
import { type Refusal, refuse } from '../core/errors';
import { idOf, SYSTEM } from '../core/ids';
import type { Key } from '../core/kinds';
import type { JournalRecord } from '../core/record';
import type { Access, Principal } from './api';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

export class Keys implements Access, PartitionListener {
  private readonly byHash = new Map<string, Key>();
  private readonly hashes = new Map<string, string>();

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    /** Hash of the installation's own admin key. */
    private readonly adminHash: string,
  ) {}

  authenticate(secret: string): Principal | Refusal {
    const hash = this.ports.ids.hash(secret);
    if (hash === this.adminHash) return { key: 'admin', actor: 'key:admin', role: 'admin' };
    const key = this.byHash.get(hash);
    if (!key) return refuse('auth.invalid');
    return {
      key: key.id,
      actor: `key:${key.id}`,
      role: key.role,
      ...(key.tenant !== undefined && { tenant: key.tenant }),
      ...(key.venues && { venues: key.venues }),
    };
  }

  applied(tenant: string, record: JournalRecord): void {
    if (tenant === SYSTEM && record.subject.startsWith('key/')) this.index(record.data as Key);
  }

  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    if (tenant === SYSTEM) for (const id of partition?.ids('key') ?? []) this.index(partition?.get('key', id) as Key);
  }

  private index(key: Key): void {
    const old = this.hashes.get(key.id);
    if (old !== undefined) this.byHash.delete(old);
    this.hashes.delete(key.id);
    if (key.revokedAt !== undefined) return;
    this.hashes.set(key.id, key.hash);
    this.byHash.set(key.hash, key);
  }

  /** Makes, changes and revokes the keys that the mapping names, also when only their secret is another one. */
  followMapping(): void {
    const wanted = new Map<string, Key>();
    for (const [tenant, { keys }] of Object.entries(this.mappings.current.tenants))
      for (const name of Object.keys(keys)) {
        const key = this.mapped(tenant, name);
        if (key) wanted.set(key.id, key);
      }
    for (const id of [...(this.partitions.get(SYSTEM)?.ids('key') ?? [])]) {
      const key = this.partitions.get(SYSTEM)?.get<Key>('key', id);
      if (key?.source === 'mapping' && key.revokedAt === undefined && !wanted.has(id)) this.revoke(key, 'system');
    }
    for (const key of wanted.values()) this.keep(key);
  }

  private mapped(tenant: string, name: string): Key | undefined {
    const config = this.mappings.current.tenants[tenant]?.keys[name];
    const secret = this.mappings.keySecret(tenant, name);
    if (!config || secret === undefined) {
      this.ports.log.warn('the secret of a key is not there', { tenant, key: name });
      return undefined;
    }
    return {
      id: idOf('key', this.ports.ids.derive('key', tenant, name)),
      tenant,
      name,
      role: config.role,
      ...(config.venues && { venues: config.venues }),
      hash: this.ports.ids.hash(secret),
      source: 'mapping',
      createdAt: this.ports.clock.now(),
    };
  }

  private keep(key: Key): void {
    const known = this.partitions.get(SYSTEM)?.get<Key>('key', key.id);
    const same = known && known.revokedAt === undefined && sameKey(known, key);
    if (same) return;
    const type = known ? 'key.changed' : 'key.created';
    this.partitions.decide(SYSTEM, { actor: 'system' }, () => ({
      drafts: [{ type, id: key.id, data: key }],
      reply: undefined,
    }));
  }

  /** The key is no longer accepted from now on. */
  revoke(key: Key, actor: string): number {
    const data = { ...key, revokedAt: this.ports.clock.now() };
    const made = this.partitions.decide(SYSTEM, { actor }, () => ({
      drafts: [{ type: 'key.revoked', id: key.id, data }],
      reply: undefined,
    }));
    return 'seq' in made ? made.seq : 0;
  }
}

const sameKey = (a: Key, b: Key): boolean =>
  a.hash === b.hash && a.role === b.role && JSON.stringify(a.venues) === JSON.stringify(b.venues);
