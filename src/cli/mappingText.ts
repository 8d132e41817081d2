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
  author: z.string(),
  comment: z.string().optional(),
});
export type Version = z.infer<typeof version>;

const inForce = version.extend({
  pendingFile: z
    .looseObject({
      file: z.string(),
      problem: z.string(),
      flaws: z.array(
        z.looseObject({
          path: z.string(),
          message: z.string(),
          file: z.string().optional(),
          line: z.number().optional(),
        }),
      ),
      changes: z.array(z.string()),
    })
    .optional(),
});

const change = z.looseObject({ path: z.string(), change: z.string(), before: z.unknown(), after: z.unknown() });
const difference = z.looseObject({
  changes: z.array(change),
  consequences: z.array(z.looseObject({ words: z.string() })),
});

interface Output {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** The version in force, and the file where that is not what it says. */
export function showVersion(data: unknown, { json = false }: Output, io: Io): void {
  const { version: number, appliedAt, source, author, comment, pendingFile } = inForce.parse(data);
  facts(io, json, data, { version: number, applied: appliedAt, from: source, by: author, comment });
  if (json || !pendingFile) return;
  const { file, problem, flaws, changes } = pendingFile;
  io.out(
    `${file} is not in force: ${problem === 'broken' ? 'it has flaws' : 'the mapping was changed meanwhile, too'}`,
  );
  for (const { file: of, line, path, message } of flaws)
    io.out(printable(`  ${of === undefined ? '' : `${of}:${line} `}${path}: ${message}`));
  for (const change of changes) io.out(printable(`  would be changed: ${change}`));
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
    for (const one of changes) io.out(printable(changeIn(one)));
    for (const { words } of consequences) io.out(printable(`-> ${words}`));
  }
  return { changes: changes.length };
}

/** What is added or removed is named; of what is another one both are shown. */
function changeIn({ path, change: what, before, after }: z.infer<typeof change>): string {
  return what === 'changed'
    ? `${path} changed: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`
    : `${path} ${what}`;
}
