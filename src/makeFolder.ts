/** Makes the data folder, and those it is in. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** For the owner alone; throws with its name when there cannot be one. */
export function makeFolder(folder: string): void {
  try {
    make(path.resolve(folder));
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be made: ${error instanceof Error ? error.message : error}`);
  }
}

/** Level by level: the recursive way of Node goes round for ever where a folder is refused as if its parent were missing, as below /proc. */
function make(folder: string): void {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  const parent = path.dirname(folder);
  if (!existsSync(parent)) make(parent);
  mkdirSync(folder, { mode: 0o700 });
}
