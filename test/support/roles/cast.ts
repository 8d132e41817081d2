/** Everybody who may knock at a gateway: with the key or the session of each role, of this tenant or of that, or with nothing. */
import type { Role } from '../../../src/services/api';
import type { Sent } from '../memoryServer';
import type { Stage } from '../stage';

/** Who asks. */
export interface Asker {
  /** Such as `key of owner of acme`. */
  readonly name: string;
  readonly role: Role;
  readonly tenant?: string;
  readonly key?: string;
  readonly session?: { readonly cookie: string; readonly csrf: string };
}

const PASSWORD = 'correct horse battery';
const KEYS = ['owner', 'supervisor', 'application'] as const;
const USERS = ['owner', 'supervisor', 'user'] as const;

export const ADMIN: Asker = { name: 'key of admin', role: 'admin', key: 'admin' };

/** A key of each role and a session of each role of a tenant that is there. */
export async function castOf(stage: Stage, tenant: string): Promise<Asker[]> {
  const keys = [];
  for (const role of KEYS) keys.push(await keyOf(stage, tenant, { name: role, role }));
  const users = [];
  for (const role of USERS) users.push(await userOf(stage, tenant, role));
  return [...keys, ...users];
}

/** A new key. */
export async function keyOf(
  stage: Stage,
  tenant: string,
  body: { readonly name: string; readonly role: Role; readonly venues?: readonly string[] },
): Promise<Asker> {
  const { secret } = await made(stage, `/v1/tenants/${tenant}/keys`, body);
  return { name: `key of ${body.name} of ${tenant}`, role: body.role, tenant, key: secret as string };
}

async function userOf(stage: Stage, tenant: string, role: Role): Promise<Asker> {
  const login = `${role}@${tenant}.example`;
  const { invitation } = await made(stage, `/v1/tenants/${tenant}/users`, { login, name: role, role });
  const body = JSON.stringify({ token: invitation, password: PASSWORD });
  const { headers, json } = await stage.send({ method: 'POST', path: '/v1/session/accept', body });
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return { name: `session of ${role} of ${tenant}`, role, tenant, session: { cookie, csrf: json.csrf as string } };
}

async function made(stage: Stage, path: string, body: object): Promise<Record<string, unknown>> {
  const { status, json, text } = await stage.send({ method: 'POST', path, key: 'admin', body: JSON.stringify(body) });
  if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
  return json;
}

/** What nobody but that one may know. */
export const secretsOf = ({ key, session }: Asker): string[] =>
  session ? [PASSWORD, session.cookie.split('=')[1] ?? session.cookie, session.csrf] : [key as string];

/** A request by that one, as a page of the gateway or a program would send it. */
export function by(asker: Asker, sent: Sent): Sent {
  const { key, session } = asker;
  if (!session) return { ...sent, ...(key !== undefined && { key }) };
  const { cookie, csrf } = session;
  return { ...sent, headers: { ...sent.headers, cookie, 'x-csrf-token': csrf, origin: 'http://memory' } };
}
