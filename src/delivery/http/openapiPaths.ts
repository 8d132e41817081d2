/** An operation of the description of the API, from its line in the table of routes. */
import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../core/errors';
import { grouped } from '../grouped';
import { exampleOf } from './examples';
import { PROBLEM_TYPE, problemOf, problemSchema } from './problems';
import { type KeyRoute, namesIn, type Route } from './route';

/** Puts a schema in the words of the generator. */
export type Print = (schema: z.ZodType) => z.ZodType;

/** Refusals that every route behind a key has. */
const COMMON: readonly ErrorCode[] = [
  'auth.missing',
  'auth.invalid',
  'auth.forbidden',
  'tenant.suspended',
  'quota.exceeded',
  'request.invalid',
  'service.internal',
  'service.timeout',
];
/** Of who shows no key. */
const TOO_MANY: ErrorCode = 'request.too_many';
const OF_VISITS: readonly ErrorCode[] = [
  'request.invalid',
  TOO_MANY,
  'auth.csrf',
  'service.internal',
  'service.timeout',
];
const WITH_BODY: readonly ErrorCode[] = ['request.malformed', 'request.too_large', 'request.unsupported_type'];

const FILE = z.string().meta({ format: 'binary' });

const PARAMETERS: Readonly<Record<string, string>> = {
  tenant: 'The tenant, by its slug',
  pbx: 'The PBX, by its name in the mapping',
  point: 'The routing point, by its name',
  venue: 'The venue, by its name',
  application: 'The application, by its name',
  key: 'The key, by its name in the mapping',
  version: 'Number of the version',
  letter: 'Id of the dead letter',
};

/** What a name in a path stands for; `id` is that of what the group of the operation is about. */
const parameterOf = (name: string, { tag }: Route): string =>
  name === 'id' ? `Id of the ${tag.replace(/s$/, '')}` : (PARAMETERS[name] ?? `The ${name}`);

/** The operation that a route is. */
export function pathOf(route: Route, print: Print): RouteConfig {
  return {
    method: route.method,
    path: route.path,
    operationId: route.operation,
    tags: [route.tag],
    summary: route.doc,
    description: descriptionOf(route),
    // One requirement for each role: any of them will do.
    security: route.access === 'open' ? [] : route.access.map((role) => ({ key: [role] })),
    request: requestOf(route, print),
    responses: { ...replyOf(route, print), ...refusalsOf(route, print) },
  };
}

function descriptionOf({ access, more }: Route): string {
  const who = access === 'open' ? 'No key is needed.' : `Roles: ${access.join(', ')}.`;
  return more === undefined ? who : `${more}\n\n${who}`;
}

function requestOf(route: Route, print: Print): NonNullable<RouteConfig['request']> {
  const shown = exampleOf(route.operation);
  const params = z.object(
    Object.fromEntries(
      namesIn(route.path).map((name) => {
        const examples = shown?.params[name];
        const description = parameterOf(name, route);
        return [name, z.string().meta({ description, ...(examples !== undefined && { examples: [examples] }) })];
      }),
    ),
  );
  const { query, body, takes, takesYaml, example } = route as Partial<KeyRoute>;
  // What needs nothing in its body is used without one.
  const value = example?.body ?? {};
  const examples = { example: { summary: example?.summary ?? 'Nothing more to say', value } };
  return {
    params,
    ...(query && { query: print(query) as z.ZodObject }),
    ...headersOf(route),
    ...(body && {
      body: {
        content: {
          'application/json': { schema: print(body), examples },
          ...(takesYaml && { 'application/yaml': { schema: z.string() } }),
        },
      },
    }),
    ...(takes && { body: { required: true, content: { [takes]: { schema: FILE } } } }),
  };
}

const UNCHANGED = z.string().meta({
  description: 'ETag of what was read, such as `"17"`; or `*` for whatever is in force',
  examples: ['*'],
});

/** Headers that the operation heeds. */
function headersOf({ refusals = [] }: Route): { headers?: z.ZodObject } {
  const key = z.string().max(200).optional().meta({ description: 'Repeating it repeats the answer, not the act' });
  const tag = z.string().optional().meta({ description: 'ETag of what the sender has seen: changed since, refused' });
  const shape = {
    ...(refusals.includes('request.key_reused') && { 'Idempotency-Key': key }),
    ...(refusals.includes('resource.changed') && { 'If-Match': tag }),
    ...(refusals.includes('request.condition_missing') && { 'If-Match': UNCHANGED }),
  };
  return Object.keys(shape).length > 0 ? { headers: z.object(shape) } : {};
}

function replyOf(route: Route, print: Print): RouteConfig['responses'] {
  const { reply } = route;
  const shown = exampleOf(route.operation);
  const headers = Object.entries(reply.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' as const } },
  ]);
  const schema = reply.schema ? print(reply.schema) : z.string();
  const content = reply.type ?? (reply.schema && 'application/json');
  const example = shown?.body ?? shown?.text;
  return {
    [reply.status]: {
      description: reply.doc,
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...(content && {
        content: {
          [content]: { schema, ...(example !== undefined && { example }) },
          ...(reply.also && { [reply.also]: { schema: z.string() } }),
        },
      }),
    },
    ...(reply.instead && instead(reply.instead, print)),
  };
}

/** The answer with another status that is no refusal. */
const instead = (
  { status, doc, schema }: NonNullable<Route['reply']['instead']>,
  print: Print,
): RouteConfig['responses'] => ({
  [status]: { description: doc, content: { 'application/json': { schema: print(schema) } } },
});

/** One response per status, which names the codes that it may carry and shows each. */
function refusalsOf(route: Route, print: Print): RouteConfig['responses'] {
  const schema = print(problemSchema);
  return Object.fromEntries(
    [...grouped([...new Set(codesOf(route))], (code) => ERRORS[code].status)].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('\n\n'),
        content: {
          [PROBLEM_TYPE]: {
            schema,
            examples: Object.fromEntries(codes.map((code) => [code, { value: problemOf({ refused: code }) }])),
          },
        },
      },
    ]),
  );
}

/** Every code that the operation can refuse with; whatever names a tenant or a resource may name one that is not there. */
function codesOf(route: Route): readonly ErrorCode[] {
  const { path, refusals = [] } = route;
  if (route.access === 'open') return [...('enter' in route ? [...OF_VISITS, ...WITH_BODY] : [TOO_MANY]), ...refusals];
  const named: readonly ErrorCode[] = path.includes('{') ? ['resource.not_found'] : [];
  return [...COMMON, ...(route.body === undefined ? [] : WITH_BODY), ...named, ...refusals];
}
