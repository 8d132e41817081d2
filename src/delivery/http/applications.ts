/** Applications of a tenant: kind, who is attached, and whether their circuit is open. */
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Route } from './route';
import { applicationView } from './views';

/** Read only: applications come with the mapping. */
export const applicationRoutes = (api: Api): Route[] => [
  {
    method: 'get',
    path: '/v1/tenants/{tenant}/applications',
    operation: 'applications.list',
    tag: 'applications',
    doc: 'Applications of the tenant, with the programs that are attached to them.',
    access: rolesFor('applications.list'),
    reply: { status: 200, doc: 'All of them.', schema: pageOf(applicationView) },
    handle: ({ principal, params }) => answerPage(api.queries.applications(principal, params.tenant as string)),
  },
];
