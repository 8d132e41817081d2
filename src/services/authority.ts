/** Who may look at what and do what (design §9): the tenant is fixed by the key, an admin may look at each. */
import { type Refusal, refuse } from '../core/errors';
import type { Principal, Role } from './api';
import type { Partitions } from './partitions';

/** Looks again at somebody who came in before. */
export interface Admission {
  /** Why the principal may not stay; nothing when it may. */
  admits(principal: Principal): Refusal | undefined;
}

/** Whether the principal may see anything of a tenant. */
export const mayLook = (principal: Principal, tenant: string): boolean =>
  principal.role === 'admin' || principal.tenant === tenant;

/** Whether the principal may do what these roles may, in that tenant. */
export const mayAct = (principal: Principal, tenant: string, roles: readonly Role[]): boolean =>
  mayLook(principal, tenant) && (principal.role === 'admin' || roles.includes(principal.role));

/** Whether a venue is within the scope of the key; what has no venue is not, for a limited key. */
export const inScope = (principal: Principal, venue: string | undefined): boolean =>
  !principal.venues || (venue !== undefined && principal.venues.includes(venue));

/** Why nothing of a tenant is told or changed now; that it is not here is said only to whoever may look at it. */
export function barred(allowed: boolean, tenant: string, partitions: Partitions): Refusal | undefined {
  if (!allowed) return refuse('auth.forbidden');
  // What is told must be durable, and nobody knows when that will be.
  if (partitions.commits.away) return refuse('store.away');
  return partitions.get(tenant) ? undefined : refuse('resource.not_found');
}
