/** Queues of a tenant: how they stand, who waits in which order, and taking somebody out. */
import type { z } from 'zod';
import { isRefusal } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { commandRoutes } from './commands';
import { answerPage, listQuery, pageOf } from './lists';
import type { KeyRoute, Route } from './route';
import { entryView, queueStatsView, queueView } from './views';

const QUEUES = '/v1/tenants/{tenant}/queues';
const page = listQuery.pick({ limit: true, cursor: true });

/** Reads of queues, and every command of the family `queue`. */
export function queueRoutes(api: Api): Route[] {
  return [listQueues(api), getQueue(api), listEntries(api), queueStatsRoute(api), ...commandRoutes(api, 'queue')];
}

const listQueues = (api: Api): Route => ({
  method: 'get',
  path: QUEUES,
  operation: 'queues.list',
  tag: 'queues',
  doc: 'Queues that the mapping gives to the tenant, with how many wait in each.',
  access: rolesFor('queues.list'),
  reply: { status: 200, doc: 'All of them.', schema: pageOf(queueView) },
  refusals: ['store.away'],
  handle: async ({ principal, params }) => answerPage(await api.queues.list(principal, params.tenant as string)),
});

const getQueue = (api: Api): Route => ({
  method: 'get',
  path: `${QUEUES}/{id}`,
  operation: 'queues.get',
  tag: 'queues',
  doc: 'One queue by its name.',
  access: rolesFor('queues.get'),
  reply: { status: 200, doc: 'The queue.', schema: queueView, headers: { ETag: '"<sequence>"' } },
  refusals: ['queue.not_found', 'store.away'],
  handle: async ({ principal, params }) => {
    const found = await api.queues.get(principal, params.tenant as string, params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found.data, seq: found.seq };
  },
});

const queueStatsRoute = (api: Api): Route => ({
  method: 'get',
  path: `${QUEUES}/{id}/stats`,
  operation: 'queues.stats',
  tag: 'queues',
  doc: 'How a queue stands now, and how its day went so far: the `data` of the event `queue.stats`.',
  more: 'Not for keys that are limited to venues.',
  access: rolesFor('queues.stats'),
  reply: { status: 200, doc: 'The numbers.', schema: queueStatsView },
  refusals: ['queue.not_found', 'resource.not_found', 'store.away', 'tenant.gone'],
  handle: async ({ principal, params }) => {
    const found = await api.reports.stats(principal, params.tenant as string, params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found.data };
  },
});

const listEntries = (api: Api): KeyRoute<z.infer<typeof page>> => ({
  method: 'get',
  path: `${QUEUES}/{id}/entries`,
  operation: 'queues.entries',
  tag: 'queues',
  doc: 'Who waits, in the order in which they are served.',
  access: rolesFor('queues.entries'),
  query: page,
  reply: { status: 200, doc: 'A page of entries, each with its position.', schema: pageOf(entryView) },
  refusals: ['queue.not_found', 'store.away'],
  handle: async ({ principal, params, query }) =>
    answerPage(await api.queues.entries(principal, params.tenant as string, params.id as string, query)),
});
