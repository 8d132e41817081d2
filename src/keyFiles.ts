/** The keys of an installation that has none in its environment: made at first start, kept in the data folder, mode 0600. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

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
