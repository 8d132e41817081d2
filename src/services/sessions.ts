/**
 * Who comes in with a session: users who signed in. A session is a resource; the cookie is its id with the vault's
 * signature, so nothing that is stored lets anybody in. Idle ones end, counted anew after a restart; all end in time.
 */
import { type Refusal, refuse } from '../core/errors';
import { idOf, SYSTEM } from '../core/ids';
import type { JournalRecord } from '../core/record';
import type { Session, SessionEnd } from '../core/session';
import type { Tenant } from '../core/tenant';
import { isActive, type User } from '../core/user';
import type { Vault } from '../ports/vault';
import type { Principal } from './api';
import type { Admission } from './authority';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** A long working day. */
const LIFE_MS = 12 * 3_600_000;
const IDLE_MS = 2 * 3_600_000;
/** Of one user; the oldest makes room. */
const MAX_SESSIONS = 20;

export class Sessions implements Admission, PartitionListener {
  readonly kinds = ['session'] as const;
  /** Of each session that lasts: its tenant, and monotonic ms of the last request. */
  private readonly live = new Map<string, { readonly tenant: string; seen: number }>();
  private readonly ofUser = new Map<string, Set<string>>();

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly vault: Vault,
  ) {}

  /** The principal of a cookie. */
  authenticate(cookie: string): Principal | Refusal {
    const dot = cookie.indexOf('.');
    const id = cookie.slice(0, dot);
    if (dot < 0 || !this.vault.signed(`session:${id}`, cookie.slice(dot + 1))) return refuse('auth.invalid');
    const session = this.get(id);
    const user = session && this.user(session);
    if (!session || !user) return refuse('auth.invalid', 'the session has ended');
    const principal = principalOf(session, user);
    const refusal = this.admits(principal);
    const known = this.live.get(id);
    if (!refusal && known) known.seen = this.ports.clock.monotonic();
    return refusal ?? principal;
  }

  admits(principal: Principal): Refusal | undefined {
    const session = this.get(principal.key);
    const now = this.ports.clock.now();
    if (!session || session.endedAt !== undefined || session.expiresAt <= now)
      return refuse('auth.invalid', 'the session has ended');
    if (this.ports.clock.monotonic() - (this.live.get(session.id)?.seen ?? 0) > IDLE_MS) {
      this.end(session.id, 'idle', 'system');
      return refuse('auth.invalid', 'the session was idle for too long');
    }
    const user = this.user(session);
    if (!isActive(user) || user.role !== principal.role) return refuse('auth.invalid', 'the user may not stay');
    const tenant = this.partitions.get(SYSTEM)?.get<Tenant>('tenant', session.tenant);
    return tenant?.suspendedAt === undefined ? undefined : refuse('tenant.suspended');
  }

  /** Begins a session of a user; say what it is only when that is durable. */
  begin(user: User): { session: Session; principal: Principal; cookie: string } {
    const now = this.ports.clock.now();
    const id = idOf('session', this.ports.ids.fresh());
    const session: Session = { id, tenant: user.tenant, user: user.id, createdAt: now, expiresAt: now + LIFE_MS };
    const mine = [...(this.ofUser.get(user.id) ?? [])];
    for (const oldest of mine.slice(0, Math.max(0, mine.length - MAX_SESSIONS + 1)))
      this.end(oldest, 'replaced', 'system');
    this.record('session.started', session, `user:${user.id}`);
    return { session, principal: principalOf(session, user), cookie: `${id}.${this.vault.sign(`session:${id}`)}` };
  }

  /** What a page must send with every change, to show that it could read an answer of ours. */
  csrf(session: string): string {
    return this.vault.sign(`csrf:${session}`);
  }

  csrfFits(session: string, token: string): boolean {
    return this.vault.signed(`csrf:${session}`, token);
  }

  /** Ends a session; nothing when it has ended. */
  end(id: string, reason: SessionEnd, actor: string): void {
    const session = this.get(id);
    if (!session || session.endedAt !== undefined) return;
    this.record('session.ended', { ...session, endedAt: this.ports.clock.now(), reason }, actor);
  }

  /** Ends the sessions of a user, all or all but one. */
  endAll(user: string, reason: SessionEnd, actor: string, but?: string): void {
    for (const id of [...(this.ofUser.get(user) ?? [])]) if (id !== but) this.end(id, reason, actor);
  }

  deadline(id: string): void {
    this.end(id, 'expired', 'system');
  }

  get(id: string): Session | undefined {
    const tenant = this.live.get(id)?.tenant;
    return tenant === undefined ? undefined : this.partitions.get(tenant)?.get<Session>('session', id);
  }

  private user({ tenant, user }: Session): User | undefined {
    return this.partitions.get(tenant)?.get<User>('user', user);
  }

  private record(type: 'session.started' | 'session.ended', data: Session, actor: string): void {
    this.partitions.decide(data.tenant, { actor }, () => ({
      drafts: [{ type, id: data.id, data }],
      reply: undefined,
    }));
  }

  applied(_: string, record: JournalRecord): void {
    this.index(record.data as Session);
  }

  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('session') ?? []) this.index(partition?.get('session', id) as Session);
  }

  /** Another tenure runs the tenant, or it was erased. */
  dropped(tenant: string): void {
    for (const [id, known] of this.live) if (known.tenant === tenant) this.live.delete(id);
    for (const [user, ids] of this.ofUser) if (![...ids].some((id) => this.live.has(id))) this.ofUser.delete(user);
  }

  private index({ id, tenant, user, endedAt }: Session): void {
    const mine = this.ofUser.get(user) ?? new Set();
    if (endedAt === undefined) {
      this.ofUser.set(user, mine.add(id));
      this.live.set(id, { tenant, seen: this.ports.clock.monotonic() });
      return;
    }
    mine.delete(id);
    if (mine.size === 0) this.ofUser.delete(user);
    this.live.delete(id);
  }
}

const principalOf = (session: Session, user: User): Principal => ({
  key: session.id,
  actor: `user:${user.id}`,
  role: user.role,
  tenant: session.tenant,
  user: user.id,
});
