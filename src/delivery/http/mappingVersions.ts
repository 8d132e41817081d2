/** History of the mapping: its versions, what each changed, and the way back. */
import { z } from 'zod';
import { type Refusal, refuse } from '../../core/errors';
import type { Api } from '../../services/api';
import { MAPPING_REPLIES } from '../../services/mappingApi';
import { answerPage, pageOf } from './lists';
import { AT, answerOf, CHANGE_REFUSALS, changeOf, changeQuery, route } from './mapping';
import type { Answer, Ask, KeyRoute, Route } from './route';

export const mappingVersionRoutes = (api: Api): Route[] => [listed(api), one(api), between(api), rolledBack(api)];

const pages = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Versions of a page; default 50' }),
  cursor: z.string().min(1).max(500).exactOptional().meta({ description: '`next` of the page before' }),
});

const listed = (api: Api): Route =>
  route({
    method: 'get',
    path: `${AT}/versions`,
    operation: 'mapping.versions.list',
    doc: 'All versions, newest first: who applied each, when, from where, why, and what it changed.',
    query: pages,
    reply: { status: 200, doc: 'A page.', schema: pageOf(MAPPING_REPLIES.listed) },
    handle: async ({ principal, query }) => {
      const { limit, cursor } = query as z.infer<typeof pages>;
      return answerPage(await api.mappings.versions(principal, limit, cursor));
    },
  });

const one = (api: Api): Route =>
  route({
    method: 'get',
    path: `${AT}/versions/{version}`,
    operation: 'mapping.versions.get',
    doc: 'One version with its content; the content is kept for the newest 200.',
    reply: { status: 200, doc: 'The version.', schema: MAPPING_REPLIES.version },
    refusals: ['resource.not_found'],
    handle: withVersion(async (version, { principal }) => answerOf(await api.mappings.version(principal, version))),
  });

const diffQuery = z.strictObject({
  against: z.coerce
    .number()
    .int()
    .min(0)
    .exactOptional()
    .meta({ description: 'Number of the other version, 0 for none at all; default: the one before' }),
});

const between = (api: Api): Route =>
  route({
    method: 'get',
    path: `${AT}/versions/{version}/diff`,
    operation: 'mapping.versions.diff',
    doc: 'What a version changed against another one.',
    query: diffQuery,
    reply: { status: 200, doc: 'Each place.', schema: MAPPING_REPLIES.difference },
    refusals: ['resource.not_found', 'mapping.content_gone'],
    handle: withVersion(async (version, { principal, query }) =>
      answerOf(await api.mappings.compare(principal, version, (query as z.infer<typeof diffQuery>).against)),
    ),
  });

const rolledBack = (api: Api): Route =>
  route({
    method: 'post',
    path: `${AT}/versions/{version}/rollback`,
    operation: 'mapping.versions.rollback',
    doc: 'Applies the content of an old version again, as a new one; refused when a secret it refers to is gone.',
    query: changeQuery,
    body: z.strictObject({}),
    reply: { status: 200, doc: 'What changed.', schema: MAPPING_REPLIES.changed },
    refusals: [...CHANGE_REFUSALS, 'resource.not_found', 'mapping.content_gone'],
    handle: withVersion(async (version, ask) =>
      answerOf(await api.mappings.rollback(ask.principal, version, changeOf(ask))),
    ),
  });

type Handler = (version: number, ask: Ask) => Promise<Answer | Refusal>;

function withVersion(handle: Handler): KeyRoute['handle'] {
  return (ask) => {
    const { version = '' } = ask.params;
    return /^[1-9]\d{0,9}$/.test(version) ? handle(Number(version), ask) : refuse('resource.not_found');
  };
}
