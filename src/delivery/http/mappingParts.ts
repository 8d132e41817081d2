/** Parts of the mapping, edited one by one; each change is checked, compared and applied as one of the whole. */
import { z } from 'zod';
import { MAPPING_PARTS, type MappingPartName } from '../../core/mappingParts';
import { type Operation, rolesFor } from '../../core/permissions';
import { publicSchema } from '../../core/publicView';
import type { Api } from '../../services/api';
import { MAPPING_REPLIES } from '../../services/mappingApi';
import { answerOf, CHANGE_REFUSALS, changeOf, changeQuery } from './mapping';
import { PART_EXAMPLES } from './mappingExample';
import type { Route } from './route';

/** `get`, `put` and `delete` for each kind of part. */
export const mappingPartRoutes = (api: Api): Route[] =>
  (Object.keys(MAPPING_PARTS) as MappingPartName[]).flatMap((part) => [
    read(api, part),
    put(api, part),
    gone(api, part),
  ]);

/** `/v1/system/mapping/tenants/{tenant}/venues/{venue}` and the like; shared applications stand at `/applications`. */
const pathOf = (part: MappingPartName): string =>
  `/v1/system/mapping/${MAPPING_PARTS[part].at
    .filter((step) => step !== 'system')
    .map((step) => (step === 'routingPoints' ? 'routing-points' : step))
    .join('/')}`;

const common = (part: MappingPartName, verb: 'get' | 'put' | 'delete') => {
  const operation: Operation = `mapping.${part}.${verb}`;
  return { method: verb, path: pathOf(part), operation, tag: 'mapping', access: rolesFor(operation) } as const;
};

const read = (api: Api, part: MappingPartName): Route => ({
  ...common(part, 'get'),
  doc: `Reads ${MAPPING_PARTS[part].doc} of the mapping.`,
  reply: { status: 200, doc: 'As it was written, secrets as references.', schema: viewOf(part) },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) => answerOf(await api.mappings.part(principal, part, params)),
});

const viewOf = (part: MappingPartName): z.ZodType => {
  const { schema } = MAPPING_PARTS[part];
  return schema instanceof z.ZodObject ? publicSchema(schema) : schema;
};

const put = (api: Api, part: MappingPartName): Route => ({
  ...common(part, 'put'),
  doc: `Makes or replaces ${MAPPING_PARTS[part].doc} of the mapping; in force from the next call on.`,
  query: changeQuery,
  body: MAPPING_PARTS[part].schema,
  example: { summary: `Makes or replaces ${MAPPING_PARTS[part].doc}`, body: PART_EXAMPLES[part] },
  reply: { status: 200, doc: 'What changed.', schema: MAPPING_REPLIES.changed },
  refusals: [...CHANGE_REFUSALS, 'resource.not_found'],
  handle: async (ask) => answerOf(await api.mappings.putPart(ask.principal, part, ask.params, ask.body, changeOf(ask))),
});

const gone = (api: Api, part: MappingPartName): Route => ({
  ...common(part, 'delete'),
  doc: `Takes ${MAPPING_PARTS[part].doc} out of the mapping; refused while anything else of it is needed.`,
  query: changeQuery,
  reply: { status: 200, doc: 'What changed.', schema: MAPPING_REPLIES.changed },
  refusals: [...CHANGE_REFUSALS, 'resource.not_found'],
  handle: async (ask) => answerOf(await api.mappings.deletePart(ask.principal, part, ask.params, changeOf(ask))),
});
