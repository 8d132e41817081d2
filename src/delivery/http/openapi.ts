/**
 * The description of the API, made of the same table of routes that is mounted. Schemas are the ones that validate;
 * only what the generator cannot print is put in other words.
 */
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { mediaItem } from '../../core/media';
import { destination, reached, treatment } from '../../core/treatment';
import { grouped } from '../grouped';
import type { Document } from './docs/document';
import { docsPage } from './docs/page';
import { STYLE } from './docs/style';
import { pathOf } from './openapiPaths';
import { printable } from './printable';
import { problemSchema } from './problems';
import type { KeyRoute, OpenRoute, Route } from './route';
import {
  applicationView,
  callView,
  deadLetterView,
  entryView,
  eventView,
  keyView,
  promptView,
  queueView,
  recordingView,
  routingPointView,
  tenantView,
  transactionView,
  userView,
  venueView,
  webhookView,
} from './views';

/** Schemas that get a name in the document. */
const NAMES: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [callView, 'Call'],
  [eventView, 'Event'],
  [transactionView, 'Transaction'],
  [queueView, 'Queue'],
  [entryView, 'Entry'],
  [venueView, 'Venue'],
  [applicationView, 'Application'],
  [routingPointView, 'RoutingPoint'],
  [tenantView, 'Tenant'],
  [keyView, 'Key'],
  [promptView, 'Prompt'],
  [recordingView, 'Recording'],
  [userView, 'User'],
  [webhookView, 'Webhook'],
  [deadLetterView, 'DeadLetter'],
  [mediaItem, 'MediaItem'],
  [treatment, 'Treatment'],
  [destination, 'Destination'],
  [reached, 'Reached'],
  [problemSchema, 'Problem'],
]);

/** The groups in which operations are shown, in this order. */
const TAGS: Readonly<Record<string, string>> = {
  calls: 'Calls of a tenant, and the commands about them. A command acts at once and is answered when it is durable.',
  transactions: 'One customer contact with all its calls and events.',
  queues: 'Who waits for somebody of the tenant, in which order, and taking them out.',
  agents: 'Who answers calls, at which workstation, and in which state.',
  callbacks: 'Customers who are called back: who asked for it, when it is their turn, and what became of it.',
  offers: 'Who of the agents is asked to take whom, and what came of it.',
  workstations: 'Desks of the tenant: a phone, and who is signed in there.',
  reports: 'What happened, counted in quarters of an hour; docs/reports.md says how.',
  venues: 'Where calls arrive, and the application they go to. They come with the mapping.',
  applications: 'What decides about calls, and which programs are attached.',
  feed: 'Events as they happen, and commands, over one WebSocket.',
  recordings: 'Conversations that were recorded, as long as the tenant keeps them.',
  prompts: 'Announcements of a tenant, as audio or as text that is spoken, by language.',
  users: 'People of a tenant who sign in.',
  session: 'Signing in and out with a browser: a cookie, and a token that changes must carry.',
  webhooks: 'The same events as on the feed, posted to an address of the tenant and signed; see docs/webhooks.md.',
  keys: 'Bearer keys of a tenant and of the installation.',
  system: 'The installation: tenants and routing points. For admins.',
  mapping:
    'Which calls are whose: look, try, compare, change, go back. For admins. A change needs `If-Match`, is checked as a whole and is in force from the next call on.',
  tenant: 'A tenant as a whole.',
  health: 'For operators and their machines.',
  description: 'What describes the API.',
};

const DESCRIPTION = `Calls of many tenants, routed by their own programs.

Every request behind a key carries \`Authorization: Bearer <key>\`. What is written is answered when it is on disk;
\`Idempotency-Key\` makes a repetition repeat the answer and not the act. Lists are \`{ items, next }\`; \`next\` goes into
\`cursor\`. A refusal is a problem of RFC 9457 with a \`code\` that programs decide by. Every answer has an \`X-Request-Id\`.
The examples are requests that were sent to a gateway, with what it answered.`;

const STYLE_PATH = '/docs/style.css';
const DOCUMENT_PATH = '/openapi.json';

/**
 * Routes of what describes `routes`, and themselves: the document, and the page that shows it. Describing holds the loop
 * for a third of a second, so a gateway does it before it takes calls; `late`, at the first request, is for those who open
 * many gateways and ask few.
 */
export function descriptionRoutes(routes: readonly Route[], version: string, late = false): OpenRoute[] {
  let texts: readonly string[] | undefined;
  const described = (): readonly string[] => {
    texts ??= textsOf(routes, version);
    return texts;
  };
  if (!late) described();
  return TEXTS.map((route, i) => {
    const headers = { 'Content-Type': route.reply.type ?? 'application/json', ...(i === 1 && PAGE_HEADERS) };
    return { ...route, handle: () => ({ status: 200, text: described()[i] as string, headers }) };
  });
}

/** What the routes of `TEXTS` answer, in their order. */
function textsOf(routes: readonly Route[], version: string): readonly string[] {
  const own = TEXTS.map((route) => ({ ...route, handle: () => ({ status: 200 }) }));
  const document = describe([...routes, ...own], version);
  const page = docsPage(document as unknown as Document, { style: STYLE_PATH, source: DOCUMENT_PATH });
  return [JSON.stringify(document), page, STYLE];
}

/** The page has a style of ours and nothing else: no script, no font, no picture but the empty icon. */
const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

const text = (path: string, operation: string, doc: string, reply: OpenRoute['reply']): Omit<OpenRoute, 'handle'> => ({
  method: 'get',
  path,
  operation,
  tag: 'description',
  doc,
  access: 'open',
  reply,
});

const TEXTS = [
  text(DOCUMENT_PATH, 'openapi.get', 'This document.', {
    status: 200,
    doc: 'OpenAPI 3.1.',
    schema: z.looseObject({ openapi: z.string() }),
  }),
  text('/docs', 'docs.page', 'This document as a page for people.', {
    status: 200,
    doc: 'The page.',
    type: 'text/html; charset=utf-8',
  }),
  text(STYLE_PATH, 'docs.style', 'The style of the page.', {
    status: 200,
    doc: 'CSS.',
    type: 'text/css; charset=utf-8',
  }),
];

/** The OpenAPI 3.1 document of a table of routes. */
function describe(routes: readonly Route[], version: string) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of the tenant or of the admin. The roles that may use an operation are named with it.',
  });
  const print = printable(named(routes));
  for (const route of routes) registry.registerPath(pathOf(route, print));
  const used = new Set(routes.map((route) => route.tag));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Signalbox',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This gateway' }],
    tags: [...new Set([...Object.keys(TAGS), ...used])]
      .filter((name) => used.has(name))
      .map((name) => ({ name, ...(TAGS[name] !== undefined && { description: TAGS[name] }) })),
  });
}

/** The names of the table, and one for each page of such items and each body that one operation alone takes. */
function named(routes: readonly Route[]): ReadonlyMap<z.ZodType, string> {
  const names = new Map(NAMES);
  const bodies = grouped(
    routes.filter((route): route is KeyRoute => route.access !== 'open' && route.body !== undefined),
    (route) => route.body as z.ZodType,
  );
  for (const [body, [only, ...others]] of bodies)
    if (only && others.length === 0 && !names.has(body)) names.set(body, `${pascal(only.operation)}Body`);
  for (const { reply } of routes) {
    const items = reply.schema instanceof z.ZodObject ? reply.schema.shape.items : undefined;
    const item = items instanceof z.ZodArray ? names.get(items.element as z.ZodType) : undefined;
    if (item !== undefined && reply.schema && ![...names.values()].includes(`${item}Page`))
      names.set(reply.schema, `${item}Page`);
  }
  return names;
}

/** `call.set_attributes` → `CallSetAttributes`. */
const pascal = (operation: string): string =>
  operation.replace(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase());
