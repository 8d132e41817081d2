/** Tenants of the installation, for the admin; what a tenant may use, for its owner, too. */
import { z } from 'zod';
import type { ErrorCode } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import { DEFAULT_QUOTAS } from '../../core/tenant';
import type { Api, CommandReply, Principal } from '../../services/api';
import { answerPage, pageOf } from './lists';
import { answerOf, type KeyRoute, type Route, versionOf } from './route';
import { tenantView } from './views';

const BASE = '/v1/system/tenants';
const ONE = `${BASE}/{tenant}`;
const ETAG = { ETag: '"<sequence>"' };
const REFUSALS: readonly ErrorCode[] = ['resource.not_found', 'store.away'];

const amounts = Object.fromEntries(Object.keys(DEFAULT_QUOTAS).map((name) => [name, z.int()]));
const quotasView = z.object({
  limits: z.object(amounts),
  used: z.object(amounts).partial().meta({ description: 'Of a rate: how much of the burst is spent' }),
});

/** Everything about a tenant as a whole. */
export const tenantRoutes = (api: Api): Route[] => [
  listTenants(api),
  createTenant(api),
  getTenant(api),
  changeTenant(api),
  verb('suspend', 'No new call reaches the tenant, its keys and sessions are refused; what is up goes on.', (p, t) =>
    api.tenants.suspend(p, t),
  ),
  verb('resume', 'Serves a suspended tenant again.', (p, t) => api.tenants.resume(p, t)),
  getQuotas(api),
];

const listTenants = (api: Api): Route => ({
  method: 'get',
  path: BASE,
  operation: 'tenants.list',
  tag: 'system',
  doc: 'All tenants.',
  access: rolesFor('tenants.list'),
  reply: { status: 200, doc: 'All of them.', schema: pageOf(tenantView) },
  handle: ({ principal }) => answerPage(api.tenants.list(principal)),
});

const createTenant = (api: Api): Route => ({
  method: 'post',
  path: BASE,
  operation: 'tenants.create',
  tag: 'system',
  doc: 'Makes a tenant. Venues and what it owns come with the mapping.',
  access: rolesFor('tenants.create'),
  body: api.tenants.bodies.create,
  example: { summary: 'A new tenant', body: { id: 'initech', name: 'Initech' } },
  reply: { status: 201, doc: 'The tenant.', schema: tenantView, headers: ETAG },
  refusals: ['resource.conflict', 'store.away', 'request.key_reused'],
  handle: async ({ principal, body, requestId }) => answerOf(await api.tenants.create(principal, body, requestId)),
});

const getTenant = (api: Api): Route => ({
  method: 'get',
  path: ONE,
  operation: 'tenants.get',
  tag: 'system',
  doc: 'One tenant; its ETag is the sequence of its last change.',
  access: rolesFor('tenants.get'),
  reply: { status: 200, doc: 'The tenant.', schema: tenantView, headers: ETAG },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) => answerOf(await api.tenants.get(principal, params.tenant as string)),
});

const changeTenant = (api: Api): Route => ({
  method: 'patch',
  path: ONE,
  operation: 'tenants.change',
  tag: 'system',
  doc: 'Renames a tenant or sets its quotas; null gives a quota its default again. Needs `If-Match`.',
  access: rolesFor('tenants.change'),
  body: api.tenants.bodies.change,
  example: { summary: 'A tenant that may do more', body: { quotas: { requestsPerSecond: 100, keys: 10 } } },
  reply: { status: 200, doc: 'The tenant.', schema: tenantView, headers: ETAG },
  refusals: [...REFUSALS, 'resource.conflict', 'resource.changed', 'request.condition_missing'],
  handle: async (ask) => {
    const { principal, params, body } = ask;
    return answerOf(await api.tenants.change(principal, params.tenant as string, body, versionOf(ask)));
  },
});

const verb = (
  name: 'suspend' | 'resume',
  doc: string,
  act: (principal: Principal, tenant: string) => Promise<CommandReply>,
): KeyRoute => ({
  method: 'post',
  path: `${ONE}/${name}`,
  operation: `tenants.${name}`,
  tag: 'system',
  doc,
  access: rolesFor(`tenants.${name}`),
  body: z.strictObject({}),
  reply: { status: 200, doc: 'The tenant.', schema: tenantView, headers: ETAG },
  refusals: REFUSALS,
  handle: async ({ principal, params }) => answerOf(await act(principal, params.tenant as string)),
});

const getQuotas = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/quotas',
  operation: 'quotas.get',
  tag: 'tenant',
  doc: 'What the tenant may use at most, and how much of it is in use.',
  access: rolesFor('quotas.get'),
  reply: { status: 200, doc: 'Limits and use.', schema: quotasView },
  refusals: ['resource.not_found'],
  handle: ({ principal, params }) => answerOf(api.tenants.quotas(principal, params.tenant as string)),
});
