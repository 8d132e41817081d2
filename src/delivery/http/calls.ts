/** Calls of a tenant: list, one, and the commands about them. */
import { isRefusal } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import type { Api, ListQuery } from '../../services/api';
import { commandRoutes } from './commands';
import { answerPage, listQuery, pageOf } from './lists';
import type { KeyRoute, Route } from './route';
import { callView } from './views';

/** Reads of calls, and every command of the family `call`. */
export function callRoutes(api: Api): Route[] {
  return [listCalls(api), getCall(api), ...commandRoutes(api, 'call')];
}

const listCalls = (api: Api): KeyRoute<ListQuery> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/calls',
  operation: 'calls.list',
  tag: 'calls',
  doc: 'Calls of the tenant, newest first.',
  access: rolesFor('calls.list'),
  query: listQuery,
  reply: { status: 200, doc: 'A page of calls.', schema: pageOf(callView) },
  handle: async ({ principal, params, query }) =>
    answerPage(await api.queries.calls(principal, params.tenant as string, query)),
});

const getCall = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/calls/{id}',
  operation: 'calls.get',
  tag: 'calls',
  doc: 'One call, live or ended; its ETag is the sequence of its last event.',
  access: rolesFor('calls.get'),
  reply: { status: 200, doc: 'The call.', schema: callView, headers: { ETag: '"<sequence>"' } },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) => {
    const found = await api.queries.get(principal, params.tenant as string, 'call', params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found.data, seq: found.seq };
  },
});
