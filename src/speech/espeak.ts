/**
 * Text to speech by the program espeak-ng of the machine: one text at a time, without a shell, the text on standard
 * input, so that nothing in it can be an option or a command. A text that takes too long is given up.
 */
import { spawn } from 'node:child_process';
import { type Refusal, refuse } from '../core/errors';
import type { Speech, SpokenText } from '../ports/speech';

/** How long one text may take; the program is many times faster than the speech it makes. */
const SPEAK_MS = 10_000;
/** The largest answer: ten minutes and more. */
const MAX_BYTES = 32 * 1_048_576;
/** Texts that may wait for the one that is being spoken. */
const MAX_WAITING = 16;
const WORDS_PER_MINUTE = '150';

interface Output {
  readonly code: number | null;
  readonly bytes: Buffer;
  readonly complaint: string;
}

/** The espeak-ng of this machine, or undefined when there is none. */
export async function espeak(program = 'espeak-ng', deadlineMs = SPEAK_MS): Promise<Speech | undefined> {
  try {
    const version = await run(program, ['--version'], '', deadlineMs);
    const voices = voicesIn((await run(program, ['--voices'], '', deadlineMs)).bytes.toString());
    const name = /espeak.ng[^\d]*([\d.]+)/i.exec(version.bytes.toString())?.[1] ?? 'unknown';
    return version.code === 0 && voices.length > 0
      ? new Espeak(program, `espeak-ng ${name}`, voices, deadlineMs)
      : undefined;
  } catch {
    return undefined; // it is not there
  }
}

/** Languages in the table that `--voices` prints: the second word of each line. */
const voicesIn = (table: string): string[] =>
  table
    .split('\n')
    .slice(1)
    .flatMap((line) => line.trim().split(/\s+/)[1] ?? []);

class Espeak implements Speech {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly program: string,
    readonly name: string,
    private readonly voices: readonly string[],
    private readonly deadlineMs: number,
  ) {}

  async speak(text: string, language: string): Promise<SpokenText | Refusal> {
    const voice = this.voiceFor(language);
    if (voice === undefined) return refuse('speech.no_voice', `${this.name} has no voice for ${language}`);
    if (this.waiting >= MAX_WAITING) return refuse('speech.failed', 'too many texts wait to be spoken');
    this.waiting += 1;
    const turn = this.last.then(() => this.say(text, voice));
    this.last = turn.catch(() => undefined).finally(() => this.waiting--);
    return turn;
  }

  private async say(text: string, voice: string): Promise<SpokenText | Refusal> {
    const args = ['-v', voice, '-s', WORDS_PER_MINUTE, '--stdin', '--stdout'];
    try {
      const { code, bytes, complaint } = await run(this.program, args, text, this.deadlineMs);
      if (code !== 0) return refuse('speech.failed', `${this.name} ended with ${code}: ${complaint.slice(0, 200)}`);
      return { body: once(bytes), type: 'audio/wav' };
    } catch (error) {
      return refuse('speech.failed', `${this.name}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** The voice of that language, of the language without its region, or of any region of it. */
  private voiceFor(language: string): string | undefined {
    const tag = language.toLowerCase();
    const [base = tag] = tag.split('-');
    const has = (test: (voice: string) => boolean) => this.voices.find((voice) => test(voice.toLowerCase()));
    return (
      has((voice) => voice === tag) ?? has((voice) => voice === base) ?? has((voice) => voice.startsWith(`${base}-`))
    );
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Runs the program to its end; rejects when it is not there, takes too long or says too much. */
function run(program: string, args: readonly string[], input: string, deadlineMs: number): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    // Not the limit of spawn itself: its timer goes on, and keeps the process, when the program is not there.
    const limit = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    const chunks: Buffer[] = [];
    let size = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 1_000) complaint += chunk;
    });
    child.on('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.stdin.on('error', () => {}); // it ended without reading; its code says why
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      if (signal === null) resolve({ code, bytes: Buffer.concat(chunks), complaint });
      else reject(new Error(size > MAX_BYTES ? 'it says too much' : 'it takes too long'));
    });
    child.stdin.end(input);
  });
}
