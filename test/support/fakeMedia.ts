/** Prompts and recordings as delivery sees them: one prompt `welcome`, one file, any recording. */
import { type Refusal, refuse } from '../../src/core/errors';
import { changePromptBody, createPromptBody } from '../../src/core/prompt';
import { changeRecordingBody } from '../../src/core/recording';
import type { CommandDefinition, CommandReply, Page, Principal, Prompts, Recordings } from '../../src/services/api';
import { fileOf } from './memoryMedia';

/** What remembers the questions. */
interface Asked {
  readonly asked: [name: string, ...args: unknown[]][];
  query(name: string, args: unknown[], tenant: string, principal: Principal): Refusal | undefined;
  page(name: string, tenant: string, principal: Principal): Page | Refusal;
  created(name: string, schema: CommandDefinition['schema'], args: unknown[]): CommandReply;
}

const DIGITS: Readonly<Buffer> = Buffer.from('0123456789');

export const fakeRecordings = (api: Asked): Recordings => ({
  bodies: { change: changeRecordingBody },
  list: async (principal, tenant) => api.page('recordings', tenant, principal),
  get: async (principal, tenant, id) =>
    api.query('recording', [tenant, id], tenant, principal) ?? { seq: 11, data: { id } },
  audio: async (principal, tenant, id) =>
    api.query('recordingAudio', [tenant, id], tenant, principal) ?? fileOf(DIGITS),
  name: async (principal, tenant, id) => api.query('callbackName', [tenant, id], tenant, principal) ?? fileOf(DIGITS),
  change: async (_, tenant, id, body, ifMatch) =>
    api.created('changeRecording', changeRecordingBody, [body, tenant, id, ifMatch]),
  remove: async (_, tenant, id, ifMatch) => {
    api.asked.push(['removeRecording', tenant, id, ifMatch]);
    return { status: 200, data: { id } };
  },
});

export const fakePrompts = (api: Asked): Prompts => ({
  bodies: { create: createPromptBody, change: changePromptBody },
  list: async (principal, tenant) => api.page('prompts', tenant, principal),
  get: async (principal, tenant, name) =>
    api.query('prompt', [tenant, name], tenant, principal) ??
    (name === 'welcome' ? { seq: 8, data: { id: name } } : refuse('resource.not_found')),
  create: async (_, tenant, body, requestId) =>
    api.created('createPrompt', createPromptBody, [body, tenant, requestId]),
  change: async (_, tenant, name, body, ifMatch) =>
    api.created('changePrompt', changePromptBody, [body, tenant, name, ifMatch]),
  upload: async (_, tenant, name, language, { type, body }, ifMatch) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    api.asked.push(['upload', tenant, name, language, type, Buffer.concat(chunks).toString(), ifMatch]);
    return { status: 200, data: { name }, seq: 9 };
  },
  removeLanguage: async (_, tenant, name, language, ifMatch) => {
    api.asked.push(['removeLanguage', tenant, name, language, ifMatch]);
    return { status: 200, data: { name }, seq: 10 };
  },
  remove: async (_, tenant, name, ifMatch) => {
    api.asked.push(['removePrompt', tenant, name, ifMatch]);
    return { status: 200, data: { name } };
  },
  audio: async (principal, tenant, name, language) =>
    api.query('audio', [tenant, name, language], tenant, principal) ??
    (name === 'welcome' ? fileOf(DIGITS) : refuse('resource.not_found')),
  file: async (name) => (name === 'known.wav' ? fileOf(DIGITS) : undefined),
});
