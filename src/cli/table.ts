/** Tables for people: columns under headings, two spaces apart. Machines take `--json`. */
import type { Io } from './io';
import { printable } from './paint';

/** One column: its heading and what it shows of a row. */
export type Columns<T> = Readonly<Record<string, (row: T) => unknown>>;

/** An ISO time to the second, as people read it. */
export const second = (time: string): string => time.slice(0, 19).replace('T', ' ');

/** Prints `value` as JSON, or `rows` as a table; `none` where there are no rows. */
export function show<T>(
  io: Io,
  json: boolean,
  value: unknown,
  { rows, columns, none }: { rows: readonly T[]; columns: Columns<T>; none: string },
): void {
  if (json) io.out(JSON.stringify(value, null, 2));
  else if (rows.length === 0) io.err(none);
  else for (const line of lines(io, rows, columns)) io.out(line);
}

function lines<T>(io: Io, rows: readonly T[], columns: Columns<T>): string[] {
  const cells = rows.map((row) => Object.values(columns).map((of) => cell(of(row))));
  const heads = Object.keys(columns).map((name) => name.toUpperCase());
  const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ');
  return [io.paint.bold(line(heads).trimEnd()), ...cells.map((row) => line(row).trimEnd())];
}

function cell(value: unknown): string {
  if (value === undefined || value === null || value === '') return '-';
  if (Array.isArray(value)) return value.length === 0 ? '-' : printable(value.join(','));
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** `key  value` lines of one thing; what is not there is left out. */
export function facts(io: Io, json: boolean, value: unknown, pairs: Readonly<Record<string, unknown>>): void {
  if (json) return io.out(JSON.stringify(value, null, 2));
  const there = Object.entries(pairs).filter(([, of]) => of !== undefined);
  const width = Math.max(...there.map(([name]) => name.length));
  for (const [name, of] of there) io.out(`${io.paint.dim(name.padEnd(width))}  ${cell(of)}`);
}
