/** What the services offer to delivery about tenants, keys and people. */
import type { z } from 'zod';
import type { Refusal } from '../core/errors';
import type { CommandReply, Page, Principal } from './replies';

/** Tenants of the installation; `quotas` is for the owner, too. A change names the sequence that its sender has seen. */
export interface TenantAdministration {
  readonly bodies: { readonly create: z.ZodType; readonly change: z.ZodType };
  list(principal: Principal): Page | Refusal;
  get(principal: Principal, tenant: string): Promise<CommandReply>;
  create(principal: Principal, body: unknown, requestId?: string): Promise<CommandReply>;
  change(principal: Principal, tenant: string, body: unknown, ifMatch?: number | '*'): Promise<CommandReply>;
  suspend(principal: Principal, tenant: string): Promise<CommandReply>;
  resume(principal: Principal, tenant: string): Promise<CommandReply>;
  quotas(principal: Principal, tenant: string): CommandReply;
}

/** Which acts of administration. */
export interface AuditQuery {
  /** `key:<id>`, `user:<id>`, `system`. */
  readonly actor?: string;
  /** A subject such as `key/ke_…`, or all of a kind: `key`. */
  readonly subject?: string;
  /** Wall ms: from then on, and before then. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly cursor?: string;
}

/** What is kept of people, who changed what, and how it goes. */
export interface Records {
  readonly bodies: { readonly customer: z.ZodType; readonly tenant: z.ZodType };
  /** Newest first; without a tenant: of the installation. */
  audit(principal: Principal, tenant: string | undefined, query: AuditQuery): Promise<Page | Refusal>;
  eraseCustomer(principal: Principal, tenant: string, body: unknown): Promise<CommandReply>;
  eraseTenant(principal: Principal, tenant: string, body: unknown): Promise<CommandReply>;
  /** JSON lines without their ends. */
  exportTenant(principal: Principal, tenant: string): AsyncIterable<string> | Refusal;
}

export interface Limits {
  /** Counts a request or command, by the name of its operation; a refusal when the tenant has had too many. */
  request(principal: Principal, operation?: string): Refusal | undefined;
}

/** Keys of a tenant, or of the installation where there is none. An answer with a secret is the only place it is shown. */
export interface KeyAdministration {
  readonly bodies: { readonly create: z.ZodType; readonly rotate: z.ZodType };
  list(principal: Principal, tenant: string | undefined): Page | Refusal;
  create(principal: Principal, tenant: string | undefined, body: unknown, requestId?: string): Promise<CommandReply>;
  rotate(
    principal: Principal,
    tenant: string | undefined,
    id: string,
    body: unknown,
    requestId?: string,
  ): Promise<CommandReply>;
  revoke(principal: Principal, tenant: string | undefined, id: string): Promise<CommandReply>;
}

/** Users of a tenant. An answer with an invitation is the only place where it is shown. */
export interface UserAdministration {
  readonly bodies: { readonly create: z.ZodType; readonly change: z.ZodType };
  list(principal: Principal, tenant: string): Page | Refusal;
  one(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
  create(principal: Principal, tenant: string, body: unknown, requestId?: string): Promise<CommandReply>;
  change(
    principal: Principal,
    tenant: string,
    id: string,
    body: unknown,
    ifMatch?: number | '*',
  ): Promise<CommandReply>;
  invite(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
  deactivate(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
  activate(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
  signOut(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
}

/** Somebody is in: what the browser keeps, and until when (wall ms). */
export interface SignedIn {
  readonly status: number;
  readonly data: unknown;
  readonly cookie: string;
  readonly expiresAt: number;
}

/** The doors for people. `address` is where a request comes from: guessing is slowed down by it, too. */
export interface SignIns {
  readonly bodies: { readonly signIn: z.ZodType; readonly accept: z.ZodType; readonly password: z.ZodType };
  /** The principal of a session cookie. */
  authenticate(cookie: string): Principal | Refusal;
  /** Whether the token shows that a page of the session sent the request. */
  csrfFits(principal: Principal, token: string): boolean;
  signIn(body: unknown, address: string): Promise<SignedIn | Refusal>;
  accept(body: unknown): Promise<SignedIn | Refusal>;
  whoIs(principal: Principal): CommandReply;
  signOut(principal: Principal, everywhere: boolean): Promise<CommandReply>;
  changePassword(principal: Principal, body: unknown, address: string): Promise<CommandReply>;
}
