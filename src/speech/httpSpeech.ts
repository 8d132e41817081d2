/**
 * Text to speech by a service over HTTP: `POST` of `{ input, voice, model, language, response_format: "wav" }`, the body
 * that speech servers of the OpenAI kind take, answered with audio. Which address that is, is the installation's choice.
 */
import { type Refusal, refuse } from '../core/errors';
import type { Speech, SpokenText } from '../ports/speech';

const SPEAK_MS = 20_000;
const MAX_BYTES = 10 * 1_048_576;

export interface HttpSpeechOptions {
  readonly url: string;
  /** Bearer key. */
  readonly key?: string;
  readonly model?: string;
  /** Language → voice; `*` for any other language. */
  readonly voices: Readonly<Record<string, string>>;
  /** Deadline in ms. Default 20000. */
  readonly deadlineMs?: number;
}

export function httpSpeech(options: HttpSpeechOptions): Speech {
  const { origin, pathname } = new URL(options.url);
  return {
    // Part of what spoken audio is remembered by: another voice is another audio.
    name: `${origin}${pathname} ${options.model ?? ''} ${JSON.stringify(options.voices)}`,
    speak: (text, language) => speak(options, text, language),
  };
}

async function speak(options: HttpSpeechOptions, text: string, language: string): Promise<SpokenText | Refusal> {
  try {
    const answer = await fetch(options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'audio/wav',
        ...(options.key !== undefined && { authorization: `Bearer ${options.key}` }),
      },
      body: JSON.stringify(bodyOf(options, text, language)),
      redirect: 'error',
      signal: AbortSignal.timeout(options.deadlineMs ?? SPEAK_MS),
    });
    if (!answer.ok || !answer.body) return refused(`it answered ${answer.status}`);
    const type = answer.headers.get('content-type') ?? '';
    if (!type.startsWith('audio/')) return refused(`it answered ${type.slice(0, 80) || 'no audio'}`);
    const bytes = await collect(answer.body);
    return bytes ? { body: once(bytes), type } : refused(`it answered more than ${MAX_BYTES} bytes`);
  } catch (error) {
    return refused(reasonOf(error));
  }
}

const bodyOf = ({ model, voices }: HttpSpeechOptions, input: string, language: string): object => {
  const [base = language] = language.split('-');
  const voice = voices[language] ?? voices[base] ?? voices['*'];
  return { input, language, response_format: 'wav', ...(voice && { voice }), ...(model && { model }) };
};

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const refused = (why: string): Refusal => refuse('speech.failed', `the speech service: ${why}`);

/** What went wrong, without the address: that is the installation's, and a tenant reads this. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it takes too long';
  const { code } = (error instanceof Error && error.cause instanceof Error ? error.cause : error) as { code?: unknown };
  return typeof code === 'string' ? `it does not answer (${code})` : 'it does not answer as it should';
}
