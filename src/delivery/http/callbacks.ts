/** Callbacks of a tenant: list, one, asking for one, and every change. */
import { z } from 'zod';
import { typedConfirmationId } from '../../core/confirmationId';
import { isRefusal } from '../../core/errors';
import { slug } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { commandRoutes } from './commands';
import { answerPage, listQuery, pageOf } from './lists';
import type { KeyRoute, Route } from './route';
import { callbackView } from './views';

const query = listQuery.extend({
  queue: slug.exactOptional().meta({ description: 'Only those of this queue' }),
  confirmationId: z
    .string()
    .min(1)
    .max(40)
    .transform(typedConfirmationId)
    .exactOptional()
    .meta({ description: 'Only the one that its customer names so; blanks and dashes do not matter' }),
});

/** Reads of callbacks, and every command of the family `callback`. */
export function callbackRoutes(api: Api): Route[] {
  return [listCallbacks(api), getCallback(api), ...commandRoutes(api, 'callback')];
}

const listCallbacks = (api: Api): KeyRoute<z.infer<typeof query>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks',
  operation: 'callbacks.list',
  tag: 'callbacks',
  doc: 'Callbacks of the tenant: those that are pending in the order in which they were asked for, those that have ended newest first.',
  access: rolesFor('callbacks.list'),
  query,
  reply: { status: 200, doc: 'A page of callbacks.', schema: pageOf(callbackView) },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params, query: asked }) =>
    answerPage(await api.callbacks.list(principal, params.tenant as string, asked)),
});

const getCallback = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks/{id}',
  operation: 'callbacks.get',
  tag: 'callbacks',
  doc: 'One callback, pending or ended; its ETag is the sequence of its last event.',
  access: rolesFor('callbacks.get'),
  reply: { status: 200, doc: 'The callback.', schema: callbackView, headers: { ETag: '"<sequence>"' } },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) => {
    const found = await api.queries.get(principal, params.tenant as string, 'callback', params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found.data, seq: found.seq };
  },
});
