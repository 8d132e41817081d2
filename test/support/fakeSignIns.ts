/** Doors for people as delivery sees them: one user, one password, one session. */
import { isRefusal, type Refusal, refuse } from '../../src/core/errors';
import { flawsOf } from '../../src/core/flaws';
import { acceptBody, changePasswordBody, signInBody } from '../../src/core/user';
import type { CommandReply, Principal, SignedIn, SignIns } from '../../src/services/api';

/** What the cookie of the one session holds. */
export const COOKIE = 'se_1.signed';
export const CSRF = 'token-of-the-session';
const OWNER: Principal = { key: 'se_1', actor: 'user:us_1', role: 'owner', tenant: 'acme', user: 'us_1' };

/** Records where requests came from. */
export class FakeSignIns implements SignIns {
  readonly bodies = { signIn: signInBody, accept: acceptBody, password: changePasswordBody };
  /** Addresses of those who signed in. */
  readonly addresses: string[] = [];

  authenticate(cookie: string): Principal | Refusal {
    return cookie === COOKIE ? OWNER : refuse('auth.invalid');
  }

  csrfFits(_: Principal, token: string): boolean {
    return token === CSRF;
  }

  async signIn(body: unknown, address: string): Promise<SignedIn | Refusal> {
    const read = signInBody.safeParse(body);
    if (!read.success) return { refused: 'request.invalid', errors: flawsOf(read.error) };
    this.addresses.push(address);
    if (read.data.password !== 'right') return refuse('auth.sign_in_failed');
    return { status: 200, data: { role: 'owner' }, cookie: COOKIE, expiresAt: 3_600_000 };
  }

  async accept(body: unknown): Promise<SignedIn | Refusal> {
    const read = acceptBody.safeParse(body);
    if (!read.success) return { refused: 'request.invalid', errors: flawsOf(read.error) };
    return refuse('auth.invitation_gone');
  }

  whoIs({ actor, role }: Principal): CommandReply {
    return { status: 200, data: { actor, role } };
  }

  async signOut({ user }: Principal, everywhere: boolean): Promise<CommandReply> {
    return user === undefined ? refuse('auth.not_signed_in') : { status: 200, data: { everywhere } };
  }

  async changePassword(principal: Principal): Promise<CommandReply> {
    const reply = await this.signOut(principal, false);
    return isRefusal(reply) ? reply : { status: 200, data: {} };
  }
}
