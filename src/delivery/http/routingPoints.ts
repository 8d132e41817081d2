/** Routing points of the installation with the state of their links, for the admin. */
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Route } from './route';
import { routingPointView } from './views';

/** Read only: routing points come with the mapping. */
export const routingPointRoutes = (api: Api): Route[] => [
  {
    method: 'get',
    path: '/v1/system/routing-points',
    operation: 'routingPoints.list',
    tag: 'system',
    doc: 'Routing points with the state of their link and the calls on them.',
    access: rolesFor('routingPoints.list'),
    reply: { status: 200, doc: 'All of them.', schema: pageOf(routingPointView) },
    handle: ({ principal }) => answerPage(api.queries.routingPoints(principal)),
  },
];
