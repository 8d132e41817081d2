/** Spoken texts on disk by what was said, in which language, by whom: the same text is spoken once, however many tenants say it. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRefusal, type Refusal } from '../core/errors';
import type { Speech, SpokenText } from '../ports/speech';

/** What the cache may take after a sweep. */
const MAX_BYTES = 256 * 1_048_576;

export class SpokenCache implements Speech {
  readonly name: string;
  private written = 0;

  constructor(
    private readonly speech: Speech,
    private readonly folder: string,
    private readonly maxBytes = MAX_BYTES,
  ) {
    this.name = speech.name;
  }

  async speak(text: string, language: string): Promise<SpokenText | Refusal> {
    const file = this.fileOf(text, language);
    const known = await readFile(file).catch(() => undefined);
    if (known) {
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      return unpack(known);
    }
    const spoken = await this.speech.speak(text, language);
    if (isRefusal(spoken)) return spoken;
    const packed = await pack(spoken);
    // A cache that cannot be written is slow, not broken.
    await this.keep(file, packed).catch(() => undefined);
    return unpack(packed);
  }

  /** Deletes what was not asked for the longest, until the rest fits; says how much. */
  async sweep(): Promise<number> {
    const names = await readdir(this.folder).catch(() => []);
    const files = await Promise.all(names.map(async (name) => ({ name, ...(await this.facts(name)) })));
    files.sort((a, b) => b.mtimeMs - a.mtimeMs);
    let [bytes, swept] = [0, 0];
    for (const { name, size } of files) {
      bytes += size;
      if (bytes <= this.maxBytes) continue;
      await unlink(path.join(this.folder, name)).catch(() => undefined);
      swept += 1;
    }
    return swept;
  }

  private async facts(name: string): Promise<{ size: number; mtimeMs: number }> {
    return stat(path.join(this.folder, name)).catch(() => ({ size: 0, mtimeMs: 0 }));
  }

  private async keep(file: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const aside = `${file}.${++this.written}`;
    await writeFile(aside, bytes, { mode: 0o600 });
    await rename(aside, file);
  }

  private fileOf(text: string, language: string): string {
    const said = JSON.stringify([this.speech.name, language, text]);
    return path.join(this.folder, createHash('sha256').update(said).digest('hex'));
  }
}

/** The content type is the first line. */
async function pack({ body, type }: SpokenText): Promise<Buffer> {
  const chunks: Uint8Array[] = [Buffer.from(`${type}\n`)];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function unpack(packed: Buffer): SpokenText {
  const end = packed.indexOf('\n');
  return { type: packed.toString('latin1', 0, end), body: once(packed.subarray(end + 1)) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
