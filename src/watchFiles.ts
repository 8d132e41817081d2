/** Watches a file or a folder; a burst of changes, as editors make, is one. */
import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';

export interface Watching {
  stop(): void;
}

const SETTLE_MS = 200;

/** Calls `changed` after each change of `where`. An editor that replaces the file is seen because its folder is watched. */
export function watchFiles(where: string, changed: () => Promise<void>): Watching {
  const folder = statSync(where).isDirectory() ? where : path.dirname(path.resolve(where));
  const name = folder === where ? undefined : path.basename(where);
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const watcher: FSWatcher = watch(folder, (_, file) => {
    // A mounted ConfigMap changes by an exchange of links named ..data.
    if (name !== undefined && file !== name && !file?.startsWith('..')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(changed, changed);
    }, SETTLE_MS);
  });
  return {
    stop() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
