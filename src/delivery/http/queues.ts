/** Queues of a tenant: how they stand, who waits in which order, and taking somebody out. */
import { z } from 'zod';
import { isRefusal } from '../../core/errors';
import { moment } from '../../core/fields';
import { idSchema, slug } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { commandRoutes } from './commands';
import { answerPage, listQuery, pageOf } from './lists';
import { GUARD } from './ownParts';
import { type KeyRoute, liveOf, type Route } from './route';
import { entryView, fairnessView, queueStatsView, queueView } from './views';

const QUEUES = '/v1/tenants/{tenant}/queues';
const page = listQuery.pick({ limit: true, cursor: true });

/** Reads of queues, and the commands about queues and entries. */
export function queueRoutes(api: Api): Route[] {
  return [
    listQueues(api),
    getQueue(api),
    listEntries(api),
    queueStatsRoute(api),
    fairness(api),
    ...commandRoutes(api, 'queue'),
    ...commandRoutes(api, 'entry'),
  ];
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
  more: GUARD,
  access: rolesFor('queues.get'),
  reply: { status: 200, doc: 'The queue.', schema: queueView, headers: { ETag: '"<sequence>"' } },
  refusals: ['queue.not_found', 'store.away'],
  handle: async ({ principal, params }) =>
    liveOf(await api.queues.get(principal, params.tenant as string, params.id as string)),
});

const fairnessQuery = page.extend({
  from: moment.exactOptional().meta({ description: 'Offered from this time on, or from the beginning of a date' }),
  to: moment.exactOptional().meta({ description: 'Offered before this time, or before the beginning of a date' }),
  entry: idSchema('entry').exactOptional().meta({ description: 'This entry alone' }),
});

const fairness = (api: Api): KeyRoute<z.infer<typeof fairnessQuery>> => ({
  method: 'get',
  path: `${QUEUES}/{id}/fairness`,
  operation: 'queues.fairness',
  tag: 'queues',
  doc: 'Entries that agents served, newest first, each with who stood before it and why the agent did not get them.',
  more: 'Not for keys that are limited to venues.',
  access: rolesFor('queues.fairness'),
  query: fairnessQuery,
  reply: { status: 200, doc: 'A page of served entries.', schema: pageOf(fairnessView) },
  refusals: ['queue.not_found', 'resource.not_found', 'store.away'],
  handle: async ({ principal, params, query }) =>
    answerPage(await api.reports.fairness(principal, params.tenant as string, params.id as string, query)),
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

const entryQuery = page.extend({
  state: z.enum(['waiting', 'offering']).exactOptional().meta({ description: 'Only those of whom this is true' }),
  medium: z.enum(['call', 'callback']).exactOptional().meta({ description: 'Only calls, or only callbacks' }),
  venue: slug.exactOptional().meta({ description: 'Only those that came in by this venue' }),
  skill: slug.exactOptional().meta({ description: 'Only those that require this skill now' }),
  transaction: idSchema('transaction').exactOptional().meta({ description: 'Only that of this transaction' }),
});

const listEntries = (api: Api): KeyRoute<z.infer<typeof entryQuery>> => ({
  method: 'get',
  path: `${QUEUES}/{id}/entries`,
  operation: 'queues.entries',
  tag: 'queues',
  doc: 'Who waits, in the order in which they are served.',
  more:
    'Callbacks that are paused stand in `wait-queue`, whatever queue they go back to. ' +
    'With a filter a page may have fewer items than asked for and still a `next`.',
  access: rolesFor('queues.entries'),
  query: entryQuery,
  reply: { status: 200, doc: 'A page of entries, each with its position.', schema: pageOf(entryView) },
  refusals: ['queue.not_found', 'store.away'],
  handle: async ({ principal, params, query }) =>
    answerPage(await api.queues.entries(principal, params.tenant as string, params.id as string, query)),
});
