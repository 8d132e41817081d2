/** Versions of the mapping and what changes between them, as people read it. */
import { z } from 'zod';
import type { Io } from './io';
import { printable } from './paint';
import { facts } from './table';

/** What a version says of itself. */
export const version = z.looseObject({
  version: z.number(),
  appliedAt: z.string(),
  source: z.string(),
  actor: z.string().optional(),
  comment: z.string().optional(),
});
export type Version = z.infer<typeof version>;

const change = z.looseObject({ path: z.string() });
const difference = z.looseObject({ changes: z.array(change), consequences: z.array(z.looseObject({})) });

interface Output {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** The version in force. */
export function showVersion(data: unknown, { json = false }: Output, io: Io): void {
  const { version: number, appliedAt, source, actor, comment } = version.parse(data);
  facts(io, json, data, { version: number, applied: appliedAt, from: source, by: actor, comment });
}

/** What a change did, or would do. */
export function printChanged(data: unknown, options: Output, io: Io): void {
  const { version: now } = z.looseObject({ version: z.number() }).parse(data);
  printDifference(data, options, io);
  if (!options.json)
    io.err(
      options.dryRun
        ? `nothing was changed: version ${now} stays in force`
        : `version ${now} is in force from the next call on`,
    );
}

/** Each place, and in words what follows; says how many places. */
export function printDifference(data: unknown, { json = false }: Output, io: Io): { readonly changes: number } {
  const { changes, consequences } = difference.parse(data);
  if (json) io.out(JSON.stringify(data, null, 2));
  else {
    if (changes.length === 0) io.out('there is no difference');
    for (const { path, ...rest } of changes) io.out(printable(`${path}  ${words(rest)}`));
    for (const follows of consequences) io.out(printable(`-> ${words(follows)}`));
  }
  return { changes: changes.length };
}

/** Sentences as they are; else the fields. */
function words(fields: Readonly<Record<string, unknown>>): string {
  const told = fields.words ?? fields.text ?? fields.detail;
  if (typeof told === 'string') return told;
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${shown(value)}`)
    .join('  ');
}
