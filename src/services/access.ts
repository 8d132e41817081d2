/** Who comes in with a key. Secrets are random and kept as SHA-256 only; the look-up is by hash, so it leaks no timing. */
import { type Refusal, refuse } from '../core/errors';
import { idOf, SYSTEM } from '../core/ids';
import { type Key, rotated, withoutPrevious } from '../core/key';
import type { JournalRecord } from '../core/record';
import type { Tenant } from '../core/tenant';
import type { Access, Principal, Role } from './api';
import type { Admission } from './authority';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** The last use of a key is known to the minute. */
const COARSE_MS = 60_000;
/** Keys that are looked at before others have their turn. */
const SLICE = 50;

interface Known {
  readonly id: string;
  /** Rotations of the key when this was its secret. */
  readonly rotations: number;
}

export class Keys implements Access, Admission, PartitionListener {
  readonly kinds = ['key'] as const;
  private readonly byHash = new Map<string, Known>();
  private readonly hashes = new Map<string, readonly string[]>();
  private readonly used = new Map<string, number>();
  /** Ids of the keys of a tenant that are accepted. */
  private readonly ofTenant = new Map<string, Set<string>>();

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
    const known = this.byHash.get(hash);
    const key = known && this.get(known.id);
    if (!known || !key) return refuse('auth.invalid');
    const principal = principalOf(key, known.rotations);
    const refusal = this.admits(principal);
    if (refusal) return refusal;
    const now = this.ports.clock.now();
    this.used.set(key.id, now - (now % COARSE_MS));
    return principal;
  }

  /** Why somebody who came in may not stay: the key is another one now, or not accepted any more. */
  admits(principal: Principal): Refusal | undefined {
    if (principal.key === 'admin') return undefined;
    const key = this.get(principal.key);
    const now = this.ports.clock.now();
    if (!key || key.revokedAt !== undefined || (key.expiresAt ?? now + 1) <= now)
      return refuse('auth.invalid', 'the key was revoked or has expired');
    const rotations = key.rotations ?? 0;
    const overlap = principal.rotations === rotations - 1 && key.previous !== undefined && now < key.previous.until;
    if (principal.rotations !== rotations && !overlap) return refuse('auth.invalid', 'the key has another secret now');
    if (!sameScope(principal, key)) return refuse('auth.invalid', 'role or scope of the key changed');
    return this.suspended(key.tenant) ? refuse('tenant.suspended') : undefined;
  }

  /** Whether a tenant is not served. */
  suspended(tenant: string | undefined): boolean {
    if (tenant === undefined) return false;
    return this.partitions.get(SYSTEM)?.get<Tenant>('tenant', tenant)?.suspendedAt !== undefined;
  }

  private get(id: string): Key | undefined {
    return this.partitions.get(SYSTEM)?.get<Key>('key', id);
  }

  /** Wall time of its last use, to the minute, since this process started. */
  lastUsed(id: string): number | undefined {
    return this.used.get(id);
  }

  /** How many keys of a tenant are accepted. */
  count(tenant: string): number {
    return this.ofTenant.get(tenant)?.size ?? 0;
  }

  applied(tenant: string, record: JournalRecord): void {
    if (tenant === SYSTEM) this.index(record.data as Key);
  }

  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    if (tenant === SYSTEM) for (const id of partition?.ids('key') ?? []) this.index(partition?.get('key', id) as Key);
  }

  private index(key: Key): void {
    for (const hash of this.hashes.get(key.id) ?? []) this.byHash.delete(hash);
    this.hashes.delete(key.id);
    const mates = this.ofTenant.get(key.tenant ?? SYSTEM) ?? new Set();
    this.ofTenant.set(key.tenant ?? SYSTEM, mates);
    mates.delete(key.id);
    if (key.revokedAt !== undefined) {
      this.used.delete(key.id);
      if (mates.size === 0) this.ofTenant.delete(key.tenant ?? SYSTEM);
      return;
    }
    mates.add(key.id);
    const rotations = key.rotations ?? 0;
    this.hashes.set(key.id, [key.hash, ...(key.previous ? [key.previous.hash] : [])]);
    if (key.previous) this.byHash.set(key.previous.hash, { id: key.id, rotations: rotations - 1 });
    this.byHash.set(key.hash, { id: key.id, rotations });
  }

  /** A deadline of a key: it expires, or the secret before its last rotation does. */
  deadline(id: string, name: string): void {
    const key = this.get(id);
    if (!key || key.revokedAt !== undefined) return;
    if (name === 'expires') this.revoke(key, 'system', 'expired');
    else this.record('key.changed', withoutPrevious(key), 'system');
  }

  /** Makes, changes and revokes the keys that the mapping names, also when only their secret is another one. */
  async followMapping(): Promise<void> {
    const wanted = new Map<string, Key>();
    let looked = 0;
    for (const [tenant, { keys }] of Object.entries(this.mappings.current.tenants))
      for (const name of Object.keys(keys)) {
        const key = this.mapped(tenant, name);
        if (key) wanted.set(key.id, key);
        if (++looked % SLICE === 0) await this.partitions.breathe();
      }
    for (const id of [...(this.partitions.get(SYSTEM)?.ids('key') ?? [])]) {
      const key = this.get(id);
      if (key?.source === 'mapping' && key.revokedAt === undefined && !wanted.has(id))
        this.revoke(key, 'system', 'unmapped');
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
    const known = this.get(key.id);
    if (!known || known.revokedAt !== undefined) return void this.record('key.created', key, 'system');
    if (known.hash === key.hash && sameScope(known, key)) return;
    const { hash, createdAt, rotations = 0 } = known;
    const kept = { ...key, createdAt, ...(rotations > 0 && { rotations }) };
    const now = this.ports.clock.now();
    this.record('key.changed', hash === key.hash ? kept : rotated(kept, key.hash, 0, now), 'system');
  }

  /** The key is no longer accepted from now on. */
  revoke(key: Key, actor: string, reason: NonNullable<Key['reason']> = 'revoked'): number {
    const data = { ...withoutPrevious(key), revokedAt: this.ports.clock.now(), reason };
    return this.record('key.revoked', data, actor);
  }

  private record(type: 'key.created' | 'key.changed' | 'key.revoked', data: Key, actor: string): number {
    const made = this.partitions.decide(SYSTEM, { actor }, () => ({
      drafts: [{ type, id: data.id, data }],
      reply: undefined,
    }));
    return 'seq' in made ? made.seq : 0;
  }
}

const principalOf = (key: Key, rotations: number): Principal => ({
  key: key.id,
  actor: `key:${key.id}`,
  role: key.role,
  rotations,
  ...(key.tenant !== undefined && { tenant: key.tenant }),
  ...(key.venues && { venues: key.venues }),
});

interface Scope {
  readonly role: Role;
  readonly venues?: readonly string[] | undefined;
}
const sameScope = (a: Scope, b: Scope): boolean =>
  a.role === b.role && JSON.stringify(a.venues) === JSON.stringify(b.venues);
