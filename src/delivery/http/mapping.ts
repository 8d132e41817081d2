/** The mapping as a whole (design §9): look, validate, try a call, compare, apply, history, roll back. */
import { z } from 'zod';
import { isRefusal, type Refusal } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import { trialCall } from '../../core/venueTrial';
import type { Api } from '../../services/api';
import { MAPPING_REPLIES, type MappingInput, type MappingReply, tryBody } from '../../services/mappingApi';
import { MAPPING_EXAMPLE } from './mappingExample';
import { type Answer, type Ask, type KeyRoute, type Route, versionOf } from './route';

export const AT = '/v1/system/mapping';
const comment = z.string().max(500).exactOptional().meta({ description: 'Why, for the history' });
const flag = (description: string) =>
  z
    .enum(['true', 'false', ''])
    .transform((value) => value !== 'false')
    .exactOptional()
    .meta({ description });

/** What every change takes beside its body. */
export const changeQuery = z.strictObject({
  comment,
  preview: flag('Only say what would change and what follows'),
});
type ChangeQuery = z.infer<typeof changeQuery>;

/** Refusals of every change. */
export const CHANGE_REFUSALS: NonNullable<Route['refusals']> = [
  'mapping.invalid',
  'request.condition_missing',
  'resource.changed',
  'store.away',
];

type Described = Pick<KeyRoute, 'method' | 'path' | 'operation' | 'doc' | 'reply' | 'handle'> & Partial<KeyRoute>;
export const route = (described: Described): Route => ({
  tag: 'mapping',
  access: rolesFor(described.operation),
  ...described,
});

export const mappingRoutes = (api: Api): Route[] => [
  current(api),
  exported(api),
  validated(api),
  compared(api),
  tried(api),
  applied(api),
  fileApplied(api),
];

const current = (api: Api): Route =>
  route({
    method: 'get',
    path: AT,
    operation: 'mapping.get',
    doc: 'The version in force with its author; secrets are shown as references. Its ETag goes into `If-Match` of a change.',
    reply: { status: 200, doc: 'The version.', schema: MAPPING_REPLIES.current },
    refusals: ['resource.not_found'],
    handle: async ({ principal }) => answerOf(await api.mappings.get(principal)),
  });

const exportQuery = z.strictObject({
  version: z.coerce.number().int().min(1).exactOptional().meta({ description: 'Default: the one in force' }),
});

const exported = (api: Api): Route =>
  route({
    method: 'get',
    path: `${AT}/export`,
    operation: 'mapping.export',
    doc: 'The mapping as YAML in a stable order, ready to be edited and applied.',
    query: exportQuery,
    reply: { status: 200, doc: 'YAML.', type: 'application/yaml' },
    refusals: ['resource.not_found', 'mapping.content_gone', 'request.unsupported_type'],
    handle: async ({ principal, query }) => {
      const reply = await api.mappings.export(principal, (query as z.infer<typeof exportQuery>).version);
      if (isRefusal(reply)) return reply;
      const { yaml: text, seq } = reply;
      return { status: 200, text, headers: { 'Content-Type': 'application/yaml' }, ...(seq !== undefined && { seq }) };
    },
  });

const validated = (api: Api): Route =>
  route({
    method: 'post',
    path: `${AT}/validate`,
    operation: 'mapping.validate',
    doc: 'Says every flaw of a mapping: where, why, and the line where it was sent as YAML; nothing changes.',
    takesYaml: true,
    body: MAPPING_REPLIES.mapping,
    example: { summary: 'A mapping of one tenant', body: MAPPING_EXAMPLE },
    reply: { status: 200, doc: 'Whether it may be applied.', schema: MAPPING_REPLIES.validated },
    handle: async (ask) => answerOf(await api.mappings.validate(ask.principal, inputOf(ask))),
  });

const compared = (api: Api): Route =>
  route({
    method: 'post',
    path: `${AT}/diff`,
    operation: 'mapping.diff',
    doc: 'Compares a mapping with the one in force: each place, and in words what would follow; nothing changes.',
    takesYaml: true,
    body: MAPPING_REPLIES.mapping,
    example: { summary: 'A mapping of one tenant', body: MAPPING_EXAMPLE },
    reply: { status: 200, doc: 'What would change.', schema: MAPPING_REPLIES.difference },
    refusals: ['mapping.invalid'],
    handle: async (ask) => answerOf(await api.mappings.diff(ask.principal, inputOf(ask))),
  });

const tried = (api: Api): Route =>
  route({
    method: 'post',
    path: `${AT}/dry-run`,
    operation: 'mapping.dryRun',
    doc: 'Says which venue, application and tenant a call would reach, which keys decided, and why other venues lost.',
    more: 'The call is in the body, with the mapping to try if it is another than the one in force. Or the body is that mapping as YAML, and the call is in the query.',
    takesYaml: true,
    query: trialCall.partial(),
    body: tryBody,
    example: {
      summary: 'A call to the hotline',
      body: { call: { routingPoint: 'pbx/main', dnis: '493023125100', ani: '+493088877766', trunk: 'carrier' } },
    },
    reply: { status: 200, doc: 'What would happen.', schema: MAPPING_REPLIES.tried },
    refusals: ['mapping.invalid', 'resource.not_found'],
    handle: async ({ principal, query, body, yaml }) =>
      answerOf(await api.mappings.tryCall(principal, yaml === undefined ? body : { call: query, mapping: yaml })),
  });

const applied = (api: Api): Route =>
  route({
    method: 'post',
    path: `${AT}/apply`,
    operation: 'mapping.apply',
    doc: 'Puts a mapping in force from the next call on; a flaw anywhere changes nothing.',
    takesYaml: true,
    query: changeQuery,
    body: MAPPING_REPLIES.mapping,
    example: { summary: 'A mapping of one tenant', body: MAPPING_EXAMPLE },
    reply: { status: 200, doc: 'What changed.', schema: MAPPING_REPLIES.changed },
    refusals: CHANGE_REFUSALS,
    handle: async (ask) => answerOf(await api.mappings.apply(ask.principal, inputOf(ask), changeOf(ask))),
  });

const fileQuery = z.strictObject({
  comment,
  force: flag('The file holds, whatever was changed by other means since it was last applied'),
});

const fileApplied = (api: Api): Route =>
  route({
    method: 'post',
    path: `${AT}/file/apply`,
    operation: 'mapping.applyFile',
    doc: 'Applies the file that the gateway follows, as it is now.',
    query: fileQuery,
    body: z.strictObject({}),
    reply: { status: 200, doc: 'Whether it is a new version.', schema: MAPPING_REPLIES.followed },
    refusals: ['mapping.invalid', 'mapping.file_conflict', 'request.not_found', 'resource.changed'],
    handle: async (ask) => {
      const { comment: why, force } = ask.query as z.infer<typeof fileQuery>;
      const options = { ifMatch: versionOf(ask), comment: why, ...(force !== undefined && { force }) };
      return answerOf(await api.mappings.applyFile(ask.principal, options));
    },
  });

const inputOf = ({ yaml, body }: Ask): MappingInput => (yaml === undefined ? { value: body } : { yaml });

/** Options of a change. */
export const changeOf = (ask: Ask) => ({ ifMatch: versionOf(ask), ...(ask.query as ChangeQuery) });

export const answerOf = (reply: MappingReply): Answer | Refusal =>
  isRefusal(reply)
    ? reply
    : { status: reply.status, data: reply.data, ...(reply.seq !== undefined && { seq: reply.seq }) };
