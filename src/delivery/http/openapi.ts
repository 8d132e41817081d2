/**
 * The description of the API, made of the same table of routes that is mounted. Schemas are the ones that validate;
 * only what the generator cannot print is put in other words.
 */
import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../core/errors';
import { mediaItem } from '../../core/media';
import { destination, treatment } from '../../core/treatment';
import { grouped } from '../grouped';
import { printable } from './printable';
import { PROBLEM_TYPE, problemSchema } from './problems';
import { type KeyRoute, namesIn, type OpenRoute, type Route } from './route';
import {
  applicationView,
  callView,
  eventView,
  keyView,
  routingPointView,
  tenantView,
  transactionView,
  venueView,
} from './views';

/** Schemas that get a name in the document. */
const NAMES: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [callView, 'Call'],
  [eventView, 'Event'],
  [transactionView, 'Transaction'],
  [venueView, 'Venue'],
  [applicationView, 'Application'],
  [routingPointView, 'RoutingPoint'],
  [tenantView, 'Tenant'],
  [keyView, 'Key'],
  [mediaItem, 'MediaItem'],
  [treatment, 'Treatment'],
  [destination, 'Destination'],
  [problemSchema, 'Problem'],
]);

/** Refusals that every route behind a key has. */
const COMMON: readonly ErrorCode[] = [
  'auth.missing',
  'auth.invalid',
  'auth.forbidden',
  'request.invalid',
  'service.internal',
  'service.timeout',
];
const WITH_BODY: readonly ErrorCode[] = ['request.malformed', 'request.too_large', 'request.unsupported_type'];

/** The route of the document, which describes `routes` and itself. */
export function openapiRoute(routes: readonly Route[], version: string): OpenRoute {
  const route: Omit<OpenRoute, 'handle'> = {
    method: 'get',
    path: '/openapi.json',
    operation: 'openapi.get',
    tag: 'health',
    doc: 'This document.',
    access: 'open',
    reply: { status: 200, doc: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) },
  };
  const text = JSON.stringify(describe([...routes, { ...route, handle: () => ({ status: 200 }) }], version));
  return { ...route, handle: () => ({ status: 200, text, headers: { 'Content-Type': 'application/json' } }) };
}

/** The OpenAPI 3.1 document of a table of routes. */
export function describe(routes: readonly Route[], version: string) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of the tenant or of the admin, in the Authorization header.',
  });
  const print = printable(NAMES);
  for (const route of routes) registry.registerPath(pathOf(route, print));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Signalbox', version, description: 'Calls of many tenants, routed by their own programs.' },
  });
}

type Print = (schema: z.ZodType) => z.ZodType;

function pathOf(route: Route, print: Print): RouteConfig {
  const open = route.access === 'open';
  return {
    method: route.method,
    path: route.path,
    operationId: route.operation,
    tags: [route.tag],
    summary: route.doc,
    ...(!open && { security: [{ key: [] }], description: `Roles: ${route.access.join(', ')}.` }),
    request: requestOf(route, print),
    responses: { ...replyOf(route, print), ...refusalsOf(route, print) },
  };
}

function requestOf(route: Route, print: Print): NonNullable<RouteConfig['request']> {
  const params = z.object(Object.fromEntries(namesIn(route.path).map((name) => [name, z.string()])));
  if (route.access === 'open') return { params };
  const { query, body, refusals } = route as KeyRoute;
  const key = z.string().max(200).optional().meta({ description: 'Repeating it repeats the answer, not the act' });
  return {
    params,
    ...(query && { query: print(query) as z.ZodObject }),
    ...(refusals?.includes('request.key_reused') && { headers: z.object({ 'Idempotency-Key': key }) }),
    ...(body && { body: { content: { 'application/json': { schema: print(body) } } } }),
  };
}

function replyOf({ reply }: Route, print: Print): RouteConfig['responses'] {
  const headers = Object.entries(reply.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' as const } },
  ]);
  const schema = reply.schema ? print(reply.schema) : z.string();
  const content = reply.type ?? (reply.schema && 'application/json');
  return {
    [reply.status]: {
      description: reply.doc,
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...(content && { content: { [content]: { schema } } }),
    },
  };
}

/** One response per status, which names the codes that it may carry. */
function refusalsOf(route: Route, print: Print): RouteConfig['responses'] {
  if (route.access === 'open') return {};
  const codes = [...COMMON, ...(route.method === 'post' ? WITH_BODY : []), ...(route.refusals ?? [])];
  const content = { [PROBLEM_TYPE]: { schema: print(problemSchema) } };
  return Object.fromEntries(
    [...grouped(codes, (code) => ERRORS[code].status)].map(([status, ofStatus]) => [
      status,
      { description: ofStatus.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('\n\n'), content },
    ]),
  );
}
