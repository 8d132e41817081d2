/** Data folders for tests, and the embedded store as the contract wants it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedStore } from '../../../src/store/embedded/embeddedStore';
import { openDatabase } from '../../../src/store/embedded/sqlite';
import type { StoreHarness } from '../../contracts/store/subject';

/** An empty folder and what removes it. */
export function dataFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'signalbox-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The message of the error that `opening` ends in. */
export async function failure(opening: Promise<unknown>): Promise<string> {
  return opening.then(
    () => 'it opened',
    (error: Error) => error.message,
  );
}

/** The embedded store over a folder of its own. */
export function embeddedHarness(): StoreHarness {
  let folder: ReturnType<typeof dataFolder> | undefined;
  let store: EmbeddedStore | undefined;
  const path = () => {
    // Not before a test runs: a suite that is only listed leaves nothing behind.
    folder ??= dataFolder();
    return folder.path;
  };
  const open = async () => {
    await store?.close();
    store = new EmbeddedStore(path());
    await store.open();
    return store;
  };
  return {
    start: open,
    restart: open,
    away: async () => {
      // Whoever holds the write lock of the file keeps the store from writing: it answers as for any failing disk.
      const other = openDatabase(join(path(), 'signalbox.db'));
      other.exec('BEGIN IMMEDIATE');
      return async () => other.close();
    },
    stop: async () => {
      await store?.close();
      folder?.remove();
    },
  };
}
