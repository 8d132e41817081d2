/** The part of the fake services that is about tenants, keys and people. */
import { type Refusal, refuse } from '../../src/core/errors';
import { changeTenantBody, createTenantBody } from '../../src/core/tenant';
import { changeUserBody, createUserBody } from '../../src/core/user';
import type { Api, CommandDefinition, CommandReply, Page, Principal } from '../../src/services/api';
import { createKeyBody, rotateKeyBody } from '../../src/services/keys';
import { FakeSignIns } from './fakeSignIns';

/** How the fake services remember and answer. */
export interface FakeTools {
  readonly asked: [name: string, ...args: unknown[]][];
  page(name: string, tenant: string, principal: Principal): Page | Refusal;
  created(name: string, schema: CommandDefinition['schema'], args: unknown[], status?: number): CommandReply;
  query(name: string, args: unknown[], tenant: string, principal: Principal): Refusal | undefined;
}

const ok = (data: unknown): CommandReply => ({ status: 200, data });

/** Services that record what they are asked. */
export function fakePeople(
  tools: FakeTools,
): Pick<Api, 'keys' | 'tenants' | 'users'> & { limits: FakeLimits; signIns: FakeSignIns } {
  const one = async (name: string, principal: Principal, tenant: string): Promise<CommandReply> =>
    tools.query(name, [tenant], 'system', principal) ?? { ...ok({ id: tenant, name: tenant }), seq: 7 };
  const user = async (name: string, principal: Principal, tenant: string, id: string): Promise<CommandReply> =>
    tools.query(name, [tenant, id], tenant, principal) ?? { ...ok({ id }), seq: 7 };
  return {
    limits: new FakeLimits(),
    signIns: new FakeSignIns(),
    users: {
      bodies: { create: createUserBody, change: changeUserBody },
      list: (principal, tenant) => tools.page('users', tenant, principal),
      one: (principal, tenant, id) => user('user', principal, tenant, id),
      create: async (_, tenant, body, requestId) =>
        tools.created('createUser', createUserBody, [body, tenant, requestId]),
      change: async (_, tenant, id, body, ifMatch) =>
        tools.created('changeUser', changeUserBody, [body, tenant, id, ifMatch], 200),
      invite: (principal, tenant, id) => user('invite', principal, tenant, id),
      deactivate: (principal, tenant, id) => user('deactivate', principal, tenant, id),
      activate: (principal, tenant, id) => user('activate', principal, tenant, id),
      signOut: (principal, tenant, id) => user('signOutUser', principal, tenant, id),
    },
    tenants: {
      bodies: { create: createTenantBody, change: changeTenantBody },
      list: (principal) => tools.page('tenants', 'system', principal),
      get: (principal, tenant) => one('tenant', principal, tenant),
      create: async (_, body, requestId) => tools.created('createTenant', createTenantBody, [body, requestId]),
      change: async (_, tenant, body, ifMatch) =>
        tools.created('changeTenant', changeTenantBody, [body, tenant, ifMatch], 200),
      suspend: (principal, tenant) => one('suspend', principal, tenant),
      resume: (principal, tenant) => one('resume', principal, tenant),
      quotas: (principal, tenant) => tools.query('quotas', [tenant], tenant, principal) ?? ok({ limits: {}, used: {} }),
    },
    keys: {
      bodies: { create: createKeyBody, rotate: rotateKeyBody },
      list: (principal, tenant) => tools.page('keys', tenant ?? 'system', principal),
      create: async (_, tenant, body, requestId) =>
        tools.created('createKey', createKeyBody, [body, tenant, requestId]),
      rotate: async (_, tenant, id, body, requestId) =>
        tools.created('rotateKey', rotateKeyBody, [body, tenant, id, requestId], 200),
      revoke: async (_, tenant, id) => {
        tools.asked.push(['revokeKey', tenant, id]);
        return ok({ id });
      },
    },
  };
}

/** Refuses once a test has said that the tenant has used what it may. */
class FakeLimits {
  /** Tenants that have had too many requests. */
  readonly spent = new Set<string>();

  /** Operations that were counted, the newest last. */
  readonly counted: (string | undefined)[] = [];

  request({ tenant }: Principal, operation?: string): Refusal | undefined {
    this.counted.push(operation);
    if (tenant === undefined || !this.spent.has(tenant)) return undefined;
    return refuse('quota.exceeded', 'the quota requestsPerSecond is 50', { retryAfter: 3 });
  }
}
