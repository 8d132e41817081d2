/**
 * Who asks, and whether they may come in by this door. A key travels in the `Authorization` header alone: addresses
 * are logged by every proxy. What a key may do to a resource is decided by the services.
 */
import { type Refusal, refuse } from '../../core/errors';
import type { Access, Principal, Role } from '../../services/api';

const BEARER = /^Bearer +([\w.~+/=-]{1,200})$/i;

/** The principal of an `Authorization` header. */
export function authenticate(header: string | undefined, access: Access): Principal | Refusal {
  if (header === undefined) return refuse('auth.missing');
  const secret = BEARER.exec(header)?.[1];
  return secret === undefined ? refuse('auth.invalid', 'expected: Bearer <key>') : access.authenticate(secret);
}

/**
 * Why a principal may not enter. A key of one tenant gets the same answer for every other tenant, there or not:
 * nothing is looked up before.
 */
export function barred(principal: Principal, roles: readonly Role[], tenant?: string): Refusal | undefined {
  if (tenant !== undefined && principal.role !== 'admin' && principal.tenant !== tenant)
    return refuse('auth.forbidden', 'the key is not one of this tenant');
  if (!roles.includes(principal.role)) return refuse('auth.forbidden', `not with the role ${principal.role}`);
  return undefined;
}
