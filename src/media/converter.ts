/** Conversions one after the other, each in a thread that ends with it: a broken file can take nothing down but itself. */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Refusal, refuse } from '../core/errors';
import type { Clock } from '../ports/clock';
import type { Converted } from './convert';

/** How long one conversion may take: ten minutes of audio take about two seconds. */
const CONVERT_MS = 20_000;
/** Conversions that may wait. */
const MAX_WAITING = 8;

interface Answer {
  readonly converted?: Converted;
  readonly problem?: string;
  readonly refused?: boolean;
}

export class Converter {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly clock: Clock) {}

  /** Converts the file; audio that cannot be taken is a refusal, all else throws. */
  async run(path: string, type: string): Promise<Converted | Refusal> {
    if (this.waiting >= MAX_WAITING) return refuse('audio.busy');
    this.waiting += 1;
    const turn = this.last.then(() => this.convert(path, type));
    this.last = turn.catch(() => undefined).finally(() => this.waiting--);
    return turn;
  }

  private convert(path: string, type: string): Promise<Converted | Refusal> {
    return new Promise((resolve, reject) => {
      const worker = startWorker('convertThread', { path, type });
      const cancel = this.clock.after(CONVERT_MS, () => {
        resolve(refuse('audio.invalid', 'it takes too long to convert'));
        void worker.terminate();
      });
      worker.on('message', ({ converted, problem = '', refused }: Answer) => {
        if (converted) resolve(converted);
        else if (refused) resolve(refuse('audio.invalid', problem.replace(/^Error: /, '')));
        else reject(new Error(problem));
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        cancel();
        reject(new Error('the conversion ended without an answer'));
      });
    });
  }
}

/** A worker runs the same kind of file as this one: compiled, or TypeScript that the worker must learn to read. */
function startWorker(name: string, workerData: unknown): Worker {
  const kind = extname(__filename);
  const execArgv = kind === '.ts' ? ['--require', 'ts-node/register'] : [];
  return new Worker(join(__dirname, name + kind), {
    execArgv,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
}
