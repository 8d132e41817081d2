/**
 * Tables as CSV by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it: names of a
 * tenant's people must not be able to run anything on the machine of who opens the file.
 */
const FORMULA = /^[\s]*[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

export function csv(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
