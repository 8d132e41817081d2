/** Reads and prints the texts of mappings in threads of their own: no call has to wait for a long one, nor for one that is made to take long. */
import path from 'node:path';
import type { Clock } from '../ports/clock';
import { inThread } from '../thread';
import type { MappingJob, NamedText, placesIn, readTexts, TextReader } from './mappingText';

/** A megabyte takes about two seconds, several on a busy machine: each has so much more. */
const READ_MS = 20_000;
const MEGABYTE = 1_000_000;
const ENTRY = path.join(__dirname, 'mappingThread');

/** One after the other, each in a thread that ends with it. */
export function readInThread(clock: Pick<Clock, 'after'>, ms = READ_MS): TextReader {
  let last: Promise<unknown> = Promise.resolve();
  const run = <T>(job: MappingJob): Promise<T | undefined> => {
    const texts = 'print' in job ? [job.print] : job.texts.map(({ text }) => text);
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const turn = last.then(() => inThread<T>(clock, ENTRY, job, ms * (1 + length / MEGABYTE)));
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    read: async (texts) => (await run<ReturnType<typeof readTexts>>({ texts })) ?? tooLong(texts),
    places: async (texts, pointers) => (await run<ReturnType<typeof placesIn>>({ texts, pointers })) ?? [],
    async print(mapping) {
      const text = await run<string>({ print: mapping });
      if (text === undefined) throw new Error('a mapping took too long to print');
      return text;
    },
  };
}

const tooLong = ([first]: readonly NamedText[]) => ({
  flaws: [{ path: first?.file || 'line 1', message: 'takes too long to read' }],
});
