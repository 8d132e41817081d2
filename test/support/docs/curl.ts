/** The commands of a page: each `curl` of its shell blocks as the request that it sends. */

export interface Command {
  /** As it stands on the page. */
  readonly text: string;
  readonly method: string;
  /** With what `$URL` was left out of it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Every `curl` in the text of a page, `$NAME` replaced by its value. */
export const curlsIn = (page: string, values: Readonly<Record<string, string>>): Command[] =>
  curlBlocks(page).flatMap((lines) => lines.map((line) => commandOf(line, values)));

/** The lines with a `curl` of each shell block of a page. */
export const curlBlocks = (page: string): string[][] =>
  [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, text = '']) =>
    text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => line.startsWith('curl ')),
  );

/** The request of one line. */
export function commandOf(text: string, values: Readonly<Record<string, string>>): Command {
  const words = wordsOf(text.replace(/\$(\w+)/g, (_, name: string) => values[name] ?? `$${name}`));
  const headers: Record<string, string> = {};
  let [method, path, body] = ['GET', '', undefined as string | undefined];
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '-s') continue;
    if (!word.startsWith('-')) {
      path = word;
      continue;
    }
    const value = words[++i] ?? '';
    if (word === '-X') method = value;
    else if (word === '-H') headers[value.split(': ')[0]?.toLowerCase() ?? ''] = value.slice(value.indexOf(': ') + 2);
    else if (word === '-d') body = value;
    // A file that the reader has.
    else if (word === '--data-binary') body = `the bytes of ${value}`;
    else if (word !== '-o') throw new Error(`${word} of ${text}`);
  }
  return { text, method, path, headers, ...(body !== undefined && { body }) };
}

/** Words as a shell splits them, with either kind of quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"((?:\\"|[^"])*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double?.replaceAll('\\"', '"') ?? bare ?? '',
  );
