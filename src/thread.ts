/** Work in a thread of its own, which ends with it: it can take nothing down but itself, nor more time than it is given. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from './ports/clock';

const MEMORY_MB = 512;

/** What the thread of that file (named without its extension) has posted first; `undefined` when it takes too long. */
export function inThread<T>(
  clock: Pick<Clock, 'after'>,
  file: string,
  job: unknown,
  ms: number,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const worker = startWorker(file, job);
    const cancel = clock.after(ms, () => {
      resolve(undefined);
      void worker.terminate();
    });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => {
      cancel();
      reject(new Error('the thread ended without an answer'));
    });
  });
}

/** The same kind of file as this one: compiled, or TypeScript that the worker must learn to read. */
function startWorker(file: string, workerData: unknown): Worker {
  const kind = extname(__filename);
  const execArgv = kind === '.ts' ? ['--require', 'ts-node/register'] : [];
  return new Worker(file + kind, { execArgv, workerData, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
}
