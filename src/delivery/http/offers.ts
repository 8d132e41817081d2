/** Offers of entries to agents: who is asked now, who was, and what came of it. */
import type { z } from 'zod';
import { isRefusal } from '../../core/errors';
import { slug } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { commandRoutes } from './commands';
import { answerPage, listQuery, pageOf } from './lists';
import type { KeyRoute, Route } from './route';
import { offerView } from './views';

const query = listQuery
  .pick({ state: true, limit: true, cursor: true })
  .extend({ agent: slug.exactOptional().meta({ description: 'Only those to this agent' }) });

export const offerRoutes = (api: Api): Route[] => [listOffers(api), getOffer(api), ...commandRoutes(api, 'offer')];

const listOffers = (api: Api): KeyRoute<z.infer<typeof query>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/offers',
  operation: 'offers.list',
  tag: 'offers',
  doc: 'Offers to agents, newest first; a user sees those to the own agent.',
  access: rolesFor('offers.list'),
  query,
  reply: { status: 200, doc: 'A page of offers.', schema: pageOf(offerView) },
  refusals: ['store.away'],
  handle: async ({ principal, params, query: asked }) =>
    answerPage(await api.offers.list(principal, params.tenant as string, asked)),
});

const getOffer = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/offers/{id}',
  operation: 'offers.get',
  tag: 'offers',
  doc: 'One offer, ringing or ended.',
  access: rolesFor('offers.get'),
  reply: { status: 200, doc: 'The offer.', schema: offerView, headers: { ETag: '"<sequence>"' } },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params }) => {
    const found = await api.offers.get(principal, params.tenant as string, params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found.data, seq: found.seq };
  },
});
