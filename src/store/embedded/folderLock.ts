/**
 * One process per data folder. The lock is an exclusive transaction on a small database of its own, so the kernel
 * takes it back however the process ends. The text file beside it only serves the message: it is written after the
 * lock is held and believed only when the lock is not.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, isDamaged, isMachineError, openDatabase } from './sqlite';

/** Who holds a folder, as told to whoever comes second. */
export interface Holder {
  readonly pid: number;
  /** ISO time at which the process began. */
  readonly started: string;
}

/** Locks `folder` for this process and returns the release; throws an error that names the holder. */
export function lockFolder(folder: string, holder: Holder): () => void {
  const file = join(folder, 'lock.db');
  const db = openDatabase(file);
  const note = join(folder, 'holder.json');
  try {
    // A moment of patience: the one before us may just be ending, or may just have begun and not said who it is.
    db.exec('PRAGMA busy_timeout = 250; BEGIN EXCLUSIVE;');
    writeFileSync(note, JSON.stringify(holder));
  } catch (error) {
    db.close();
    if (isDamaged(error)) throw new Error(`${file} is damaged and may be deleted`, { cause: error });
    throw isMachineError(error) ? new Error(inUse(folder, note), { cause: error }) : error;
  }
  return () => release(db, note);
}

/** Who holds `folder` now; undefined when nobody does. Pid 0: a process that has not said who it is. */
export function holderOf(folder: string): Holder | undefined {
  const file = join(folder, 'lock.db');
  if (!existsSync(file)) return undefined;
  const db = openDatabase(file);
  try {
    db.exec('PRAGMA busy_timeout = 250; BEGIN EXCLUSIVE; ROLLBACK;');
    return undefined;
  } catch (error) {
    if (!isMachineError(error)) throw error;
    return readHolder(join(folder, 'holder.json')) ?? { pid: 0, started: '' };
  } finally {
    db.close();
  }
}

function release(db: Database, note: string): void {
  rmSync(note, { force: true });
  db.exec('ROLLBACK');
  db.close();
}

function inUse(folder: string, note: string): string {
  const holder = readHolder(note);
  const who = holder ? `process ${holder.pid}, started ${holder.started}` : 'another process';
  return `the data folder ${folder} is in use by ${who}`;
}

function readHolder(note: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(note, 'utf8'));
  } catch {
    return undefined;
  }
}
