/** Webhooks of a tenant: the same events as on its feed, posted to an address of its own. */
import { z } from 'zod';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import { type Answer, type Ask, answerOf, type KeyRoute, liveOf, type Route } from './route';
import { madeWebhookView, webhookView } from './views';

const BASE = '/v1/tenants/{tenant}/webhooks';

type Described = Pick<KeyRoute, 'method' | 'path' | 'doc' | 'reply'> &
  Partial<Pick<KeyRoute, 'body' | 'example' | 'refusals'>>;

/** A route of this family; `operation` says who may. */
export const webhookRoute = (operation: string, described: Described, handle: KeyRoute['handle']): Route => ({
  operation,
  tag: 'webhooks',
  access: rolesFor(operation),
  ...described,
  handle,
});

const where = ({ params }: Ask): [tenant: string, id: string] => [params.tenant as string, params.id as string];

/** Made, seen, changed. */
export const webhookRoutes = (api: Api): Route[] => [...collection(api), ...single(api), ...acts(api)];

const collection = (api: Api): Route[] => [
  webhookRoute(
    'webhooks.list',
    {
      method: 'get',
      path: BASE,
      doc: 'Webhooks of the tenant.',
      reply: { status: 200, doc: 'All of them.', schema: pageOf(webhookView) },
    },
    async ({ principal, params }) => answerPage(await api.webhooks.list(principal, params.tenant as string)),
  ),
  webhookRoute(
    'webhooks.create',
    {
      method: 'post',
      path: BASE,
      doc: 'Makes a webhook; the answer is the only place where its secret is ever shown.',
      body: api.webhooks.bodies.create,
      example: {
        summary: 'Every call that is over, to the CRM',
        body: { url: 'https://crm.example/signalbox', types: ['call.cleared'], description: 'CRM' },
      },
      reply: { status: 201, doc: 'The webhook with its secret.', schema: madeWebhookView },
      refusals: ['store.away', 'request.key_reused', 'quota.exceeded'],
    },
    async ({ principal, params, body, requestId }) =>
      answerOf(await api.webhooks.create(principal, params.tenant as string, body, requestId)),
  ),
];

const single = (api: Api): Route[] => [
  webhookRoute(
    'webhooks.get',
    {
      method: 'get',
      path: `${BASE}/{id}`,
      doc: 'One webhook, and how far its delivery has come.',
      reply: { status: 200, doc: 'The webhook.', schema: webhookView },
      refusals: ['resource.not_found'],
    },
    async (ask) => liveOf(await api.webhooks.get(ask.principal, ...where(ask))),
  ),
  webhookRoute(
    'webhooks.change',
    {
      method: 'patch',
      path: `${BASE}/{id}`,
      doc: 'Changes address, filter or attempts of a webhook; what is null is taken out.',
      body: api.webhooks.bodies.change,
      example: {
        summary: 'More events, to another address',
        body: { url: 'https://crm.example/calls', types: ['call.*'] },
      },
      reply: { status: 200, doc: 'The webhook.', schema: webhookView },
      refusals: ['resource.not_found', 'resource.conflict', 'store.away'],
    },
    async (ask) => answerOf(await api.webhooks.change(ask.principal, ...where(ask), ask.body, ask.ifMatch)),
  ),
  webhookRoute(
    'webhooks.delete',
    {
      method: 'delete',
      path: `${BASE}/{id}`,
      doc: 'Deletes a webhook with its dead letters.',
      reply: { status: 200, doc: 'Deleted.', schema: z.object({ id: z.string() }) },
      refusals: ['resource.not_found', 'store.away'],
    },
    async (ask) => answerOf(await api.webhooks.remove(ask.principal, ...where(ask))),
  ),
];

const acts = (api: Api): Route[] => [
  act('pause', 'Stops the delivery; the journal keeps what comes, as long as it keeps anything.', async (ask) =>
    answerOf(await api.webhooks.pause(ask.principal, ...where(ask))),
  ),
  act('resume', 'Goes on where the delivery was, at once, also after it was disabled.', async (ask) =>
    answerOf(await api.webhooks.resume(ask.principal, ...where(ask))),
  ),
  webhookRoute(
    'webhooks.replay',
    {
      method: 'post',
      path: `${BASE}/{id}/replay`,
      doc: 'Delivers everything from a sequence on, also what was delivered before, with the same message ids.',
      body: api.webhooks.bodies.replay,
      example: { summary: 'Everything since the beginning', body: { from: 1 } },
      reply: { status: 200, doc: 'The webhook.', schema: webhookView },
      refusals: ['resource.not_found', 'webhook.not_kept', 'store.away'],
    },
    async (ask) => answerOf(await api.webhooks.replay(ask.principal, ...where(ask), ask.body)),
  ),
  webhookRoute(
    'webhooks.rotate',
    {
      method: 'post',
      path: `${BASE}/{id}/rotate`,
      doc: 'Gives a webhook another secret, shown this once; the one before signs as well for `overlapSeconds` more.',
      body: api.webhooks.bodies.rotate,
      reply: { status: 200, doc: 'The webhook with its new secret.', schema: madeWebhookView },
      refusals: ['resource.not_found', 'request.key_reused', 'store.away'],
    },
    async (ask) => answerOf(await api.webhooks.rotate(ask.principal, ...where(ask), ask.body, ask.requestId)),
  ),
  webhookRoute(
    'webhooks.ping',
    {
      method: 'post',
      path: `${BASE}/{id}/ping`,
      doc: 'Sends one `webhook.pinged` now and says what became of it.',
      body: z.strictObject({}),
      reply: { status: 200, doc: 'What became of it.', schema: pinged },
      refusals: ['resource.not_found'],
    },
    async (ask) => answerOf(await api.webhooks.ping(ask.principal, ...where(ask))),
  ),
];

const act = (
  verb: 'pause' | 'resume',
  doc: string,
  handle: (ask: Ask) => Promise<Answer | ReturnType<typeof answerOf>>,
): Route =>
  webhookRoute(
    `webhooks.${verb}`,
    {
      method: 'post',
      path: `${BASE}/{id}/${verb}`,
      doc,
      body: z.strictObject({}),
      reply: { status: 200, doc: 'The webhook.', schema: webhookView },
      refusals: ['resource.not_found', 'store.away'],
    },
    handle,
  );

const pinged = z.object({
  delivered: z.boolean(),
  status: z.int().optional(),
  reason: z.string().optional().meta({ description: 'Why it did not arrive' }),
  ms: z.int(),
});
