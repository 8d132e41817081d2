/**
 * Sign-in of people: a cookie for the browser and a token that its changes must carry. Cookies are HttpOnly and
 * SameSite=Strict; over HTTPS they are Secure and bound to this host (`__Host-`).
 */
import { z } from 'zod';
import { isRefusal, type Refusal } from '../../core/errors';
import { ROLES, rolesFor } from '../../core/permissions';
import type { Api, SignedIn } from '../../services/api';
import { sessionCookie } from '../cookies';
import { type Answer, answerOf, type DoorRoute, type Route, type Visit } from './route';
import { userView } from './views';

const BASE = '/v1/session';
const COOKIE = { 'Set-Cookie': 'The session' };

/** Who is asking, as a page wants to know it. */
const sessionView = z.object({
  actor: z.string().meta({ description: '`user:<id>` or `key:<id>`, as records name who did it' }),
  role: z.enum(ROLES),
  tenant: z.string().optional(),
  venues: z.array(z.string()).optional(),
  user: userView.optional(),
  expiresAt: z.iso.datetime().optional(),
  csrf: z.string().optional().meta({ description: 'Goes into `X-CSRF-Token` of every request that changes something' }),
});

/** In and out. */
export const sessionRoutes = (api: Api): Route[] => [
  door(
    {
      path: BASE,
      operation: 'session.start',
      doc: 'Signs a user in with a password.',
      body: api.signIns.bodies.signIn,
      example: {
        summary: 'A user',
        body: { tenant: 'acme', login: 'anna@acme.example', password: 'correct horse battery' },
      },
    },
    (visit) => api.signIns.signIn(visit.body, visit.address),
    ['auth.sign_in_failed', 'auth.locked', 'auth.busy', 'tenant.suspended', 'store.away'],
  ),
  door(
    {
      path: `${BASE}/accept`,
      operation: 'session.accept',
      doc: 'Chooses the password of a user who was invited, and signs in; the token works once.',
      body: api.signIns.bodies.accept,
      example: {
        summary: 'With the token of the invitation',
        body: { token: '{token}', password: 'correct horse battery' },
      },
    },
    (visit) => api.signIns.accept(visit.body),
    ['auth.invitation_gone', 'auth.busy', 'tenant.suspended', 'store.away'],
  ),
  whoAsks(api),
  out(api, 'end', 'Signs out.', false),
  out(api, 'end-all', 'Signs out everywhere: every session of the user ends.', true),
  changePassword(api),
];

const whoAsks = (api: Api): Route => ({
  method: 'get',
  path: BASE,
  operation: 'session.get',
  tag: 'session',
  doc: 'Who is asking, with a session or a key.',
  access: rolesFor('session.get'),
  reply: { status: 200, doc: 'You.', schema: sessionView },
  handle: ({ principal }) => answerOf(api.signIns.whoIs(principal)),
});

const changePassword = (api: Api): Route => ({
  method: 'post',
  path: `${BASE}/password`,
  operation: 'session.password',
  tag: 'session',
  doc: 'Changes the own password; every other session of the user ends.',
  access: rolesFor('session.password'),
  body: api.signIns.bodies.password,
  example: { summary: 'Another one', body: { current: 'correct horse battery', password: 'staple by staple' } },
  reply: { status: 200, doc: 'Changed.', schema: z.object({}) },
  refusals: ['auth.not_signed_in', 'auth.sign_in_failed', 'auth.locked', 'auth.busy', 'store.away'],
  handle: async ({ principal, body, address }) => answerOf(await api.signIns.changePassword(principal, body, address)),
});

function door(
  described: Pick<DoorRoute, 'path' | 'operation' | 'doc' | 'body' | 'example'>,
  enter: (visit: Visit) => Promise<SignedIn | Refusal>,
  refusals: NonNullable<DoorRoute['refusals']>,
): DoorRoute {
  return {
    ...described,
    method: 'post',
    tag: 'session',
    access: 'open',
    reply: { status: 200, doc: 'Signed in.', schema: sessionView, headers: COOKIE },
    refusals,
    enter: async (visit) => {
      const signedIn = await enter(visit);
      if (isRefusal(signedIn)) return signedIn;
      const { status, data, cookie, expiresAt } = signedIn;
      return { status, data, headers: { 'Set-Cookie': sessionCookie(cookie, visit.secure, expiresAt - visit.now) } };
    },
  };
}

const out = (api: Api, verb: 'end' | 'end-all', doc: string, everywhere: boolean): Route => {
  const operation = everywhere ? 'session.end_all' : 'session.end';
  return {
    method: 'post',
    path: `${BASE}/${verb}`,
    operation,
    tag: 'session',
    doc,
    access: rolesFor(operation),
    body: z.strictObject({}),
    reply: { status: 200, doc: 'Signed out.', schema: z.object({}), headers: COOKIE },
    refusals: ['auth.not_signed_in', 'store.away'],
    handle: async ({ principal, secure }) => {
      const answer: Answer | Refusal = answerOf(await api.signIns.signOut(principal, everywhere));
      return isRefusal(answer) ? answer : { ...answer, headers: { 'Set-Cookie': sessionCookie('', secure, 0) } };
    },
  };
};
