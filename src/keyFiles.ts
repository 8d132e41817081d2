/** The keys of an installation that has none in its environment: made at first start, kept in the data folder, mode 0600. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { LEAST_KEY } from './core/key';
import type { Ids } from './ports/ids';

export type KeyName = keyof typeof LEAST_KEY;

const keyFileOf = (folder: string, name: KeyName): string => path.join(folder, `${name}.key`);

/** The key in `<folder>/<name>.key`, made by `make` when there is none; one that is too short is nobody's key. */
export function keyFile(folder: string, name: KeyName, make: () => string): string {
  const file = keyFileOf(folder, name);
  const kept = readKey(file);
  if (kept === undefined) return writeKey(folder, file, make());
  if (kept.length < LEAST_KEY[name])
    throw new Error(
      `${file} has a key of ${kept.length} characters, at least ${LEAST_KEY[name]} are needed: was it cut off?`,
    );
  return kept;
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A key is whole on the disk before anything is sealed with it, or not there. */
function writeKey(folder: string, file: string, key: string): string {
  const part = `${file}.part`;
  inFile(part, 'w', (handle) => writeSync(handle, `${key}\n`));
  renameSync(part, file);
  inFile(folder, 'r', () => {});
  return key;
}

function inFile(name: string, flags: string, work: (handle: number) => void): void {
  const handle = openSync(name, flags, 0o600);
  try {
    work(handle);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Those of the settings, else of the data folder, where they are made at the first start; and where the secret key is from. */
export const keysOf = (
  { adminKey, secretKey, data }: { adminKey?: string | undefined; secretKey?: string | undefined; data: string },
  ids: Pick<Ids, 'secret'>,
) => ({
  adminKey: adminKey ?? keyFile(data, 'admin', () => `sba_${ids.secret(32)}`),
  secretKey: secretKey ?? keyFile(data, 'secret', () => ids.secret(32)),
  secretFrom: secretKey === undefined ? keyFileOf(data, 'secret') : 'SIGNALBOX_SECRET_KEY',
});
