/** A page of the documentation as tests read it: its blocks of a language, and the requests that stand in its plain blocks. */
import { readFileSync } from 'node:fs';

const FENCED = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** The text between the fences of each block of that language; of none where it is empty. */
export const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(FENCED)].flatMap(([, named, block = '']) => (named === language ? [block] : []));

/** A request as it is written: method and path on one line, beneath or behind them the body, or of a GET the answer. */
export interface Written {
  readonly method: string;
  readonly path: string;
  readonly rest: string;
}

const METHOD = /^(?=(?:GET|POST|PUT|DELETE) )/m;

export class Page {
  /** The whole of it. */
  readonly prose: string;

  constructor(file: string) {
    this.prose = readFileSync(file, 'utf8');
  }

  blocks(language: string): string[] {
    return blocksOf(this.prose, language);
  }

  requests(): Written[] {
    const written = this.blocks('').flatMap((block) => block.split(METHOD).filter((text) => METHOD.test(text)));
    return written.map((text) => {
      const [, method = '', path = '', rest = ''] = /^(\w+) +(\S+)\s*([\s\S]*)$/.exec(text.trim()) ?? [];
      return { method, path, rest };
    });
  }
}
