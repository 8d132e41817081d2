/** Where mappings come from: a text, a file, or all files of a folder merged; flaws are shown with file and line (design §9). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { MappingFiles, MappingText, MappingYaml, Unreadable } from '../ports/mappingSource';
import { MappingFileError, mergeTexts, type NamedText, readHere, type TextReader } from './mappingText';

export interface MappingFile {
  readonly input: unknown;
  /** `file:line` of a JSON pointer into `input`. */
  readonly place: (pointer: string) => string;
}

/** Mappings as YAML text, read by `reader`. */
export const yamlBy = (reader: TextReader): MappingYaml => ({
  read: (text) => textOf([{ file: '', text }], reader),
  print: reader.print,
});

/** The same where nobody else has to wait. */
export const mappingYaml: MappingYaml = yamlBy(readHere);

/** The file or folder that is watched; one that is called demo.yaml may have secrets written out in it. */
export const mappingFiles = (where: string, reader: TextReader): MappingFiles => ({
  where,
  demo: path.basename(where) === 'demo.yaml',
  async read() {
    try {
      return await textOf(textsAt(where), reader);
    } catch (error) {
      if (error instanceof MappingFileError) return { flaws: error.flaws };
      throw error;
    }
  },
});

async function textOf(texts: readonly NamedText[], reader: TextReader): Promise<MappingText | Unreadable> {
  const read = await reader.read(texts);
  if ('flaws' in read) return read;
  return { ...read, places: (pointers) => reader.places(texts, pointers) };
}

/** Reads a file, or every `.yaml` of a folder; top-level sections of several files are merged. */
export function readMapping(where: string): MappingFile {
  const { input, place } = mergeTexts(textsAt(where));
  return {
    input,
    place: (pointer) => {
      const found = place(pointer);
      return found ? `${found.file}:${found.line}` : where;
    },
  };
}

const textsAt = (where: string): NamedText[] => filesOf(where).map((file) => ({ file, text: contentOf(file) }));

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

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

const unreadable = (where: string, error: unknown): MappingFileError =>
  new MappingFileError([{ path: where, message: error instanceof Error ? error.message : 'cannot be read' }]);
