/** Where a gateway has its mappings from, and where long work on them is done. */

import type { Clock } from '../ports/clock';
import { deskInThread } from './mappingDesk';
import { mappingFiles, yamlBy } from './mappingFile';
import { readInThread } from './mappingReader';
import { readHere, type TextReader } from './mappingText';

/** `where`: the file or folder that is followed. Before the gateway is ready nobody has to wait while it is read. */
export function mappingSources(where: string, clock: Pick<Clock, 'after'>, ready: () => boolean) {
  const thread = readInThread(clock);
  const reader: TextReader = {
    read: (texts) => (ready() ? thread : readHere).read(texts),
    places: (texts, pointers) => (ready() ? thread : readHere).places(texts, pointers),
    print: thread.print,
  };
  return { files: mappingFiles(where, reader), yaml: yamlBy(reader), desk: deskInThread(clock) };
}
