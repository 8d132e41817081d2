/** Recordings below the data folder: `recordings/<tenant>/<id>.wav`, written aside, synced, renamed. No address leads here. */
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Bytes, MediaFile } from '../ports/media';
import type { RecordingFiles } from '../ports/recordings';
import { speaks } from './speaks';

/** Four hours at 8 kHz and 16 bits take 230 MB. */
const MAX_BYTES = 512 * 1_048_576;
const ASIDE = '.aside';

export class RecordingFolder implements RecordingFiles {
  private readonly root: string;

  private constructor(folder: string) {
    this.root = path.join(folder, 'recordings');
  }

  /** What a killed process was writing is thrown away: the PBX still has it. */
  static async open(folder: string): Promise<RecordingFolder> {
    const recordings = new RecordingFolder(folder);
    const aside = path.join(recordings.root, ASIDE);
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true, mode: 0o700 });
    return recordings;
  }

  async keep(tenant: string, id: string, body: Bytes): Promise<number> {
    const folder = path.join(this.root, tenant);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const aside = path.join(this.root, ASIDE, id);
    try {
      const bytes = await write(aside, body);
      await rename(aside, this.path(tenant, id));
      const directory = await open(folder, 'r');
      await directory.sync().finally(() => directory.close());
      return bytes;
    } finally {
      await rm(aside, { force: true });
    }
  }

  async speaks(tenant: string, id: string): Promise<boolean> {
    return speaks(await readFile(this.path(tenant, id)));
  }

  async open(tenant: string, id: string): Promise<MediaFile | undefined> {
    const where = this.path(tenant, id);
    const found = await stat(where).catch(() => undefined);
    if (!found) return undefined;
    return {
      bytes: found.size,
      type: 'audio/wav',
      etag: `"${id}"`,
      read: (start, end) => createReadStream(where, { start, end }),
    };
  }

  async remove(tenant: string, id: string): Promise<void> {
    await rm(this.path(tenant, id), { force: true });
  }

  async removeAll(tenant: string): Promise<void> {
    await rm(path.join(this.root, tenant), { recursive: true, force: true });
  }

  async sweep(known: (tenant: string, id: string) => boolean, before: number): Promise<number> {
    let swept = 0;
    for (const tenant of (await readdir(this.root)).filter((name) => name !== ASIDE))
      for (const name of await readdir(path.join(this.root, tenant))) {
        const id = path.basename(name, '.wav');
        if (known(tenant, id)) continue;
        const { mtimeMs } = await stat(path.join(this.root, tenant, name));
        if (mtimeMs >= before) continue;
        await this.remove(tenant, id);
        swept += 1;
      }
    return swept;
  }

  private path(tenant: string, id: string): string {
    return path.join(this.root, tenant, `${id}.wav`);
  }
}

async function write(where: string, body: Bytes): Promise<number> {
  const file = await open(where, 'w', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new Error(`a recording of more than ${MAX_BYTES} bytes`);
      await file.write(chunk);
    }
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}
