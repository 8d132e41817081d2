/** Recordings of a tenant: for people by their role, never under an address that needs no key. */
import { z } from 'zod';
import { isRefusal } from '../../core/errors';
import { idSchema } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import type { Api, ListRecordings } from '../../services/api';
import { answerPage, pageOf } from './lists';
import type { KeyRoute, Route } from './route';
import { recordingView } from './views';

const BASE = '/v1/tenants/{tenant}/recordings';
const ETAG = { ETag: '"<sequence>"' };

const recordingsQuery = z.strictObject({
  call: idSchema('call').exactOptional().meta({ description: 'Only those of this call' }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items of a page; default 50' }),
  cursor: idSchema('recording').exactOptional().meta({ description: '`next` of the page before' }),
});

export const recordingRoutes = (api: Api): Route[] => [
  list(api),
  get(api),
  download(api),
  change(api),
  remove(api),
  callbackName(api),
];

const list = (api: Api): KeyRoute<ListRecordings> => ({
  method: 'get',
  path: BASE,
  operation: 'recordings.list',
  tag: 'recordings',
  doc: 'Recordings that are made or kept, newest first.',
  access: rolesFor('recordings.list'),
  query: recordingsQuery,
  reply: { status: 200, doc: 'A page of recordings.', schema: pageOf(recordingView) },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params, query }) =>
    answerPage(await api.recordings.list(principal, params.tenant as string, query)),
});

const get = (api: Api): Route => ({
  method: 'get',
  path: `${BASE}/{id}`,
  operation: 'recordings.get',
  tag: 'recordings',
  doc: 'One recording.',
  access: rolesFor('recordings.get'),
  reply: { status: 200, doc: 'The recording.', schema: recordingView, headers: ETAG },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params }) => {
    const found = await api.recordings.get(principal, params.tenant as string, params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found.data, seq: found.seq };
  },
});

const download = (api: Api): Route => ({
  method: 'get',
  path: `${BASE}/{id}/audio`,
  operation: 'recordings.download',
  tag: 'recordings',
  doc: 'The audio of a recording that is stored: WAV with everybody in it. Ranges are served.',
  access: rolesFor('recordings.download'),
  reply: { status: 200, doc: 'The audio.', type: 'audio/wav' },
  refusals: ['resource.not_found', 'recording.not_stored', 'store.away'],
  handle: async ({ principal, params }) => {
    const file = await api.recordings.audio(principal, params.tenant as string, params.id as string);
    const headers = { 'Content-Disposition': `attachment; filename="${params.id}.wav"` };
    return isRefusal(file) ? file : { status: 200, file, headers };
  },
});

const change = (api: Api): Route => ({
  method: 'patch',
  path: `${BASE}/{id}`,
  operation: 'recordings.change',
  tag: 'recordings',
  doc: 'Puts a recording under legal hold, or takes it out: while held it is not deleted by anything.',
  access: rolesFor('recordings.change'),
  body: api.recordings.bodies.change,
  example: { summary: 'Keep it until told otherwise', body: { legalHold: true } },
  reply: { status: 200, doc: 'The recording.', schema: recordingView, headers: ETAG },
  refusals: ['resource.not_found', 'resource.changed', 'store.away'],
  handle: ({ principal, params, body, ifMatch }) =>
    api.recordings.change(principal, params.tenant as string, params.id as string, body, ifMatch),
});

const remove = (api: Api): Route => ({
  method: 'delete',
  path: `${BASE}/{id}`,
  operation: 'recordings.delete',
  tag: 'recordings',
  doc: 'Deletes a stored recording for good.',
  access: rolesFor('recordings.delete'),
  reply: { status: 200, doc: 'Deleted.', schema: z.object({ id: idSchema('recording') }) },
  refusals: ['resource.not_found', 'resource.changed', 'recording.held', 'recording.not_stored', 'store.away'],
  handle: ({ principal, params, ifMatch }) =>
    api.recordings.remove(principal, params.tenant as string, params.id as string, ifMatch),
});

const callbackName = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks/{id}/name',
  operation: 'callbacks.name',
  tag: 'callbacks',
  doc: 'What the customer said when it was asked for its name (`name` of the callback): WAV. Ranges are served.',
  more: 'For a user in the queues that the own agent serves. 404 where there is none, or it is kept no longer.',
  access: rolesFor('callbacks.name'),
  reply: { status: 200, doc: 'The audio.', type: 'audio/wav' },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params }) => {
    const file = await api.recordings.name(principal, params.tenant as string, params.id as string);
    const headers = { 'Content-Disposition': `attachment; filename="${params.id}.wav"` };
    return isRefusal(file) ? file : { status: 200, file, headers };
  },
});
