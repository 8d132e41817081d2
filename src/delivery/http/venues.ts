/** Venues of a tenant: where its calls arrive and which application they go to. */
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Route } from './route';
import { venueView } from './views';

/** Read only: venues come with the mapping. */
export const venueRoutes = (api: Api): Route[] => [
  {
    method: 'get',
    path: '/v1/tenants/{tenant}/venues',
    operation: 'venues.list',
    tag: 'venues',
    doc: 'Venues that the mapping gives to the tenant, with what they match and the application they go to.',
    access: rolesFor('venues.list'),
    reply: { status: 200, doc: 'All of them.', schema: pageOf(venueView) },
    handle: ({ principal, params }) => answerPage(api.queries.venues(principal, params.tenant as string)),
  },
];
