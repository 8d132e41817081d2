/** Dead letters of a webhook: events that it did not take. */
import { z } from 'zod';
import { isRefusal } from '../../core/errors';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import { type Ask, answerOf, type Route } from './route';
import { deadLetterView, deadLetterWithEventView } from './views';
import { webhookRoute } from './webhooks';

const BASE = '/v1/tenants/{tenant}/webhooks/{id}/dead-letters';
const count = z.object({ count: z.int() });

type Where = [tenant: string, webhook: string];
const where = ({ params }: Ask): Where => [params.tenant as string, params.id as string];
const letterOf = ({ params }: Ask): string => params.letter as string;

/** Listed, looked at, tried once more, thrown away. */
// The longer words first: `replay` and `purge` are no ids.
export const deadLetterRoutes = (api: Api): Route[] => [list(api), ...acts(api, true), one(api), ...acts(api, false)];

const list = (api: Api): Route =>
  webhookRoute(
    'deadLetters.list',
    {
      method: 'get',
      path: BASE,
      doc: 'Events whose attempts were used up, the oldest first.',
      reply: { status: 200, doc: 'All of them.', schema: pageOf(deadLetterView) },
      refusals: ['resource.not_found'],
    },
    async (ask) => answerPage(await api.deadLetters.list(ask.principal, ...where(ask))),
  );

const one = (api: Api): Route =>
  webhookRoute(
    'deadLetters.get',
    {
      method: 'get',
      path: `${BASE}/{letter}`,
      doc: 'One of them with its event, as long as the journal has it.',
      reply: { status: 200, doc: 'The dead letter.', schema: deadLetterWithEventView },
      refusals: ['resource.not_found'],
    },
    async (ask) => {
      const found = await api.deadLetters.get(ask.principal, ...where(ask), letterOf(ask));
      return isRefusal(found) ? found : { status: 200, ...found };
    },
  );

const acts = (api: Api, all: boolean): Route[] => [
  webhookRoute(
    all ? 'deadLetters.replay_all' : 'deadLetters.replay',
    {
      method: 'post',
      path: all ? `${BASE}/replay` : `${BASE}/{letter}/replay`,
      doc: `Tries ${all ? 'all of them' : 'one of them'} once more, in the background, before the next event.`,
      body: z.strictObject({}),
      reply: { status: 202, doc: 'How many are tried.', schema: count },
      refusals: ['resource.not_found', 'webhook.not_active', 'store.away'],
    },
    async (ask) =>
      answerOf(await api.deadLetters.requeue(ask.principal, ...where(ask), all ? undefined : letterOf(ask))),
  ),
  webhookRoute(
    all ? 'deadLetters.purge_all' : 'deadLetters.purge',
    {
      method: 'post',
      path: all ? `${BASE}/purge` : `${BASE}/{letter}/purge`,
      doc: `Throws ${all ? 'all of them' : 'one of them'} away.`,
      body: z.strictObject({}),
      reply: { status: 200, doc: 'How many there were.', schema: count },
      refusals: ['resource.not_found', 'store.away'],
    },
    async (ask) => answerOf(await api.deadLetters.purge(ask.principal, ...where(ask), all ? undefined : letterOf(ask))),
  ),
];
