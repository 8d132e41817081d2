/** Prompts of a tenant, and the door by which PBXs fetch them. */
import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import type { MediaFile } from '../../ports/media';
import type { Api, CommandReply } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { Answer, Ask, KeyRoute, OpenPathRoute, Route } from './route';
import { promptView } from './views';

const BASE = '/v1/tenants/{tenant}/prompts';
const ETAG = { ETag: '"<sequence>"' };
const WAV = 'audio/wav';

export const promptRoutes = (api: Api): Route[] => [
  list(api),
  create(api),
  get(api),
  change(api),
  remove(api),
  download(api),
  upload(api),
  removeLanguage(api),
];

const list = (api: Api): Route => ({
  method: 'get',
  path: BASE,
  operation: 'prompts.list',
  tag: 'prompts',
  doc: 'Prompts of the tenant with their languages.',
  access: rolesFor('prompts.list'),
  reply: { status: 200, doc: 'All of them.', schema: pageOf(promptView) },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params }) => answerPage(await api.prompts.list(principal, params.tenant as string)),
});

const create = (api: Api): Route => ({
  method: 'post',
  path: BASE,
  operation: 'prompts.create',
  tag: 'prompts',
  doc: 'Makes a prompt, from texts or as a place for audio that is uploaded next.',
  access: rolesFor('prompts.create'),
  body: api.prompts.bodies.create,
  example: {
    summary: 'A prompt in two languages, spoken from text',
    body: { name: 'welcome', instead: 'please-hold', texts: { en: 'Welcome to Acme.', de: 'Willkommen bei Acme.' } },
  },
  reply: { status: 201, doc: 'The prompt.', schema: promptView, headers: ETAG },
  refusals: [
    'resource.not_found',
    'resource.conflict',
    'quota.exceeded',
    'speech.failed',
    'speech.no_voice',
    'store.away',
    'request.key_reused',
  ],
  handle: async ({ principal, params, body, requestId }) =>
    answerOf(await api.prompts.create(principal, params.tenant as string, body, requestId)),
});

const get = (api: Api): Route => ({
  method: 'get',
  path: `${BASE}/{name}`,
  operation: 'prompts.get',
  tag: 'prompts',
  doc: 'One prompt; its ETag is what `If-Match` takes.',
  access: rolesFor('prompts.get'),
  reply: { status: 200, doc: 'The prompt.', schema: promptView, headers: ETAG },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params }) => {
    const found = await api.prompts.get(principal, params.tenant as string, params.name as string);
    return isRefusal(found) ? found : { status: 200, data: found.data, seq: found.seq };
  },
});

const change = (api: Api): Route => ({
  method: 'patch',
  path: `${BASE}/{name}`,
  operation: 'prompts.change',
  tag: 'prompts',
  doc: 'Changes what is given; texts by language, null takes a language out. All of it at once, or nothing.',
  access: rolesFor('prompts.change'),
  body: api.prompts.bodies.change,
  example: { summary: 'Other words in English', body: { texts: { en: 'Good day, this is Acme.' } } },
  reply: { status: 200, doc: 'The prompt.', schema: promptView, headers: ETAG },
  refusals: [
    'resource.not_found',
    'resource.changed',
    'quota.exceeded',
    'speech.failed',
    'speech.no_voice',
    'store.away',
  ],
  handle: async ({ principal, params, body, ifMatch }) =>
    answerOf(await api.prompts.change(principal, params.tenant as string, params.name as string, body, ifMatch)),
});

const remove = (api: Api): Route => ({
  method: 'delete',
  path: `${BASE}/{name}`,
  operation: 'prompts.delete',
  tag: 'prompts',
  doc: 'Deletes a prompt that the mapping in force does not name. Who hears it hears it to the end.',
  access: rolesFor('prompts.delete'),
  reply: { status: 200, doc: 'Deleted.', schema: z.object({ name: z.string() }) },
  refusals: ['resource.not_found', 'resource.changed', 'prompt.in_use', 'store.away'],
  handle: async ({ principal, params, ifMatch }) =>
    answerOf(await api.prompts.remove(principal, params.tenant as string, params.name as string, ifMatch)),
});

const download = (api: Api): Route => ({
  method: 'get',
  path: `${BASE}/{name}/{language}`,
  operation: 'prompts.download',
  tag: 'prompts',
  doc: 'The audio as it is played: WAV, 8 kHz, 16 bits, one channel. Ranges are served.',
  access: rolesFor('prompts.download'),
  reply: { status: 200, doc: 'The audio.', type: WAV },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params }) => {
    const { tenant, name, language } = params as Record<string, string>;
    const file = await api.prompts.audio(principal, tenant as string, name as string, language as string);
    const headers = { 'Content-Disposition': `attachment; filename="${name}-${language}.wav"` };
    return isRefusal(file) ? file : { status: 200, file, headers };
  },
});

const upload = (api: Api): KeyRoute => ({
  method: 'put',
  path: `${BASE}/{name}/{language}`,
  operation: 'prompts.upload',
  tag: 'prompts',
  doc: 'Audio in the place of what the language had: WAV (PCM of 8 to 32 bits, float, A-law, µ-law), or audio/L16; at most 10 MiB and 10 minutes.',
  access: rolesFor('prompts.upload'),
  takes: WAV,
  reply: { status: 200, doc: 'The prompt.', schema: promptView, headers: ETAG },
  refusals: [
    'resource.not_found',
    'resource.changed',
    'quota.exceeded',
    'audio.invalid',
    'audio.too_large',
    'audio.unsupported_type',
    'audio.busy',
    'store.away',
  ],
  handle: async (ask) => {
    const { tenant, name, language } = ask.params as Record<string, string>;
    const audio = ask.upload as NonNullable<Ask['upload']>;
    return answerOf(
      await api.prompts.upload(ask.principal, tenant as string, name as string, language as string, audio, ask.ifMatch),
    );
  },
});

const removeLanguage = (api: Api): Route => ({
  method: 'delete',
  path: `${BASE}/{name}/{language}`,
  operation: 'prompts.delete_language',
  tag: 'prompts',
  doc: 'Takes a language out of a prompt.',
  access: rolesFor('prompts.delete_language'),
  reply: { status: 200, doc: 'The prompt.', schema: promptView, headers: ETAG },
  refusals: ['resource.not_found', 'resource.changed', 'store.away'],
  handle: async ({ principal, params, ifMatch }) => {
    const { tenant, name, language } = params as Record<string, string>;
    return answerOf(
      await api.prompts.removeLanguage(principal, tenant as string, name as string, language as string, ifMatch),
    );
  },
});

const answerOf = (reply: CommandReply): Answer | Refusal => reply;

/** A year: what stands at such an address never changes. */
const FOR_EVER = { 'Cache-Control': 'public, max-age=31536000, immutable' };

/** What PBXs fetch: without a key, under names that nobody can guess. */
export const mediaRoutes = (api: Api): OpenPathRoute[] => [
  {
    method: 'get',
    path: '/media/{file}',
    operation: 'media.get',
    tag: 'prompts',
    doc: 'Audio for a PBX, under a name made with the secret key of the installation.',
    access: 'open',
    reply: { status: 200, doc: 'The audio.', type: WAV, headers: { 'Cache-Control': 'A year, immutable' } },
    refusals: ['resource.not_found'],
    find: async ({ file: name }) => {
      const file: MediaFile | undefined = await api.prompts.file(name as string);
      return file ? { status: 200, file, headers: FOR_EVER } : refuse('resource.not_found');
    },
  },
];
