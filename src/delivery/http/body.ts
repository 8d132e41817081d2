/** Reads the body of a request: JSON in UTF-8, at most 64 kB, and a clear refusal for anything else. */
import type { IncomingMessage } from 'node:http';
import { isRefusal, type Refusal, RefusedError, refuse } from '../../core/errors';
import { MAX_BYTES, parseJson } from '../json';

/** What is thrown away of a body that is too large, so that its sender gets to read the answer. */
const DISCARD_BYTES = 1_048_576;

/** The largest mapping taken, in bytes. */
const TEXT_BYTES = 1_048_576;
const YAML = /^(application|text)\/(x-)?yaml\s*(;|$)/i;

/** A body that may be YAML: its text, or the JSON value. */
export async function readText(
  request: IncomingMessage,
): Promise<{ readonly value: unknown; readonly yaml?: string } | Refusal> {
  const bytes = await collect(request, TEXT_BYTES);
  if (isRefusal(bytes)) return bytes;
  if (bytes.length === 0) return refuse('request.malformed', 'the body is empty');
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding !== 'identity' || !YAML.test(type)) return unsupported(request) ?? parseJson(bytes);
  try {
    return { value: {}, yaml: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refuse('request.malformed', 'the text is not UTF-8');
  }
}

/** The JSON value of the body; `{}` when there is none, as for commands without arguments. */
export async function readBody(request: IncomingMessage): Promise<{ readonly value: unknown } | Refusal> {
  const bytes = await collect(request);
  if (isRefusal(bytes)) return bytes;
  if (bytes.length === 0) return { value: {} };
  return unsupported(request) ?? parseJson(bytes);
}

/** The body as it comes, for a route that takes a file; a route that has read enough leaves the rest to be thrown away. */
export function streamBody(request: IncomingMessage): { readonly type: string; readonly body: AsyncIterable<Buffer> } {
  return { type: request.headers['content-type'] ?? '', body: chunks(request) };
}

async function* chunks(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
  } catch {
    throw new RefusedError(refuse('request.malformed', 'the request was cut off'));
  }
}

function unsupported(request: IncomingMessage): Refusal | undefined {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding !== 'identity') return refuse('request.unsupported_type', 'a compressed body is not taken');
  if (/^application\/json\s*(;|$)/i.test(type)) return undefined;
  return refuse('request.unsupported_type', type === '' ? 'Content-Type is missing' : `not ${type.slice(0, 100)}`);
}

function collect(request: IncomingMessage, most = MAX_BYTES): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => resolve(refuse('request.too_large', `more than ${most} bytes`));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else chunks.length = 0;
      if (size > Math.max(DISCARD_BYTES, 2 * most)) tooLarge();
    });
    request.on('end', () => (size > most ? tooLarge() : resolve(Buffer.concat(chunks))));
    const cut = () => resolve(refuse('request.malformed', 'the request was cut off'));
    request.on('error', cut);
    request.on('close', cut);
  });
}
