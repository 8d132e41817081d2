/** Converts one file in a thread of its own: seconds of arithmetic that no call has to wait for. */
import { parentPort, workerData } from 'node:worker_threads';
import { AudioError } from './audio';
import { convert } from './convert';

const { path, type } = workerData as { path: string; type: string };

convert(path, type).then(
  (converted) => parentPort?.postMessage({ converted }),
  (error: unknown) => parentPort?.postMessage({ problem: String(error), refused: error instanceof AudioError }),
);
