/** What files are for, by the sentence that each opens with: the map of the source (`make map`). */
import path from 'node:path';
import type { Source } from './tree';

/** The sentence that a file opens with, on one line; undefined when it opens with none. */
export function purposeOf({ text }: Source): string | undefined {
  const comment = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(text)?.[1];
  const lines = comment?.replace(/^[ \t]*\*[ \t]*/gm, '').trim();
  const words = lines?.split('\n\n')[0]?.replace(/\s+/g, ' ').replace(/[.:]$/, '');
  return words && (/^.+?(?=\. [A-Z`])/.exec(words)?.[0] ?? words);
}

/** Lines that print the files whose name has the word, folder by folder; an empty word is in all of them. */
export function mapOf(sources: readonly Source[], word: string): string[] {
  const folders = new Map<string, Source[]>();
  for (const source of sources.filter(({ path: at }) => isSource(at) && nameOf(at).includes(word.toLowerCase()))) {
    const folder = path.dirname(source.path);
    folders.set(folder, [...(folders.get(folder) ?? []), source]);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([folder, files]) => [folder, ...files.map(lineOf)]);
}

const isSource = (at: string): boolean => /^(src|connectors)\//.test(at);
const nameOf = (at: string): string => path.basename(at).toLowerCase();

const lineOf = (source: Source): string =>
  `  ${path.basename(source.path).padEnd(26)} ${purposeOf(source) ?? ''}`.trimEnd();
