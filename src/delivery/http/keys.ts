/** API keys: of a tenant, for its owner and the admin, and of the installation, for the admin alone. */
import { z } from 'zod';
import { isRefusal, type Refusal } from '../../core/errors';
import type { Api, CommandReply, Role } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Answer, Route } from './route';
import { keyView } from './views';

const madeKey = keyView.extend({
  secret: z
    .string()
    .optional()
    .meta({ description: 'The bearer key, shown this once: not when the request is repeated' }),
});

interface Scope {
  readonly base: string;
  readonly prefix: string;
  readonly whose: string;
  readonly access: readonly Role[];
}

const OF_TENANT: Scope = {
  base: '/v1/tenants/{tenant}/keys',
  prefix: 'keys',
  whose: 'of the tenant',
  access: ['admin', 'owner'],
};
const OF_SYSTEM: Scope = {
  base: '/v1/system/keys',
  prefix: 'system.keys',
  whose: 'of the installation',
  access: ['admin'],
};

/** The same three operations in both scopes. */
export const keyRoutes = (api: Api): Route[] =>
  [OF_TENANT, OF_SYSTEM].flatMap((scope) => [listKeys(api, scope), createKey(api, scope), revokeKey(api, scope)]);

const listKeys = (api: Api, { base, prefix, whose, access }: Scope): Route => ({
  method: 'get',
  path: base,
  operation: `${prefix}.list`,
  tag: 'keys',
  doc: `Keys ${whose}, without their secrets.`,
  access,
  reply: { status: 200, doc: 'All of them.', schema: pageOf(keyView) },
  handle: ({ principal, params }) => answerPage(api.queries.keys(principal, params.tenant)),
});

const createKey = (api: Api, { base, prefix, whose, access }: Scope): Route => ({
  method: 'post',
  path: base,
  operation: `${prefix}.create`,
  tag: 'keys',
  doc: `Makes a key ${whose}; the answer is the only place where its secret is ever shown.`,
  access,
  body: api.administration.bodies.key,
  reply: { status: 201, doc: 'The key with its secret.', schema: madeKey },
  refusals: ['store.away', 'request.key_reused'],
  handle: async ({ principal, params, body, requestId }) =>
    answerOf(await api.administration.createKey(principal, params.tenant, body, requestId)),
});

const revokeKey = (api: Api, { base, prefix, access }: Scope): Route => ({
  method: 'post',
  path: `${base}/{id}/revoke`,
  operation: `${prefix}.revoke`,
  tag: 'keys',
  doc: 'Revokes a key: it is no longer accepted and its sockets are closed.',
  access,
  body: z.strictObject({}),
  reply: { status: 200, doc: 'Revoked.' },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params }) =>
    answerOf(await api.administration.revokeKey(principal, params.tenant, params.id as string)),
});

const answerOf = (reply: CommandReply): Answer | Refusal =>
  isRefusal(reply) ? reply : { status: reply.status, data: reply.data };
