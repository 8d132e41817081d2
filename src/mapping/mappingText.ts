/** Mappings as texts of YAML: read, merged, and where in them a JSON pointer stands. A long or hostile text takes its time: `mappingReader.ts`. */
import { type Document, LineCounter, parseDocument, stringify } from 'yaml';
import { canonical, sorted } from '../core/canonical';
import type { Flaw } from '../core/errors';
import type { MappingPlace, MappingText, Unreadable } from '../ports/mappingSource';

/** `file` is what flaws are shown with; an empty one shows the line alone. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** The content of texts is asked for, or where pointers into it stand; or a mapping as YAML. */
export type MappingJob =
  | { readonly texts: readonly NamedText[]; readonly pointers?: readonly string[] }
  | { readonly print: string };

/** What texts say, merged. */
export type TextContent = Pick<MappingText, 'json' | 'canonical'>;

/** Reads texts elsewhere or here, and prints them. */
export interface TextReader {
  read(texts: readonly NamedText[]): Promise<TextContent | Unreadable>;
  places(texts: readonly NamedText[], pointers: readonly string[]): Promise<(MappingPlace | undefined)[]>;
  /** YAML of a mapping given as JSON. */
  print(mapping: string): Promise<string>;
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
/** What no text of that depth has: so many brackets open, or a line that begins so far to the right. */
const MAX_OPEN = 100;
const FAR_RIGHT = /^[ ?-]{400}/m;
const TWICE = 'this key stands here for the second time; put both into one';
const WORDS: Readonly<Record<string, string>> = { DUPLICATE_KEY: TWICE, RESOURCE_EXHAUSTION: TOO_DEEP };
const MAX_ALIASES = 100;
const MAX_FLAWS = 20;
/** Aliases may make it so many times longer than it is written. */
const MAX_GROWTH = 10;
const SMALL = 100_000;

/** Where nobody else has to wait. */
export const readHere: TextReader = {
  read: async (texts) => readTexts(texts),
  places: async (texts, pointers) => placesIn(texts, pointers),
  print: async (mapping) => printText(mapping),
};

export function readTexts(texts: readonly NamedText[]): TextContent | Unreadable {
  try {
    const { input } = mergeTexts(texts);
    const json = JSON.stringify(input);
    const written = texts.reduce((sum, { text }) => sum + text.length, 0);
    if (json.length > SMALL + written * MAX_GROWTH)
      throw new MappingFileError([{ path: texts[0]?.file || 'line 1', message: 'its aliases make it too long' }]);
    return { json, canonical: canonical(input) };
  } catch (error) {
    if (error instanceof MappingFileError) return { flaws: error.flaws };
    throw error;
  }
}

/** In a stable order. */
export const printText = (mapping: string): string => stringify(sorted(JSON.parse(mapping)), { lineWidth: 140 });

export function placesIn(texts: readonly NamedText[], pointers: readonly string[]): (MappingPlace | undefined)[] {
  const { place } = mergeTexts(texts);
  return pointers.map(place);
}

/** Top-level sections of several texts are merged. */
export function mergeTexts(texts: readonly NamedText[]) {
  const files = texts.map(({ file, text }) => ({ file, ...parseText(file, text) }));
  const input: Section = {};
  const places = new Map<string, string>();
  for (const { file, content, place } of files)
    merge(input, content, '', (pointer, taken) => {
      const here = `${file}:${place(pointer)?.line ?? 1}`;
      const other = places.get(pointer);
      if (taken) throw new MappingFileError([{ path: here, message: `${pointer.slice(1)} is in ${other}, too` }]);
      places.set(pointer, here);
    });
  const place = (pointer: string): MappingPlace | undefined => {
    const found = files.flatMap(({ file, place: find }) => {
      const at = find(pointer);
      return at ? [{ ...at, ...(file !== '' && { file }) }] : [];
    });
    const [deepest] = found.sort((a, b) => b.depth - a.depth);
    if (!deepest) return undefined;
    const { depth: _, ...at } = deepest;
    return at;
  };
  return { input, place };
}

interface Place {
  readonly line: number;
  /** So many steps of the pointer were found. */
  readonly depth: number;
}

function parseText(file: string, text: string): { content: unknown; place: (pointer: string) => Place | undefined } {
  const lines = new LineCounter();
  const at = (line: number): string => (file === '' ? `line ${line}` : `${file}:${line}`);
  const flawAt = (line: number, message: string): Flaw => ({ path: at(line), message, line });
  const deep = tooDeepAt(text);
  if (deep >= 0) throw new MappingFileError([flawAt(text.slice(0, deep).split('\n').length, TOO_DEEP)]);
  const document = parsed(text, lines, (message) => flawAt(1, message));
  if (document.errors.length > 0)
    throw new MappingFileError(
      document.errors
        .slice(0, MAX_FLAWS)
        .map(({ code, pos, message }) => flawAt(lines.linePos(pos[0]).line, WORDS[code] ?? message)),
    );
  const content = contentOf(document, (message) => flawAt(1, message));
  return { content, place: (pointer) => placeOf(document, lines, pointer) };
}

/** Where a text goes deeper than any mapping, found without going down into it; -1 where it does not. */
function tooDeepAt(text: string): number {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '[' || letter === '{') open++;
    else if ((letter === ']' || letter === '}') && open > 0) open--;
    if (open > MAX_OPEN) return i;
  }
  return text.search(FAR_RIGHT);
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
    const words = error instanceof Error ? error.message : 'cannot be read';
    throw new MappingFileError([flaw(error instanceof RangeError ? TOO_DEEP : words)]);
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
