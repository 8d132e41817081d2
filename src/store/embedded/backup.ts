/**
 * One file with everything an embedded store holds, made while a gateway writes: a read transaction sees one moment of
 * the write-ahead log and keeps nobody from writing. The file is a SQLite database with the tables of the store, and two
 * of its own: what it is, and the media files. Keys are never in it.
 */
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { schemaOf } from './schema';
import { type Database, inTransaction, openDatabase } from './sqlite';

export const STORE_FILE = 'signalbox.db';
const MEDIA = 'media';

/** What a backup says of itself. */
export interface BackupFacts {
  /** Version of the program that made it. */
  readonly version: string;
  readonly madeAt: string;
  /** Tells whether a secret key is the one its secrets are sealed with; says nothing of the key. */
  readonly secretKeyHash: string;
}

/** One journal, as far as it goes. */
export interface JournalFacts {
  readonly tenant: string;
  readonly records: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface BackupReport extends BackupFacts {
  readonly schema: number;
  readonly journals: readonly JournalFacts[];
  readonly mediaFiles: number;
}

/** Writes `file`, which must not be there yet; it appears whole or not at all. */
export function makeBackup(folder: string, file: string, facts: BackupFacts): BackupReport {
  if (existsSync(file)) throw new Error(`${file} is there already`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    copyStore(join(folder, STORE_FILE), part);
    const report = describe(part, join(folder, MEDIA), facts);
    sync(part);
    renameSync(part, file);
    sync(dirname(file));
    return report;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** The bytes are copied by SQLite inside one read transaction. */
function copyStore(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`there is no store ${from}`);
  const db = openDatabase(from, { readOnly: true });
  try {
    schemaOf(db);
    db.exec('PRAGMA busy_timeout = 5000;');
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

function describe(part: string, media: string, facts: BackupFacts): BackupReport {
  const db = openDatabase(part);
  try {
    db.exec(`CREATE TABLE backup_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
      CREATE TABLE backup_files (path TEXT PRIMARY KEY, content BLOB NOT NULL);`);
    inTransaction(db, () => {
      const fact = db.prepare('INSERT INTO backup_facts VALUES (?, ?)');
      for (const [name, value] of Object.entries(facts)) fact.run(name, value);
      const add = db.prepare('INSERT INTO backup_files VALUES (?, ?)');
      for (const path of filesBelow(media)) add.run(relative(media, path), readFileSync(path));
    });
    return reportOf(db);
  } finally {
    db.close();
  }
}

/** Finished files alone; what is being written has a name with a dot in front. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

/** What a backup holds; throws words when it is none, or is damaged. */
export function reportOf(db: Database): BackupReport {
  const names = db.prepare("SELECT name FROM sqlite_master WHERE name IN ('backup_facts', 'journal')").all();
  if (names.length < 2) throw new Error('it is no backup of Signalbox');
  const rows = db.prepare('SELECT name, value FROM backup_facts').all() as { name: string; value: string }[];
  const facts = Object.fromEntries(rows.map(({ name, value }) => [name, value])) as unknown as BackupFacts;
  const journals = db
    .prepare(
      'SELECT tenant, count(*) AS records, min(seq) AS firstSeq, max(seq) AS lastSeq FROM journal GROUP BY tenant ORDER BY tenant',
    )
    .all() as JournalFacts[];
  const { count } = db.prepare('SELECT count(*) AS count FROM backup_files').get() as { count: number };
  return { ...facts, schema: schemaOf(db), journals: journals.map((one) => ({ ...one })), mediaFiles: count };
}

/** On disk, not merely on its way there. */
export function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
