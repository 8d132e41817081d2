/** Media files in memory, for flows: audio is whatever bytes come, and a text type is spoken by a voice that says its letters. */
import { createHash } from 'node:crypto';
import { type Refusal, refuse } from '../../src/core/errors';
import { speaks } from '../../src/media/speaks';
import type { Bytes, MediaFile, MediaFiles, StoredAudio } from '../../src/ports/media';
import type { RecordingFiles } from '../../src/ports/recordings';

/** Media of an installation that outlives the gateway, as a disk does. */
export class MemoryMedia implements MediaFiles {
  readonly files = new Map<string, Buffer>();
  readonly released: string[] = [];

  async take(tenant: string, body: Bytes, type: string): Promise<StoredAudio | Refusal> {
    if (!type.startsWith('audio/')) return refuse('audio.unsupported_type');
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bytes.length === 0) return refuse('audio.invalid', 'there is no audio in it');
    const content = sha256(bytes);
    this.files.set(`${tenant}/${content}`, bytes);
    return { content, durationMs: bytes.length, source: { encoding: 'pcm', rate: 8_000, channels: 1, bits: 16 } };
  }

  address(tenant: string, content: string): string {
    return sha256(`${tenant} ${content}`);
  }

  async open(tenant: string, content: string): Promise<MediaFile | undefined> {
    const bytes = this.files.get(`${tenant}/${content}`);
    return bytes && fileOf(bytes);
  }

  async at(file: string): Promise<MediaFile | undefined> {
    for (const [key, bytes] of this.files) {
      const [tenant = '', content = ''] = key.split('/');
      if (`${this.address(tenant, content)}.wav` === file) return fileOf(bytes);
    }
    return undefined;
  }

  async release(tenant: string, content: string): Promise<void> {
    this.released.push(`${tenant}/${content}`);
  }

  async sweep(used: (tenant: string, content: string) => boolean): Promise<number> {
    const unused = [...this.files.keys()].filter((key) => !used(key.split('/')[0] ?? '', key.split('/')[1] ?? ''));
    for (const key of unused) this.files.delete(key);
    return unused.length;
  }
}

/** Recordings that outlive the gateway, as a disk does. */
export class MemoryRecordings implements RecordingFiles {
  readonly files = new Map<string, Buffer>();
  /** So many times keeping fails. */
  broken = 0;

  async keep(tenant: string, id: string, body: Bytes): Promise<number> {
    if (this.broken-- > 0) throw new Error('no space left');
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    this.files.set(`${tenant}/${id}`, bytes);
    return bytes.length;
  }

  async speaks(tenant: string, id: string): Promise<boolean> {
    return speaks(this.files.get(`${tenant}/${id}`) ?? Buffer.alloc(0));
  }

  async open(tenant: string, id: string): Promise<MediaFile | undefined> {
    const bytes = this.files.get(`${tenant}/${id}`);
    return bytes && fileOf(bytes);
  }

  async remove(tenant: string, id: string): Promise<void> {
    this.files.delete(`${tenant}/${id}`);
  }

  async removeAll(tenant: string): Promise<void> {
    for (const key of this.files.keys()) if (key.startsWith(`${tenant}/`)) this.files.delete(key);
  }

  async sweep(known: (tenant: string, id: string) => boolean): Promise<number> {
    const unknown = [...this.files.keys()].filter((key) => !known(key.split('/')[0] ?? '', key.split('/')[1] ?? ''));
    for (const key of unknown) this.files.delete(key);
    return unknown.length;
  }
}

export const fileOf = (bytes: Readonly<Buffer>): MediaFile => ({
  bytes: bytes.length,
  type: 'audio/wav',
  etag: `"${sha256(bytes)}"`,
  async *read(start, end) {
    yield bytes.subarray(start, end + 1);
  },
});

const sha256 = (text: string | Readonly<Buffer>): string => createHash('sha256').update(text).digest('hex');
