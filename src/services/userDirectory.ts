/**
 * All users by id, login and invitation; each lives in the partition of its tenant. What is stored of a password is
 * sealed beside its user.
 */
import type { JournalRecord } from '../core/record';
import type { User } from '../core/user';
import type { Vault } from '../ports/vault';
import type { DecideOptions, PartitionListener, Partitions, Ports } from './partitions';

export type UserEvent = 'user.created' | 'user.invited' | 'user.changed' | 'user.deactivated' | 'user.activated';

export class UserDirectory implements PartitionListener {
  readonly kinds = ['user'] as const;
  private readonly tenants = new Map<string, string>();
  private readonly logins = new Map<string, string>();
  /** Hash of the token → user. */
  private readonly invitations = new Map<string, string>();
  private readonly tokens = new Map<string, string>();
  private readonly members = new Map<string, Set<string>>();

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly vault: Vault,
  ) {}

  get(id: string | undefined): User | undefined {
    const tenant = this.tenants.get(id ?? '');
    return tenant === undefined ? undefined : this.partitions.get(tenant)?.get<User>('user', id ?? '');
  }

  byLogin(tenant: string, login: string): User | undefined {
    return this.get(this.logins.get(`${tenant} ${login.toLowerCase()}`));
  }

  /** The user whose invitation the token is, while it lasts. */
  byInvitation(token: string): User | undefined {
    const user = this.get(this.invitations.get(this.ports.ids.hash(token)));
    return user?.invitation && user.invitation.until > this.ports.clock.now() ? user : undefined;
  }

  /** What is stored of the password of a user. */
  password(id: string): string | undefined {
    const sealed = this.partitions.get(this.tenants.get(id) ?? '')?.resource('user', id)?.secret;
    return sealed === undefined ? undefined : this.vault.open(sealed);
  }

  /** Users of a tenant, the deactivated ones included, in the order they were made. */
  ofTenant(tenant: string): User[] {
    return [...(this.members.get(tenant) ?? [])].map((id) => this.get(id) as User);
  }

  count(tenant: string): number {
    return this.members.get(tenant)?.size ?? 0;
  }

  /** Commits a user with what is stored of the password. */
  record(
    type: UserEvent,
    data: User,
    options: Pick<DecideOptions, 'actor' | 'request'>,
    password = this.password(data.id),
  ): void {
    const secret = password === undefined ? undefined : this.vault.seal(password);
    this.partitions.decide(data.tenant, options, () => ({
      drafts: [{ type, id: data.id, data, ...(secret !== undefined && { secret }) }],
      reply: undefined,
    }));
  }

  applied(_: string, record: JournalRecord): void {
    this.index(record.data as User);
  }

  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('user') ?? []) this.index(partition?.get('user', id) as User);
  }

  /** Another tenure runs the tenant, or it was erased. */
  dropped(tenant: string): void {
    for (const id of this.members.get(tenant) ?? []) {
      this.invitations.delete(this.tokens.get(id) ?? '');
      this.tokens.delete(id);
      this.tenants.delete(id);
    }
    for (const name of [...this.logins.keys()]) if (name.startsWith(`${tenant} `)) this.logins.delete(name);
    this.members.delete(tenant);
  }

  private index({ id, tenant, login, invitation }: User): void {
    this.invitations.delete(this.tokens.get(id) ?? '');
    this.tokens.delete(id);
    if (invitation) {
      this.invitations.set(invitation.hash, id);
      this.tokens.set(id, invitation.hash);
    }
    this.tenants.set(id, tenant);
    this.logins.set(`${tenant} ${login}`, id);
    this.members.set(tenant, (this.members.get(tenant) ?? new Set()).add(id));
  }
}
