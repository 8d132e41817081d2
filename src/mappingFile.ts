/** Mappings as YAML: a text, a file, or all files of a folder merged; flaws are shown with file and line (design §9). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Document, LineCounter, parseDocument, stringify } from 'yaml';
import type { Flaw } from './core/errors';
import type { MappingFiles, MappingText, MappingYaml, Unreadable } from './ports/mappingSource';

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

/** Nested deeper, a text is no mapping but an attempt on the stack of its reader. */
const MAX_DEPTH = 32;
const TOO_DEEP = `is nested deeper than ${MAX_DEPTH} levels`;
const TWICE = 'this key stands here for the second time; put both into one';
const MAX_ALIASES = 100;
const MAX_FLAWS = 20;

/** Mappings as YAML text. */
export const mappingYaml: MappingYaml = {
  read(text) {
    try {
      const { content, place } = parseText('', text);
      return {
        input: content,
        place: (pointer) => {
          const found = place(pointer);
          return found && { line: found.line };
        },
      };
    } catch (error) {
      if (error instanceof MappingFileError) return { flaws: error.flaws };
      throw error;
    }
  },
  print: (mapping) => stringify(mapping, { lineWidth: 140 }),
};

/** The file or folder that is watched; one that is called demo.yaml may have secrets written out in it. */
export const mappingFiles = (where: string): MappingFiles => ({
  where,
  demo: path.basename(where) === 'demo.yaml',
  read(): MappingText | Unreadable {
    try {
      return readFiles(where);
    } catch (error) {
      if (error instanceof MappingFileError) return { flaws: error.flaws };
      throw error;
    }
  },
});

/** Reads a file, or every `.yaml` of a folder; top-level sections of several files are merged. */
export function readMapping(where: string): MappingFile {
  const { input, place } = readFiles(where);
  return {
    input,
    place: (pointer) => {
      const found = place(pointer);
      return found ? `${found.file}:${found.line}` : where;
    },
  };
}

function readFiles(where: string): MappingText {
  const files = filesOf(where).map((file) => ({ file, ...parseText(file, textOf(file)) }));
  const input: Section = {};
  const places = new Map<string, string>();
  for (const { file, content, place } of files)
    merge(input, content, '', (pointer, taken) => {
      const here = `${file}:${place(pointer)?.line ?? 1}`;
      const other = places.get(pointer);
      if (taken) throw new MappingFileError([{ path: here, message: `${pointer.slice(1)} is in ${other}, too` }]);
      places.set(pointer, here);
    });
  const place = (pointer: string) =>
    files
      .flatMap(({ file, place: find }) => {
        const found = find(pointer);
        return found ? [{ file, ...found }] : [];
      })
      .sort((a, b) => b.depth - a.depth)[0];
  return { input, place };
}

function filesOf(where: string): string[] {
  try {
    if (!statSync(where).isDirectory()) return [where];
    const files = readdirSync(where).filter((name) => /\.ya?ml$/.test(name));
    if (files.length === 0) throw new Error('there is no .yaml file in the folder');
    return files.sort().map((name) => path.join(where, name));
  } catch (error) {
    throw unreadable(where, error);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

const unreadable = (where: string, error: unknown): MappingFileError =>
  new MappingFileError([{ path: where, message: error instanceof Error ? error.message : 'cannot be read' }]);

interface Place {
  readonly line: number;
  /** So many steps of the pointer were found. */
  readonly depth: number;
}

/** `file` is what flaws are shown with; an empty one shows the line alone. */
function parseText(file: string, text: string): { content: unknown; place: (pointer: string) => Place | undefined } {
  const lines = new LineCounter();
  const at = (line: number): string => (file === '' ? `line ${line}` : `${file}:${line}`);
  const flawAt = (line: number, message: string): Flaw => ({ path: at(line), message, line });
  const document = parsed(text, lines, (message) => flawAt(1, message));
  if (document.errors.length > 0)
    throw new MappingFileError(
      document.errors
        .slice(0, MAX_FLAWS)
        .map(({ code, pos, message }) =>
          flawAt(lines.linePos(pos[0]).line, code === 'DUPLICATE_KEY' ? TWICE : message),
        ),
    );
  const content = contentOf(document, (message) => flawAt(1, message));
  return { content, place: (pointer) => placeOf(document, lines, pointer) };
}

/** The parser goes down by recursion: a text that nests deep enough exhausts its stack. */
function parsed(text: string, lineCounter: LineCounter, flaw: (message: string) => Flaw): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    throw new MappingFileError([flaw(error instanceof RangeError ? TOO_DEEP : String(error))]);
  }
}

const deeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inside) => deeperThan(levels - 1, inside)));

/** An alias without its anchor, or a bomb of aliases, is only found when the document is read out. */
function contentOf(document: Document.Parsed, flaw: (message: string) => Flaw): unknown {
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new MappingFileError([flaw(error instanceof Error ? error.message : 'cannot be read')]);
  }
  if (deeperThan(MAX_DEPTH, content)) throw new MappingFileError([flaw(TOO_DEEP)]);
  if (!isSection(content))
    throw new MappingFileError([flaw('is not a mapping: sections pbxs and tenants are expected')]);
  return content;
}

function placeOf(document: Document.Parsed, lines: LineCounter, pointer: string): Place | undefined {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (let depth = keys.length; depth > 0; depth--) {
    const node: unknown = document.getIn(keys.slice(0, depth), true);
    const range = (node as { range?: [number, number, number] } | undefined)?.range;
    if (range) return { line: lines.linePos(range[0]).line, depth };
  }
  return undefined;
}

type Section = Record<string, unknown>;

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sections whose entries may come from several files. */
const SECTIONS: ReadonlySet<string> = new Set(['', '/system', '/system/applications', '/pbxs', '/tenants']);

/** `claim` hears of each entry that is not such a section; with `taken` when it is there already. */
function merge(into: Section, from: unknown, at: string, claim: (pointer: string, taken: boolean) => void): void {
  for (const [name, value] of Object.entries(from as Section)) {
    const pointer = `${at}/${name}`;
    const there = Object.hasOwn(into, name);
    if (SECTIONS.has(pointer) && isSection(value)) {
      if (!there) put(into, name, {});
      const section = into[name];
      if (!isSection(section)) claim(pointer, true);
      else merge(section, value, pointer, claim);
      continue;
    }
    claim(pointer, there);
    put(into, name, value);
  }
}

/** `__proto__` is a name as any other. */
const put = (into: Section, name: string, value: unknown): void =>
  void Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
