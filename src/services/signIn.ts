/**
 * The doors for people: sign in, accept an invitation, change the password, sign out. Who guesses is slowed down by user
 * and by address; nobody learns from an answer, or from the time it takes, whether a tenant or a user exists.
 */
import type { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { publicView } from '../core/kinds';
import { networkOf } from '../core/network';
import { iso } from '../core/time';
import { acceptBody, changePasswordBody, isActive, signInBody, type User, withPassword } from '../core/user';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import type { Passwords } from '../ports/passwords';
import type { CommandReply, Principal, SignedIn, SignIns } from './api';
import { Lockout } from './lockout';
import type { Partitions } from './partitions';
import type { RequestMarks } from './requestMarks';
import type { Sessions } from './sessions';
import type { UserDirectory } from './userDirectory';

const FREE_PER_USER = 5;
/** An office goes out by one address. */
const FREE_PER_ADDRESS = 50;

export interface SignInDeps {
  readonly ports: { readonly clock: Clock; readonly log: Log };
  readonly partitions: Partitions;
  readonly passwords: Passwords;
  readonly users: UserDirectory;
  /** Whether a tenant is not served. */
  readonly suspended: (tenant: string) => boolean;
  readonly sessions: Sessions;
  readonly marks: RequestMarks;
}

export class SignInService implements SignIns {
  readonly bodies = { signIn: signInBody, accept: acceptBody, password: changePasswordBody };
  private readonly users: Lockout;
  private readonly addresses: Lockout;

  constructor(private readonly deps: SignInDeps) {
    this.users = new Lockout(deps.ports.clock, FREE_PER_USER);
    this.addresses = new Lockout(deps.ports.clock, FREE_PER_ADDRESS);
  }

  authenticate(cookie: string): Principal | Refusal {
    return this.deps.sessions.authenticate(cookie);
  }

  csrfFits(principal: Principal, token: string): boolean {
    return this.deps.sessions.csrfFits(principal.key, token);
  }

  async signIn(body: unknown, address: string): Promise<SignedIn | Refusal> {
    const asked = parsed(signInBody, body);
    if (isRefusal(asked)) return asked;
    const { tenant, login, password } = asked;
    const known = this.deps.users.byLogin(tenant, login);
    const checked = await this.guarded(`${tenant} ${login.toLowerCase()}`, address, known, password);
    if (isRefusal(checked)) return checked;
    // Only who has shown the password learns more.
    if (this.deps.suspended(checked.tenant)) return refuse('tenant.suspended');
    return this.begin(checked);
  }

  /** The user, when it is active and the password is right. */
  private async guarded(
    name: string,
    address: string,
    user: User | undefined,
    password: string,
  ): Promise<User | Refusal> {
    const away = this.deps.marks.away();
    if (away) return away;
    const locked = this.users.attempt(name) ?? this.addresses.attempt(networkOf(address));
    if (locked) return locked;
    const stored = isActive(user) ? this.deps.users.password(user.id) : undefined;
    const fits = await this.deps.passwords.fits(password, stored);
    // It may have been deactivated, or given another password, while the hash was computed.
    if (!fits || !user || this.deps.users.password(user.id) !== stored || !isActive(this.deps.users.get(user.id))) {
      this.deps.ports.log.warn('a sign-in failed', { address, ...(user && { tenant: user.tenant, user: user.id }) });
      return refuse('auth.sign_in_failed');
    }
    this.users.forgive(name);
    this.addresses.undo(networkOf(address));
    return user;
  }

  private async begin(user: User): Promise<SignedIn> {
    const { session, principal, cookie } = this.deps.sessions.begin(user);
    await this.durable(user.tenant);
    return { status: 200, data: this.view(principal), cookie, expiresAt: session.expiresAt };
  }

  /** The invitation is the proof: whoever has it chooses the password, and every other session of the user ends. */
  async accept(body: unknown): Promise<SignedIn | Refusal> {
    const asked = parsed(acceptBody, body);
    if (isRefusal(asked)) return asked;
    const user = this.deps.users.byInvitation(asked.token);
    if (!user) return refuse('auth.invitation_gone');
    const weak = weakness(user, asked.password) ?? this.deps.marks.away();
    if (weak) return weak;
    const hash = await this.deps.passwords.hash(asked.password);
    const still = this.deps.users.byInvitation(asked.token);
    if (!still) return refuse('auth.invitation_gone');
    const next = withPassword(still, this.deps.ports.clock.now());
    this.deps.users.record('user.changed', next, { actor: `user:${user.id}` }, hash);
    this.deps.sessions.endAll(user.id, 'passwordChanged', `user:${user.id}`);
    if (this.deps.suspended(user.tenant)) return refuse('tenant.suspended');
    return this.begin(next);
  }

  /** Who is asking; a page gets the token that its changes must carry. */
  whoIs(principal: Principal): CommandReply {
    return { status: 200, data: this.view(principal) };
  }

  private view(principal: Principal): object {
    const { actor, role, tenant, venues, user } = principal;
    const known = this.deps.users.get(user);
    const session = known && this.deps.sessions.get(principal.key);
    return {
      actor,
      role,
      ...(tenant !== undefined && { tenant }),
      ...(venues && { venues }),
      ...(known && { user: publicView('user', known) }),
      ...(session && { expiresAt: iso(session.expiresAt), csrf: this.deps.sessions.csrf(session.id) }),
    };
  }

  async signOut(principal: Principal, everywhere: boolean): Promise<CommandReply> {
    const { user, key, actor } = principal;
    if (user === undefined) return refuse('auth.not_signed_in');
    const away = this.deps.marks.away();
    if (away) return away;
    const { sessions } = this.deps;
    if (everywhere) sessions.endAll(user, 'signedOut', actor);
    else sessions.end(key, 'signedOut', actor);
    await this.durable(principal.tenant ?? '');
    return { status: 200, data: {} };
  }

  async changePassword(principal: Principal, body: unknown, address: string): Promise<CommandReply> {
    const user = this.deps.users.get(principal.user);
    if (!user) return refuse('auth.not_signed_in');
    const asked = parsed(changePasswordBody, body);
    if (isRefusal(asked)) return asked;
    const weak = weakness(user, asked.password);
    if (weak) return weak;
    const checked = await this.guarded(`${user.tenant} ${user.login}`, address, user, asked.current);
    if (isRefusal(checked)) return checked;
    const hash = await this.deps.passwords.hash(asked.password);
    const still = this.deps.users.get(user.id);
    if (!isActive(still)) return refuse('auth.sign_in_failed');
    const next = withPassword(still, this.deps.ports.clock.now());
    this.deps.users.record('user.changed', next, { actor: principal.actor }, hash);
    this.deps.sessions.endAll(user.id, 'passwordChanged', principal.actor, principal.key);
    await this.durable(user.tenant);
    return { status: 200, data: {} };
  }

  /** Everything decided in the tenant so far is on disk. */
  private durable(tenant: string): Promise<void> {
    return this.deps.partitions.durable(tenant, this.deps.partitions.get(tenant)?.seq ?? 0);
  }
}

/** A password that is made of the name is guessed first. */
function weakness({ login, tenant }: User, password: string): Refusal | undefined {
  const text = password.toLowerCase();
  const named = [login, tenant].some((word) => word.length > 3 && text.includes(word) && text.length - word.length < 8);
  const same = new Set(text).size < 4;
  if (!named && !same) return undefined;
  const message = named ? 'is little more than the name of the user or tenant' : 'has too few different characters';
  return { refused: 'request.invalid', errors: [{ path: '/password', message }] };
}

function parsed<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> | Refusal {
  const read = schema.safeParse(body);
  return read.success ? read.data : { refused: 'request.invalid', errors: flawsOf(read.error) };
}
