/** Users of a tenant by REST (design §9): made, changed, invited, deactivated. */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { idOf } from '../core/ids';
import { publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import { changeUserBody, createUserBody, invited, type User } from '../core/user';
import type { CommandReply, Page, Principal, UserAdministration } from './api';
import { mayAct } from './authority';
import type { TenantLimits } from './limits';
import type { DecideOptions, Partitions, Ports } from './partitions';
import type { RequestMarks } from './requestMarks';
import type { Sessions } from './sessions';
import type { UserDirectory, UserEvent } from './userDirectory';

const INVITATION_MS = 7 * 86_400_000;
const TOKEN_BYTES = 32;

export interface UserDeps {
  readonly users: UserDirectory;
  readonly sessions: Sessions;
  readonly limits: TenantLimits;
  readonly marks: RequestMarks;
}

export class UserService implements UserAdministration {
  readonly bodies = { create: createUserBody, change: changeUserBody };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly deps: UserDeps,
  ) {}

  list(principal: Principal, tenant: string): Page | Refusal {
    const refusal = this.barred(principal, tenant, 'users.list');
    if (refusal) return refusal;
    return { items: this.deps.users.ofTenant(tenant).map((user) => publicView('user', user)) };
  }

  async one(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const found = this.barred(principal, tenant, 'users.get') ?? this.find(tenant, id);
    return isRefusal(found) ? found : this.reply(tenant, id);
  }

  async create(principal: Principal, tenant: string, body: unknown, requestId?: string): Promise<CommandReply> {
    const refusal = this.barred(principal, tenant, 'users.create');
    if (refusal) return refusal;
    const asked = this.deps.marks.of(principal, requestId, ['user', tenant, body]);
    const repeated = await this.deps.marks.repeated(asked, 'user', tenant);
    if (repeated) return repeated;
    const parsed = createUserBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    if (this.deps.users.byLogin(tenant, parsed.data.login))
      return refuse('resource.conflict', `there is a user ${parsed.data.login} already`);
    const full = this.deps.limits.room(tenant, 'users') ?? this.deps.marks.away();
    if (full) return full;
    const id = idOf('user', this.ports.ids.fresh());
    const user: User = { id, tenant, ...parsed.data, state: 'invited', createdAt: this.ports.clock.now() };
    return this.invitation('user.created', user, principal, asked && { ...asked, ref: id });
  }

  /** Another invitation, for who lost the first one or forgot the password; the one before is void. */
  async invite(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, id, 'users.invite');
    if (isRefusal(found)) return found;
    if (found.state === 'deactivated') return refuse('resource.conflict', 'the user is deactivated');
    return this.invitation('user.invited', found, principal);
  }

  /** The answer is the only place where the token is ever shown. */
  private async invitation(
    type: Extract<UserEvent, 'user.created' | 'user.invited'>,
    user: User,
    { actor }: Principal,
    request?: DecideOptions['request'],
  ): Promise<CommandReply> {
    const token = `sbi_${this.ports.ids.secret(TOKEN_BYTES)}`;
    const next = invited(user, this.ports.ids.hash(token), this.ports.clock.now() + INVITATION_MS);
    this.deps.users.record(type, next, { actor, ...(request && { request }) });
    const reply = await this.reply(user.tenant, user.id, type === 'user.created' ? 201 : 200);
    return isRefusal(reply) ? reply : { ...reply, data: { ...(reply.data as object), invitation: token } };
  }

  async change(
    principal: Principal,
    tenant: string,
    id: string,
    body: unknown,
    ifMatch?: number | '*',
  ): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, id, 'users.change');
    if (isRefusal(found)) return found;
    const parsed = changeUserBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    if (ifMatch === undefined) return refuse('request.condition_missing');
    const { seq } = this.partitions.get(tenant)?.resource('user', id) ?? {};
    if (ifMatch !== '*' && ifMatch !== seq) return refuse('resource.changed');
    const { name = found.name, role = found.role } = parsed.data;
    const stranded = role === 'owner' ? undefined : this.lastOwner(principal, found);
    if (stranded) return stranded;
    this.deps.users.record('user.changed', { ...found, name, role }, { actor: principal.actor });
    return this.reply(tenant, id);
  }

  async deactivate(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, id, 'users.deactivate');
    if (isRefusal(found)) return found;
    const stranded = this.lastOwner(principal, found);
    if (stranded) return stranded;
    const { invitation: _, invitedUntil: __, ...rest } = found;
    if (found.state !== 'deactivated')
      this.deps.users.record('user.deactivated', { ...rest, state: 'deactivated' }, { actor: principal.actor });
    this.deps.sessions.endAll(id, 'deactivated', principal.actor);
    return this.reply(tenant, id);
  }

  async activate(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, id, 'users.activate');
    if (isRefusal(found)) return found;
    const state = found.passwordChangedAt === undefined ? 'invited' : 'active';
    if (found.state === 'deactivated')
      this.deps.users.record('user.activated', { ...found, state }, { actor: principal.actor });
    return this.reply(tenant, id);
  }

  /** Ends every session of a user. */
  async signOut(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, id, 'users.sign_out');
    if (isRefusal(found)) return found;
    this.deps.sessions.endAll(id, 'signedOutByOwner', principal.actor);
    return this.reply(tenant, id);
  }

  /** An owner may not leave the tenant without one; an admin may, and can invite another. */
  private lastOwner(principal: Principal, user: User): Refusal | undefined {
    if (principal.role === 'admin' || user.role !== 'owner' || user.state !== 'active') return undefined;
    const mates = this.deps.users.ofTenant(user.tenant);
    const other = mates.some((mate) => mate.id !== user.id && mate.role === 'owner' && mate.state === 'active');
    return other ? undefined : refuse('resource.conflict', 'the last owner who can sign in');
  }

  private async reply(tenant: string, id: string, status = 200): Promise<CommandReply> {
    const resource = this.partitions.get(tenant)?.resource('user', id);
    if (!resource) return refuse('resource.not_found');
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return { status, data: publicView('user', resource.data), seq: resource.seq };
  }

  private forChange(principal: Principal, tenant: string, id: string, operation: string): User | Refusal {
    return this.barred(principal, tenant, operation) ?? this.deps.marks.away() ?? this.find(tenant, id);
  }

  private find(tenant: string, id: string): User | Refusal {
    const user = this.deps.users.get(id);
    return user?.tenant === tenant ? user : refuse('resource.not_found');
  }

  private barred(principal: Principal, tenant: string, operation: string): Refusal | undefined {
    if (!mayAct(principal, tenant, rolesFor(operation))) return refuse('auth.forbidden');
    return this.partitions.get(tenant) ? undefined : refuse('resource.not_found');
  }
}
