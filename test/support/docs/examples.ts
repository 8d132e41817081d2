/**
 * Sends the examples of the API to a real gateway, as the document has them. `make docs` records the answers; the test
 * holds them to the document.
 */
import type { RecordedAnswer } from '../../../src/delivery/http/examples';
import { namesIn } from '../../../src/delivery/http/route';
import type { Reply, Sent } from '../memoryServer';
import { Stage } from '../stage';
import { SCENES } from './scenes';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

/** One operation of the document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly spec: Json;
}

/** An example that was sent. */
export interface Played {
  readonly params: Readonly<Record<string, string>>;
  readonly reply: Reply;
}

/** Every operation of an OpenAPI document. */
export const operationsOf = (document: Json): Operation[] =>
  Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, spec]) => ({ id: spec.operationId, method, path, spec })),
  );

/** The document of a gateway on the stage. */
export async function documentOf(stage: Stage): Promise<Json> {
  return (await stage.send({ path: '/openapi.json' })).json;
}

/** Sends the example of an operation to a gateway of its own. */
export async function play(operation: Operation, operations: readonly Operation[]): Promise<Played> {
  const stage = await Stage.open();
  try {
    const all = await sceneFor(stage, operation, operations);
    const params = Object.fromEntries(namesIn(operation.path).map((name) => [name, all[name] ?? '']));
    const reply = await send(stage, operation, all);
    if (stage.complaints.length > 0) throw new Error(JSON.stringify(stage.complaints));
    return { params, reply };
  } finally {
    await stage.close();
  }
}

/** Makes what the example of an operation is about; gives the values of the `{names}` in its path, and more. */
export async function sceneFor(
  stage: Stage,
  operation: Operation,
  operations: readonly Operation[],
): Promise<Played['params']> {
  const scene = SCENES[operation.id];
  return scene ? await scene(stage) : await made(stage, operation, operations);
}

/** The tenant, and the resource that the example of the creating operation makes. */
async function made(stage: Stage, { path, id }: Operation, all: readonly Operation[]): Promise<Played['params']> {
  const tenant: Played['params'] = path.includes('{tenant}') ? { tenant: 'acme' } : {};
  const at = path.indexOf('/{id}');
  if (at < 0) return tenant;
  const creates = all.find((one) => one.method === 'post' && one.path === path.slice(0, at));
  if (!creates) throw new Error(`${id} needs a scene: see test/support/docs/scenes.ts`);
  const { status, json, text } = await send(stage, creates, tenant);
  if (status !== 201) throw new Error(`${creates.id} made nothing: ${status} ${text}`);
  return { ...tenant, id: json.id as string };
}

/** The request of the example, with the key of the first role that may, or with the session that its scene has made. */
async function send(stage: Stage, operation: Operation, params: Played['params']): Promise<Reply> {
  const [role] = operation.spec.security[0]?.key ?? [];
  const request = await requestOf(stage, operation, params);
  const session = params.cookie !== undefined && { cookie: params.cookie, 'x-csrf-token': params.csrf ?? '' };
  return stage.send({
    ...request,
    ...(role !== undefined && !session && { key: stage.keys[role] as string }),
    headers: { ...request.headers, ...session },
  });
}

/** The request of the example of an operation, by nobody yet. */
export async function requestOf(
  stage: Stage,
  { method, path, spec }: Operation,
  params: Played['params'],
): Promise<Sent & { readonly method: string }> {
  const content = spec.requestBody?.content ?? {};
  const body = content['application/json']?.examples?.example.value;
  const [file] = 'application/json' in content ? [] : Object.keys(content);
  const seen = '428' in spec.responses ? await tagOf(stage, path, params) : undefined;
  return {
    method: method.toUpperCase(),
    path: filled(path, params) + queryOf(spec),
    // What only the scene knows: the {token} of an example, whom its party is, and its booking.
    ...(body !== undefined && {
      body: JSON.stringify(body)
        .replaceAll('{token}', params.token ?? '')
        .replace(/pa_[0-9a-f]{32}/g, (known) => params.party ?? known)
        .replace(/bo_[0-9a-f]{32}/g, (known) => params.booking ?? known),
    }),
    ...(file !== undefined && { body: 'RIFF....WAVEfmt ' }),
    headers: {
      ...headersOf(spec),
      ...('101' in spec.responses && UPGRADE),
      ...(file !== undefined && { 'content-type': file }),
      ...(seen !== undefined && { 'if-match': seen }),
    },
  };
}

/** Headers that the document has an example for. */
const headersOf = ({ parameters = [] }: Json): Record<string, string> =>
  Object.fromEntries(
    parameters
      .filter(({ in: where, schema }: Json) => where === 'header' && schema.examples)
      .map(({ name, schema }: Json) => [name, schema.examples[0]]),
  );

/** What a change of that resource must say that it has seen. */
async function tagOf(stage: Stage, path: string, params: Played['params']): Promise<string | undefined> {
  const { headers } = await stage.send({ path: filled(path, params), key: stage.keys.admin as string });
  return headers.etag;
}

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** The path with its names filled in. */
export const filled = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

function queryOf({ parameters = [] }: Json): string {
  const given = parameters.filter(({ in: where, example }: Json) => where === 'query' && example !== undefined);
  const query = new URLSearchParams(given.map(({ name, example }: Json) => [name, String(example)]));
  return query.size > 0 ? `?${query}` : '';
}

/** The examples with their answers, as src/delivery/http/examples.generated.json holds them. */
export async function recordExamples(): Promise<Readonly<Record<string, RecordedAnswer>>> {
  const stage = await Stage.open();
  const operations = operationsOf(await documentOf(stage));
  await stage.close();
  const answers: Record<string, RecordedAnswer> = {};
  for (const operation of operations) answers[operation.id] = recorded(operation.id, await play(operation, operations));
  return answers;
}

const LINES = 2;
/** Of audio the beginning of its header. */
const AUDIO_BYTES = 16;

function recorded(id: string, { params, reply }: Played): RecordedAnswer {
  const { status, json, text } = reply;
  // Of the document itself the beginning is enough.
  const body = id === 'openapi.get' ? { openapi: json.openapi, info: { title: json.info.title } } : json;
  const shown = text.startsWith('RIFF') ? text.slice(0, AUDIO_BYTES) : text.split('\n').slice(0, LINES).join('\n');
  const rest = body !== undefined ? { body } : text === '' ? {} : { text: shown };
  return JSON.parse(lasting(JSON.stringify({ params, status, ...rest })));
}

/** Ids and secrets in the order in which they appear, so that they do not change with everything that is drawn before. */
function lasting(text: string): string {
  const known = new Map<string, string>();
  const numbered = (hex: string): string => {
    const name = known.get(hex) ?? `01929b6e7d8f7c3a9b1e5f2d4c6a${String(known.size + 1).padStart(4, '0')}`;
    known.set(hex, name);
    return name;
  };
  return text
    .replace(/(?<![0-9a-zA-Z-])[0-9a-f]{32}(?![0-9a-zA-Z-])/g, numbered)
    .replace(/sbk_[\w-]+/g, 'sbk_shown-once-and-never-again')
    .replace(/whsec_[\w+/=]+/g, 'whsec_c2hvd24gb25jZSBhbmQgbmV2ZXIgYWdhaW4=');
}
