/** The mapping in force, for the admin. */
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Route } from './route';
import { mappingView } from './views';

/** Read only: a mapping is applied from its file. */
export const mappingRoutes = (api: Api): Route[] => [
  {
    method: 'get',
    path: '/v1/system/mapping',
    operation: 'mapping.get',
    tag: 'system',
    doc: 'The mapping in force with its author; secrets are shown as references.',
    access: rolesFor('mapping.get'),
    reply: { status: 200, doc: 'The mapping as the one item.', schema: pageOf(mappingView) },
    handle: ({ principal }) => answerPage(api.administration.mapping(principal)),
  },
];
