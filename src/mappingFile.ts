/** Mapping files: YAML, a file or all of a folder merged; flaws are shown with file and line (design §9). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { Flaw } from './core/errors';

export interface MappingFile {
  readonly input: unknown;
  /** `file:line` of a JSON pointer into `input`. */
  readonly place: (pointer: string) => string;
}

/** The files could not be read or are not YAML; `flaws` say where. */
export class MappingFileError extends Error {
  constructor(readonly flaws: readonly Flaw[]) {
    super(flaws.map((flaw) => `${flaw.path}: ${flaw.message}`).join('\n'));
  }
}

/** Reads a file, or every `.yaml` of a folder; top-level sections of several files are merged. */
export function readMapping(where: string): MappingFile {
  const files = filesOf(where).map(readOne);
  const input: Record<string, Record<string, unknown>> = {};
  for (const { file, content } of files) merge(input, file, content);
  const place = (pointer: string): string =>
    files.map((f) => f.place(pointer)).find((found) => found !== undefined) ?? where;
  return { input, place };
}

function filesOf(where: string): string[] {
  try {
    if (!statSync(where).isDirectory()) return [where];
    return readdirSync(where)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => path.join(where, name));
  } catch (error) {
    throw new MappingFileError([{ path: where, message: error instanceof Error ? error.message : 'cannot be read' }]);
  }
}

function readOne(file: string) {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false });
  const [first] = document.errors;
  if (first)
    throw new MappingFileError([{ path: `${file}:${lines.linePos(first.pos[0]).line}`, message: first.message }]);
  const content = contentOf(file, document);
  const place = (pointer: string): string | undefined => {
    const keys = pointer
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    for (let n = keys.length; n > 0; n--) {
      const node: unknown = document.getIn(keys.slice(0, n), true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return `${file}:${lines.linePos(range[0]).line}`;
    }
    return undefined;
  };
  return { file, content, place };
}

/** An alias without its anchor, or a bomb of aliases, is only found when the document is read out. */
function contentOf(file: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new MappingFileError([
      { path: `${file}:1`, message: error instanceof Error ? error.message : 'cannot be read' },
    ]);
  }
}

function merge(input: Record<string, Record<string, unknown>>, file: string, content: unknown): void {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new MappingFileError([
      { path: `${file}:1`, message: 'is not a mapping: sections pbxs and tenants are expected' },
    ]);
  for (const [section, entries] of Object.entries(content)) {
    const target = input[section] ?? {};
    input[section] = target;
    if (typeof entries !== 'object' || entries === null) {
      input[section] = entries as never;
      continue;
    }
    for (const [name, entry] of Object.entries(entries)) {
      if (Object.hasOwn(target, name))
        throw new MappingFileError([{ path: file, message: `${section}/${name} is in another file, too` }]);
      target[name] = entry;
    }
  }
}
