/** API keys: of a tenant, for its owner and the admin, and of the installation, for the admin alone. */
import { z } from 'zod';
import { idSchema } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { answerPage, pageOf } from './lists';
import { answerOf, type Route } from './route';
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
}

const OF_TENANT: Scope = {
  base: '/v1/tenants/{tenant}/keys',
  prefix: 'keys',
  whose: 'of the tenant',
};
const OF_SYSTEM: Scope = {
  base: '/v1/system/keys',
  prefix: 'system.keys',
  whose: 'of the installation',
};

/** The same operations in both scopes. */
export const keyRoutes = (api: Api): Route[] =>
  [OF_TENANT, OF_SYSTEM].flatMap((scope) => [
    listKeys(api, scope),
    createKey(api, scope),
    rotateKey(api, scope),
    revokeKey(api, scope),
  ]);

const listKeys = (api: Api, { base, prefix, whose }: Scope): Route => ({
  method: 'get',
  path: base,
  operation: `${prefix}.list`,
  tag: 'keys',
  doc: `Keys ${whose}, without their secrets.`,
  access: rolesFor(`${prefix}.list`),
  reply: { status: 200, doc: 'All of them.', schema: pageOf(keyView) },
  refusals: ['resource.not_found'],
  handle: ({ principal, params }) => answerPage(api.keys.list(principal, params.tenant)),
});

const createKey = (api: Api, { base, prefix, whose }: Scope): Route => ({
  method: 'post',
  path: base,
  operation: `${prefix}.create`,
  tag: 'keys',
  doc: `Makes a key ${whose}; the answer is the only place where its secret is ever shown.`,
  access: rolesFor(`${prefix}.create`),
  body: api.keys.bodies.create,
  example: {
    summary: 'A key with a role',
    body: { name: 'dashboard', role: prefix === 'keys' ? 'supervisor' : 'admin' },
  },
  reply: { status: 201, doc: 'The key with its secret.', schema: madeKey },
  refusals: ['resource.not_found', 'store.away', 'request.key_reused'],
  handle: async ({ principal, params, body, requestId }) =>
    answerOf(await api.keys.create(principal, params.tenant, body, requestId)),
});

const rotateKey = (api: Api, { base, prefix }: Scope): Route => ({
  method: 'post',
  path: `${base}/{id}/rotate`,
  operation: `${prefix}.rotate`,
  tag: 'keys',
  doc: 'Gives a key another secret, shown this once; the one before is accepted for `overlapSeconds` more.',
  access: rolesFor(`${prefix}.rotate`),
  body: api.keys.bodies.rotate,
  reply: { status: 200, doc: 'The key with its new secret.', schema: madeKey },
  refusals: ['resource.not_found', 'resource.conflict', 'store.away', 'request.key_reused'],
  handle: async ({ principal, params, body, requestId }) =>
    answerOf(await api.keys.rotate(principal, params.tenant, params.id as string, body, requestId)),
});

const revokeKey = (api: Api, { base, prefix }: Scope): Route => ({
  method: 'post',
  path: `${base}/{id}/revoke`,
  operation: `${prefix}.revoke`,
  tag: 'keys',
  doc: 'Revokes a key: it is no longer accepted and its sockets are closed.',
  access: rolesFor(`${prefix}.revoke`),
  body: z.strictObject({}),
  reply: { status: 200, doc: 'Revoked.', schema: z.object({ id: idSchema('key') }) },
  refusals: ['resource.not_found', 'resource.conflict', 'store.away'],
  handle: async ({ principal, params }) =>
    answerOf(await api.keys.revoke(principal, params.tenant, params.id as string)),
});
