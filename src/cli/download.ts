/** What a gateway sends in one piece or many, into a file or to standard output. */
import { createWriteStream, rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from './cliError';
import { notReached } from './client';

/** Writes it all into a new file, or none of it: half a file must not look like a whole one. */
export async function intoFile(answer: Readable, file: string): Promise<void> {
  let opened = false;
  const sink = createWriteStream(file, { mode: 0o600, flags: 'wx' }).once('open', () => {
    opened = true;
  });
  try {
    await pipeline(answer, sink);
  } catch (error) {
    if (opened) rmSync(file, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new CliError(`${file} is there already`);
    throw new CliError(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Line by line; what the other side broke off is told as such. */
export async function eachLine(answer: Readable, url: string, take: (line: string) => void): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of answer.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    }
  } catch (error) {
    throw notReached(url, error);
  }
  if (rest !== '') take(rest);
}
