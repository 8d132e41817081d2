/**
 * The media of an installation below its data folder: `media/<tenant>/<content>.wav`, and `.wav16` beside it where the
 * source had more than telephone quality. A file is there whole or not at all: written aside, synced, renamed.
 * The name that a PBX sees is an HMAC over tenant and content; which file it means is kept in memory.
 */
import { createHash, createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { type Refusal, refuse } from '../core/errors';
import { SYSTEM } from '../core/ids';
import type { Clock } from '../ports/clock';
import type { Bytes, MediaFile, MediaFiles, StoredAudio } from '../ports/media';
import { type Converted, isTaken, render, TAKEN } from './convert';
import { Converter } from './converter';
import { TONES, toneAudio } from './tones';

/** The largest upload. */
const MAX_UPLOAD_BYTES = 10 * 1_048_576;

const FILE = /^([0-9a-f]{64})\.(wav|wav16)$/;
/** Asterisk goes by the content type first and knows one kind of WAV by it; the other it knows by its ending. */
const TYPES: Readonly<Record<string, string>> = { wav: 'audio/wav', wav16: 'application/octet-stream' };
const ASIDE = '.aside';

export interface MediaFolderOptions {
  readonly folder: string;
  /** The installation's secret key: addresses are made with it. */
  readonly secretKey: string;
}

interface Place {
  readonly tenant: string;
  readonly content: string;
}

export class MediaFolder implements MediaFiles {
  private readonly places = new Map<string, Place>();
  private readonly root: string;
  private readonly key: Buffer;
  private readonly converter: Converter;
  private written = 0;

  private constructor({ folder, secretKey }: MediaFolderOptions, clock: Clock) {
    this.root = path.join(folder, 'media');
    this.key = createHash('sha256').update(`media ${secretKey}`).digest();
    this.converter = new Converter(clock);
  }

  /** Looks at what is there; what a killed process was writing is thrown away. */
  static async open(options: MediaFolderOptions, clock: Clock): Promise<MediaFolder> {
    const media = new MediaFolder(options, clock);
    await rm(media.aside(''), { recursive: true, force: true });
    await mkdir(media.aside(''), { recursive: true, mode: 0o700 });
    for (const place of await media.list()) media.places.set(media.address(place.tenant, place.content), place);
    return media;
  }

  async take(tenant: string, body: Bytes, type: string): Promise<StoredAudio | Refusal> {
    if (!isTaken(type)) return refuse('audio.unsupported_type', `not ${TAKEN}`);
    const upload = this.aside(`upload-${++this.written}`);
    try {
      const tooLarge = await receive(upload, body);
      if (tooLarge) return tooLarge;
      const converted = await this.converter.run(upload, type);
      if ('refused' in converted) return converted;
      await this.keepBoth(tenant, converted);
      const { content, durationMs, source } = converted;
      return { content, durationMs, source };
    } finally {
      await rm(upload, { force: true });
    }
  }

  /** Makes the tones that every tenant has; name → content in `system`. */
  async makeTones(): Promise<Readonly<Record<string, string>>> {
    const made: Record<string, string> = {};
    for (const name of Object.keys(TONES)) {
      const tone = render(toneAudio(name));
      made[name] = tone.content;
      if (!this.places.has(this.address(SYSTEM, tone.content))) await this.keepBoth(SYSTEM, tone);
    }
    return made;
  }

  address(tenant: string, content: string): string {
    return createHmac('sha256', this.key).update(`${tenant}\n${content}`).digest('hex');
  }

  open(tenant: string, content: string): Promise<MediaFile | undefined> {
    return this.file({ tenant, content }, 'wav');
  }

  at(file: string): Promise<MediaFile | undefined> {
    const [, address = '', ending = ''] = FILE.exec(file) ?? [];
    const place = this.places.get(address);
    return place ? this.file(place, ending) : Promise.resolve(undefined);
  }

  async release(tenant: string, content: string): Promise<void> {
    const now = new Date();
    for (const ending of Object.keys(TYPES))
      await utimes(this.path({ tenant, content }, ending), now, now).catch(ignoreMissing);
  }

  async sweep(used: (tenant: string, content: string) => boolean, before: number): Promise<number> {
    let swept = 0;
    for (const place of await this.list()) {
      if (used(place.tenant, place.content)) continue;
      const { mtimeMs } = await stat(this.path(place, 'wav'));
      if (mtimeMs >= before) continue;
      this.places.delete(this.address(place.tenant, place.content));
      for (const ending of Object.keys(TYPES)) await unlink(this.path(place, ending)).catch(ignoreMissing);
      swept += 1;
    }
    return swept;
  }

  private async list(): Promise<Place[]> {
    const places: Place[] = [];
    for (const tenant of await readdir(this.root)) {
      if (tenant === ASIDE) continue;
      for (const file of await readdir(path.join(this.root, tenant))) {
        const [, content, ending] = FILE.exec(file) ?? [];
        if (content !== undefined && ending === 'wav') places.push({ tenant, content });
      }
    }
    return places;
  }

  private async file(place: Place, ending: string): Promise<MediaFile | undefined> {
    const where = this.path(place, ending);
    const found = await stat(where).catch(ignoreMissing);
    if (!found) return undefined;
    return {
      bytes: found.size,
      type: TYPES[ending] as string,
      etag: `"${place.content}"`,
      read: (start, end) => createReadStream(where, { start, end }),
    };
  }

  private async keepBoth(tenant: string, { content, narrow, wide }: Converted): Promise<void> {
    if (wide) await this.keep(tenant, content, 'wav16', wide);
    await this.keep(tenant, content, 'wav', narrow);
    this.places.set(this.address(tenant, content), { tenant, content });
  }

  /** Written aside and renamed; synced with its folder, so that a record that names it never outlives it. */
  private async keep(tenant: string, content: string, ending: string, bytes: Uint8Array): Promise<void> {
    const folder = path.join(this.root, tenant);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const aside = this.aside(`new-${++this.written}`);
    const file = await open(aside, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, this.path({ tenant, content }, ending));
    const directory = await open(folder, 'r');
    await directory.sync().finally(() => directory.close());
  }

  private path({ tenant, content }: Place, ending: string): string {
    return path.join(this.root, tenant, `${content}.${ending}`);
  }

  private aside(name: string): string {
    return path.join(this.root, ASIDE, name);
  }
}

/** Writes the body to a file, or says that it is too large. */
async function receive(where: string, body: Bytes): Promise<Refusal | undefined> {
  const file = await open(where, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > MAX_UPLOAD_BYTES) return refuse('audio.too_large', `more than ${MAX_UPLOAD_BYTES} bytes`);
      await file.write(chunk);
    }
    return undefined;
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
