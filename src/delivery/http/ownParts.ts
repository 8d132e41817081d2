/** Queues, workstations and agents, set up by the owner of a tenant: parts of the mapping that need no admin. */
import { z } from 'zod';
import { MAPPING_PARTS } from '../../core/mappingParts';
import { type Operation, rolesFor } from '../../core/permissions';
import type { Api, OwnPartName } from '../../services/api';
import { PART_EXAMPLES } from './mappingExample';
import { type Ask, answerOf, type Route } from './route';
import { agentWithWorkView, queueView, workstationView } from './views';

const VIEWS: Readonly<Record<OwnPartName, z.ZodType>> = {
  queue: queueView,
  workstation: workstationView,
  agent: agentWithWorkView,
};

/** What the ETag of a GET of one of them is good for. */
export const GUARD =
  'Its ETag is that of the mapping, which has the settings, and goes into `If-Match` of a change. What else is shown changes without it, so `If-None-Match` is not looked at.';

/** `put` and `delete` of each. */
export const ownPartRoutes = (api: Api): Route[] =>
  (Object.keys(VIEWS) as OwnPartName[]).flatMap((part) => [put(api, part), remove(api, part)]);

const common = (part: OwnPartName, verb: 'put' | 'delete') => {
  const operation: Operation = `${part}s.${verb}`;
  const path = `/v1/tenants/{tenant}/${part}s/{id}`;
  return { method: verb, path, operation, tag: `${part}s`, access: rolesFor(operation) } as const;
};

const which = ({ params }: Ask, part: OwnPartName) => ({
  tenant: params.tenant as string,
  part,
  name: params.id as string,
});

const put = (api: Api, part: OwnPartName): Route => ({
  ...common(part, 'put'),
  doc: `Makes or replaces ${MAPPING_PARTS[part].doc} of the own tenant, in force at once.`,
  more: 'It is a part of the mapping, and a version in its history. `If-Match` with the ETag of a GET guards against the changes of others.',
  body: MAPPING_PARTS[part].schema,
  example: { summary: `Makes or replaces ${MAPPING_PARTS[part].doc}`, body: PART_EXAMPLES[part] },
  reply: { status: 200, doc: 'As a GET has it.', schema: VIEWS[part], headers: { ETag: '"<sequence>"' } },
  refusals: ['mapping.invalid', 'quota.exceeded', 'resource.changed', 'resource.not_found', 'store.away'],
  handle: async (ask) => answerOf(await api.ownParts.put(ask.principal, which(ask, part), ask.body, ask.ifMatch)),
});

const remove = (api: Api, part: OwnPartName): Route => ({
  ...common(part, 'delete'),
  doc: `Takes ${MAPPING_PARTS[part].doc} out of the own tenant; refused while anything else of it is needed.`,
  reply: { status: 200, doc: 'It is no more.', schema: z.object({ name: z.string() }) },
  refusals: ['mapping.invalid', 'resource.changed', 'resource.not_found', 'store.away'],
  handle: async (ask) => answerOf(await api.ownParts.remove(ask.principal, which(ask, part), ask.ifMatch)),
});
