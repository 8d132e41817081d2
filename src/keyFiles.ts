/** The keys of an installation that has none in its environment: made at first start, kept in the data folder, mode 0600. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ids } from './ports/ids';

/** The key in `<folder>/<name>.key`, made by `make` when there is none. */
export function keyFile(folder: string, name: 'admin' | 'secret', make: () => string): string {
  const file = path.join(folder, `${name}.key`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = make();
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}

/** Those of the settings, else of the data folder, where they are made at the first start. */
export const keysOf = (
  { adminKey, secretKey, data }: { adminKey?: string | undefined; secretKey?: string | undefined; data: string },
  ids: Pick<Ids, 'secret'>,
) => ({
  adminKey: adminKey ?? keyFile(data, 'admin', () => `sba_${ids.secret(32)}`),
  secretKey: secretKey ?? keyFile(data, 'secret', () => ids.secret(32)),
});
