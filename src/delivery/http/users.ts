/** Users of a tenant, for its owner and the admin; its supervisors may look. */
import { z } from 'zod';
import type { ErrorCode } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import type { Api, CommandReply, Principal } from '../../services/api';
import { answerPage, pageOf } from './lists';
import { answerOf, type Route, versionOf } from './route';
import { userView } from './views';

const BASE = '/v1/tenants/{tenant}/users';
const ONE = `${BASE}/{id}`;
const ETAG = { ETag: '"<sequence>"' };
const REFUSALS: readonly ErrorCode[] = ['resource.not_found', 'store.away'];

const invitedUser = userView.extend({
  invitation: z
    .string()
    .optional()
    .meta({ description: 'The token of the invitation, shown this once; it goes into `POST /v1/session/accept`' }),
});

/** Everything about users. */
export const userRoutes = (api: Api): Route[] => [
  listUsers(api),
  createUser(api),
  getUser(api),
  changeUser(api),
  {
    ...verb(
      'invite',
      'Invites a user again, to a first or another password; an invitation before is void.',
      (p, t, id) => api.users.invite(p, t, id),
    ),
    reply: { status: 200, doc: 'The user with the invitation.', schema: invitedUser, headers: ETAG },
  },
  verb('deactivate', 'The user may no longer sign in; every session of the user ends.', (p, t, id) =>
    api.users.deactivate(p, t, id),
  ),
  verb('activate', 'The user may sign in again.', (p, t, id) => api.users.activate(p, t, id)),
  verb('sign-out', 'Ends every session of a user.', (p, t, id) => api.users.signOut(p, t, id)),
];

const listUsers = (api: Api): Route => ({
  method: 'get',
  path: BASE,
  operation: 'users.list',
  tag: 'users',
  doc: 'Users of the tenant, the deactivated ones included.',
  access: rolesFor('users.list'),
  reply: { status: 200, doc: 'All of them.', schema: pageOf(userView) },
  refusals: ['resource.not_found'],
  handle: ({ principal, params }) => answerPage(api.users.list(principal, params.tenant as string)),
});

const createUser = (api: Api): Route => ({
  method: 'post',
  path: BASE,
  operation: 'users.create',
  tag: 'users',
  doc: 'Makes a user, who chooses a password with the invitation in the answer within a week.',
  access: rolesFor('users.create'),
  body: api.users.bodies.create,
  example: { summary: 'A supervisor', body: { login: 'anna@acme.example', name: 'Anna Berger', role: 'supervisor' } },
  reply: { status: 201, doc: 'The user with the invitation.', schema: invitedUser, headers: ETAG },
  refusals: [...REFUSALS, 'resource.conflict', 'request.key_reused'],
  handle: async ({ principal, params, body, requestId }) =>
    answerOf(await api.users.create(principal, params.tenant as string, body, requestId)),
});

const getUser = (api: Api): Route => ({
  method: 'get',
  path: ONE,
  operation: 'users.get',
  tag: 'users',
  doc: 'One user; its ETag is the sequence of its last change.',
  access: rolesFor('users.get'),
  reply: { status: 200, doc: 'The user.', schema: userView, headers: ETAG },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) =>
    answerOf(await api.users.one(principal, params.tenant as string, params.id as string)),
});

const changeUser = (api: Api): Route => ({
  method: 'patch',
  path: ONE,
  operation: 'users.change',
  tag: 'users',
  doc: 'Changes name or role, in force with the next request of the user. Needs `If-Match`.',
  access: rolesFor('users.change'),
  body: api.users.bodies.change,
  example: { summary: 'Another role', body: { role: 'owner' } },
  reply: { status: 200, doc: 'The user.', schema: userView, headers: ETAG },
  refusals: [...REFUSALS, 'resource.conflict', 'resource.changed', 'request.condition_missing'],
  handle: async (ask) => {
    const { principal, params, body } = ask;
    return answerOf(
      await api.users.change(principal, params.tenant as string, params.id as string, body, versionOf(ask)),
    );
  },
});

function verb(
  name: string,
  doc: string,
  act: (principal: Principal, tenant: string, id: string) => Promise<CommandReply>,
): Route {
  const operation = `users.${name.replace('-', '_')}`;
  return {
    method: 'post',
    path: `${ONE}/${name}`,
    operation,
    tag: 'users',
    doc,
    access: rolesFor(operation),
    body: z.strictObject({}),
    reply: { status: 200, doc: 'The user.', schema: userView, headers: ETAG },
    refusals: [...REFUSALS, 'resource.conflict'],
    handle: async ({ principal, params }) =>
      answerOf(await act(principal, params.tenant as string, params.id as string)),
  };
}
