/** The mapping in force, for the admin. */
import { KINDS } from '../../core/kinds';
import { publicSchema } from '../../core/publicView';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Route } from './route';

export const mappingRoutes = (api: Api): Route[] => [
  {
    method: 'get',
    path: '/v1/system/mapping',
    operation: 'mapping.get',
    tag: 'system',
    doc: 'The mapping in force with its author; secrets are shown as references.',
    access: ['admin'],
    reply: { status: 200, doc: 'The mapping as the one item.', schema: pageOf(publicSchema(KINDS.mapping.schema)) },
    handle: ({ principal }) => answerPage(api.administration.mapping(principal)),
  },
];
