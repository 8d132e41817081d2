/** What a start of this version would change in a store, and the change itself when no gateway runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_FILE } from './backup';
import { holderOf } from './folderLock';
import { migrate, prepareWriter, SCHEMA_VERSION, schemaOf } from './schema';
import { openDatabase } from './sqlite';

export interface Upgrade {
  /** Schema of the file. */
  readonly from: number;
  /** Schema of this version. */
  readonly to: number;
}

/** Throws words when there is no store, or a newer version wrote it. */
export function plannedUpgrade(folder: string): Upgrade {
  const file = join(folder, STORE_FILE);
  if (!existsSync(file)) throw new Error(`there is no store in ${folder}: nothing to migrate`);
  const db = openDatabase(file, { readOnly: true });
  try {
    return { from: schemaOf(db), to: SCHEMA_VERSION };
  } finally {
    db.close();
  }
}

/** Brings the store to the shape of this version; each step is kept whole or not at all. */
export function upgradeStore(folder: string): Upgrade {
  const holder = holderOf(folder);
  if (holder)
    throw new Error(`a gateway runs on ${folder} (process ${holder.pid}): stop it first, or let its next start do it`);
  const planned = plannedUpgrade(folder);
  const db = openDatabase(join(folder, STORE_FILE));
  try {
    prepareWriter(db);
    migrate(db);
    return planned;
  } finally {
    db.close();
  }
}
