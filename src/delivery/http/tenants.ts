/** Tenants of the installation, for the admin. */
import { isRefusal } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Route } from './route';
import { tenantView } from './views';

/** List and create. */
export const tenantRoutes = (api: Api): Route[] => [
  {
    method: 'get',
    path: '/v1/system/tenants',
    operation: 'tenants.list',
    tag: 'system',
    doc: 'All tenants.',
    access: rolesFor('tenants.list'),
    reply: { status: 200, doc: 'All of them.', schema: pageOf(tenantView) },
    handle: ({ principal }) => answerPage(api.queries.tenants(principal)),
  },
  {
    method: 'post',
    path: '/v1/system/tenants',
    operation: 'tenants.create',
    tag: 'system',
    doc: 'Makes a tenant. Venues and what it owns come with the mapping.',
    access: rolesFor('tenants.create'),
    body: api.administration.bodies.tenant,
    example: { summary: 'A new tenant', body: { id: 'initech', name: 'Initech' } },
    reply: { status: 201, doc: 'The tenant.', schema: tenantView },
    refusals: ['resource.conflict', 'store.away', 'request.key_reused'],
    handle: async ({ principal, body, requestId }) => {
      const reply = await api.administration.createTenant(principal, body, requestId);
      return isRefusal(reply) ? reply : { status: reply.status, data: reply.data };
    },
  },
];
