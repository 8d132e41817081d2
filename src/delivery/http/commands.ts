/**
 * Commands as routes: `call.route` is `POST …/calls/{id}/route`, with the body, the reply and the refusals that it has
 * on the feed. A command without a target creates: `call.originate` is `POST …/calls`.
 */
import { isRefusal } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import type { Api, CommandDefinition } from '../../services/api';
import { COMMAND_DOCS } from './commandDocs';
import type { Answer, Ask, KeyRoute } from './route';

/** Family of commands → what its resources are called in paths. */
const COLLECTIONS = {
  call: 'calls',
  transaction: 'transactions',
  queue: 'queues',
  entry: 'entries',
  agent: 'agents',
  callback: 'callbacks',
  offer: 'offers',
} as const;
type Family = keyof typeof COLLECTIONS;

/** Routes of the commands of one family, such as `call`. */
export function commandRoutes(api: Api, family: Family): KeyRoute[] {
  return Object.entries(api.commands.definitions)
    .filter(([name]) => name.startsWith(`${family}.`))
    .map(([name, definition]) => commandRoute(api, name, family, definition));
}

function commandRoute(api: Api, name: string, family: Family, definition: CommandDefinition): KeyRoute {
  const collection = `/v1/tenants/{tenant}/${COLLECTIONS[family]}`;
  const creates = definition.target === undefined && definition.path === undefined;
  const { example, refusals = [], more } = COMMAND_DOCS[name] ?? {};
  return {
    method: 'post',
    path: creates ? collection : `${collection}/${definition.path ?? `{id}/${name.slice(family.length + 1)}`}`,
    operation: name,
    tag: family === 'entry' ? 'queues' : COLLECTIONS[family],
    doc: definition.doc,
    more: [more, `On the feed it is the command \`${name}\` with the same body.`].filter(Boolean).join(' '),
    access: rolesFor(name),
    body: definition.schema,
    ...(example && { example }),
    reply: creates
      ? { status: 201, doc: 'Created.', schema: definition.reply, headers: { Location: 'Address of what was created' } }
      : { status: 200, doc: 'Done, and durable.', schema: definition.reply },
    refusals: ['request.key_reused', 'resource.not_found', 'store.away', ...refusals],
    handle: async (ask) => {
      const reply = await api.commands.execute(requestOf(name, ask));
      if (isRefusal(reply)) return reply;
      return creates ? created(reply.data, family, ask) : { status: reply.status, data: reply.data };
    },
  };
}

function requestOf(command: string, { principal, params, body, requestId }: Ask) {
  return {
    principal,
    tenant: params.tenant as string,
    command,
    ...(params.id !== undefined && { target: params.id }),
    body,
    ...(requestId !== undefined && { requestId }),
  };
}

function created(data: unknown, family: Family, ask: Ask): Answer {
  const id = (data as Record<string, unknown>)[family];
  return { status: 201, data, headers: { Location: `/v1/tenants/${ask.params.tenant}/${COLLECTIONS[family]}/${id}` } };
}
