/** A backup becomes the data folder of a gateway: everything is looked at before anything is written. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type BackupReport, reportOf, STORE_FILE, sync } from './backup';
import { holderOf } from './folderLock';
import { openDatabase } from './sqlite';

/** Keys may be there before: without the secret key a backup is of no use. */
const MAY_BE_THERE: ReadonlySet<string> = new Set(['admin.key', 'secret.key', 'lock.db']);

/** What a backup holds; throws words when it is none, is damaged, or was made by a newer version. */
export function inspectBackup(file: string): BackupReport {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  const db = openDatabase(file, { readOnly: true });
  try {
    const [{ integrity_check: verdict }] = db.prepare('PRAGMA integrity_check(1)').all() as [
      { integrity_check: string },
    ];
    if (verdict !== 'ok') throw new Error(`it is damaged: ${verdict}`);
    const report = reportOf(db);
    const torn = report.journals.find(({ records, firstSeq, lastSeq }) => lastSeq - firstSeq + 1 !== records);
    if (torn) throw new Error(`the journal of tenant ${torn.tenant} has gaps`);
    return report;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(/not a database/.test(words) ? `${file}: it is no backup of Signalbox` : `${file}: ${words}`);
  } finally {
    db.close();
  }
}

/** Why `folder` cannot take a backup; undefined when it can. */
export function obstacleIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const holder = holderOf(folder);
  if (holder) return `a gateway runs on ${folder} (process ${holder.pid}): stop it first`;
  const there = readdirSync(folder).filter((name) => !MAY_BE_THERE.has(name));
  return there.length === 0
    ? undefined
    : `${folder} is not empty (${there.slice(0, 5).join(', ')}): move it away first`;
}

/** Writes store and media into `folder`; the store appears whole, and last. */
export function restoreBackup(file: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const part = join(folder, `${STORE_FILE}.part`);
  copyFileSync(file, part);
  try {
    unpackMedia(part, join(folder, 'media'));
    sync(part);
    renameSync(part, join(folder, STORE_FILE));
    sync(folder);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function unpackMedia(part: string, folder: string): void {
  const db = openDatabase(part);
  try {
    for (const row of db.prepare('SELECT path, content FROM backup_files').iterate()) {
      const { path, content } = row as { path: string; content: Uint8Array };
      const to = join(folder, normalize(path));
      if (!to.startsWith(`${folder}/`)) throw new Error(`it names a file outside of the data folder: ${path}`);
      mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
      writeFileSync(to, content, { mode: 0o600 });
    }
    db.exec('DROP TABLE backup_files; DROP TABLE backup_facts; VACUUM;');
  } finally {
    db.close();
  }
}
