/**
 * The one place that knows which SQLite this is: `node:sqlite` where Node has it without a flag (from 22.13), else
 * the package with the same API. Only what the adapter uses is typed here.
 */
import { isBuiltin } from 'node:module';

/** What SQLite can bind and return. */
export type Value = string | number | null | Uint8Array;
export type Row = Record<string, Value>;

/** A prepared statement; values are bound by position, or by name through one object. */
export interface Statement {
  run(...values: (Value | Row)[]): { readonly changes: number | bigint };
  get(...values: (Value | Row)[]): unknown;
  all(...values: (Value | Row)[]): unknown[];
  iterate(...values: (Value | Row)[]): IterableIterator<unknown>;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/**
 * Text that SQLite can compare whole. The package cuts what it binds at the first U+0000, so that one is spelled out;
 * a backslash is doubled so that no other text is spelled the same. JSON needs none of this: it has no raw U+0000.
 */
export function bindable(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\0', '\\0');
}

/** Opens a database file, made where it is missing; with `readOnly` it must be there and is left as it is. */
export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  const library: { DatabaseSync: new (path: string, options: object) => Database } = require(
    isBuiltin('node:sqlite') ? 'node:sqlite' : '@photostructure/sqlite',
  );
  return new library.DatabaseSync(path, options);
}

/** BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL: the machine failed, not the program. */
const MACHINE: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 13, 14, 15]);

/** Whether `error` leaves it open if the write happened and a later try may do better. */
export function isMachineError(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  // The low byte is the primary code; the rest says where it happened.
  return typeof code === 'number' && MACHINE.has(code & 0xff);
}

/** CORRUPT, NOTADB: the file is not, or not any more, what was written. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

export function isDamaged(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' && DAMAGED.has(code & 0xff);
}

/** Runs `work` in one write transaction: all of it is kept, or, when it throws, none. */
export function inTransaction<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function rollBack(db: Database): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // After a full disk or an I/O error SQLite has rolled back by itself; the first error is the one that counts.
  }
}
