/** What is kept: who changed what, all of a tenant as a file, and forgetting customers and tenants. */
import { z } from 'zod';
import { isRefusal } from '../../core/errors';
import { instant } from '../../core/fields';
import { rolesFor } from '../../core/permissions';
import { msOf } from '../../core/time';
import type { Api, AuditQuery } from '../../services/api';
import { answerPage, pageOf } from './lists';
import { answerOf, type KeyRoute, type Route } from './route';
import { tenantView } from './views';

const LINES = 'application/x-ndjson';
const when = instant.transform(msOf);

const auditQuery = z.strictObject({
  actor: z.string().max(80).exactOptional().meta({ description: 'Who did it: `user:<id>`, `key:<id>`, `system`' }),
  subject: z
    .string()
    .max(120)
    .exactOptional()
    .meta({ description: 'What it was done to: `key/<id>`, or a kind: `key`' }),
  from: when.exactOptional().meta({ description: 'From this time on' }),
  to: when.exactOptional().meta({ description: 'Before this time' }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items of a page; default 50' }),
  cursor: z.string().min(1).max(80).exactOptional().meta({ description: '`next` of the page before' }),
});

/** One act of administration. */
const actView = z.object({
  time: z.iso.datetime(),
  tenant: z.string().meta({ description: 'Whose journal has it' }),
  sequence: z.int(),
  type: z.string().meta({ description: 'From docs/events.md' }),
  subject: z.string(),
  actor: z.string(),
  actorName: z.string().optional().meta({ description: 'Name of the key or user' }),
  changes: z.array(
    z.object({
      field: z.string(),
      before: z.unknown().optional(),
      after: z.unknown().optional(),
      large: z.literal(true).optional().meta({ description: 'Too large to be shown' }),
    }),
  ),
});

const erasedView = z.object({
  calls: z.int().meta({ description: 'Calls that are forgotten' }),
  transactions: z.int(),
  recordings: z.int().meta({ description: 'Recordings that are deleted' }),
  held: z.int().meta({ description: 'Recordings that a legal hold keeps' }),
  emptied: z.int().meta({ description: 'Records and documents that are empty now; 0 when there were none left' }),
  left: z.int().meta({ description: 'Transactions that go on: erase again when they are over' }),
});

/** Everything about what is kept. */
export const recordRoutes = (api: Api): Route[] => [
  audit(api, '/v1/tenants/{tenant}/audit', 'audit.list', 'tenant', 'Who changed what in the tenant, newest first.'),
  audit(api, '/v1/system/audit', 'system.audit', 'system', 'Who changed what in the installation, newest first.'),
  exportTenant(api),
  eraseCustomer(api),
  eraseTenant(api),
];

const audit = (api: Api, path: string, operation: string, tag: string, doc: string): KeyRoute<AuditQuery> => ({
  method: 'get',
  path,
  operation,
  tag,
  doc,
  more: 'Acts of administration are kept for 400 days. A page may hold fewer items than asked for and still have a `next`.',
  access: rolesFor(operation),
  query: auditQuery,
  reply: { status: 200, doc: 'A page of acts.', schema: pageOf(actView) },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params, query }) => answerPage(await api.records.audit(principal, params.tenant, query)),
});

const exportTenant = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/export',
  operation: 'tenant.export',
  tag: 'tenant',
  doc: 'Everything of the tenant as JSON lines: its resources, live and ended, then the events that are kept.',
  access: rolesFor('tenant.export'),
  reply: { status: 200, doc: 'One JSON value a line.', type: LINES },
  refusals: ['resource.not_found', 'store.away'],
  handle: ({ principal, params }) => {
    const lines = api.records.exportTenant(principal, params.tenant as string);
    return isRefusal(lines) ? lines : { status: 200, pieces: ended(lines), headers: { 'content-type': LINES } };
  },
});

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

const eraseCustomer = (api: Api): Route => ({
  method: 'post',
  path: '/v1/tenants/{tenant}/customers/erase',
  operation: 'customers.erase',
  tag: 'tenant',
  doc: 'Forgets a customer: what transactions of the number said is emptied, their recordings are deleted. Doing it again does no harm.',
  access: rolesFor('customers.erase'),
  body: api.records.bodies.customer,
  example: { summary: 'Whoever has that number', body: { number: '+493088877766' } },
  reply: { status: 200, doc: 'How much is forgotten.', schema: erasedView },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params, body }) =>
    answerOf(await api.records.eraseCustomer(principal, params.tenant as string, body)),
});

const eraseTenant = (api: Api): Route => ({
  method: 'post',
  path: '/v1/system/tenants/{tenant}/erase',
  operation: 'tenants.erase',
  tag: 'system',
  doc: 'Drops everything of a tenant, for ever. It must be suspended, out of the mapping, and named in `confirm`.',
  access: rolesFor('tenants.erase'),
  body: api.records.bodies.tenant,
  example: { summary: 'Say it again', body: { confirm: 'initech' } },
  reply: { status: 200, doc: 'What is left: the name, which is not used again.', schema: tenantView },
  refusals: ['resource.not_found', 'resource.conflict', 'store.away'],
  handle: async ({ principal, params, body }) =>
    answerOf(await api.records.eraseTenant(principal, params.tenant as string, body)),
});
