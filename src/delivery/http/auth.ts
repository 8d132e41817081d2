/**
 * Who asks, and whether they may come in by this door. A key travels in the `Authorization` header alone: addresses
 * are logged by every proxy. What a key may do to a resource is decided by the services.
 */
import type { IncomingMessage } from 'node:http';
import { isRefusal, type Refusal, refuse } from '../../core/errors';
import type { Access, Api, Principal, Role } from '../../services/api';
import { sessionIn } from '../cookies';
import type { Edge } from '../edge';

const BEARER = /^Bearer +([\w.~+/=-]{1,200})$/i;

/** The principal of an `Authorization` header. */
export function authenticate(header: string | undefined, access: Access): Principal | Refusal {
  if (header === undefined) return refuse('auth.missing');
  const secret = BEARER.exec(header)?.[1];
  return secret === undefined ? refuse('auth.invalid', 'expected: Bearer <key>') : access.authenticate(secret);
}

/** What coming in takes. */
export interface Doors {
  readonly api: Pick<Api, 'access' | 'signIns'>;
  readonly edge: Edge;
}

/**
 * The principal of a request: by its key, else by its session. A browser sends its cookie whoever made the page, so what
 * a session changes must show that a page of ours asked for it: by the token, and by the origin where it is told.
 */
export function comesIn(request: IncomingMessage, { api, edge }: Doors): Principal | Refusal {
  const { authorization, cookie } = request.headers;
  const session = authorization === undefined ? sessionIn(cookie, edge.secure(request)) : undefined;
  if (session === undefined) return authenticate(authorization, api.access);
  const principal = api.signIns.authenticate(session);
  if (isRefusal(principal) || reads(request)) return principal;
  const token = request.headers['x-csrf-token'];
  const fits = typeof token === 'string' && api.signIns.csrfFits(principal, token);
  return fits && edge.ownOrigin(request) !== false ? principal : refuse('auth.csrf');
}

const reads = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined;

/** The principal of who opens a feed. A page cannot send a token there, but every browser says which page it is. */
export function opensFeed(request: IncomingMessage, { api, edge }: Doors): Principal | Refusal {
  const { authorization, cookie } = request.headers;
  const session = authorization === undefined ? sessionIn(cookie, edge.secure(request)) : undefined;
  if (session === undefined) return authenticate(authorization, api.access);
  return edge.ownOrigin(request) === true ? api.signIns.authenticate(session) : refuse('auth.csrf');
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
