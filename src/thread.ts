/** Work in a thread of its own: it can take nothing down but itself, nor more time than it is given. */
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
  return answerOf(startWorker(file, job), clock, ms);
}

/** The next thing it posts; where that takes too long it is ended. */
function answerOf<T>(worker: Worker, clock: Pick<Clock, 'after'>, ms: number): Promise<T | undefined> {
  return new Promise<T | undefined>((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      resolve(undefined);
      void worker.terminate();
    });
    const over = () => failed(new Error('the thread ended without an answer'));
    const failed = (error: unknown) => {
      settled();
      reject(error);
    };
    const answered = (answer: T) => {
      settled();
      resolve(answer);
    };
    const settled = () => {
      cancel();
      worker.off('message', answered).off('error', failed).off('exit', over);
    };
    worker.on('message', answered).on('error', failed).on('exit', over);
  });
}

/** The same kind of file as this one: compiled, or TypeScript that the worker must learn to read. */
function startWorker(file: string, workerData: unknown): Worker {
  const kind = extname(__filename);
  const execArgv = kind === '.ts' ? ['--require', 'ts-node/register'] : [];
  const worker = new Worker(file + kind, {
    execArgv,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  // What becomes of one that nobody waits for any more is nobody's error.
  return worker.on('error', () => {});
}

/** After so long without work a kept thread ends: it has some 30 MB. */
const IDLE_MS = 60_000;

/** A thread that answers each message with one, one after the other. It starts with the first work, and again where it broke off. */
export class KeptThread {
  private worker: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private stayUp: () => void = () => {};

  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    private readonly file: string,
    private readonly idleMs = IDLE_MS,
  ) {}

  /** What it answers; `undefined` when that takes too long. Rejects where the work throws. */
  do<T>(job: unknown, ms: number): Promise<T | undefined> {
    const turn = this.last.then(() => this.doNow<T>(job, ms));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.stayUp();
    await this.end();
  }

  private async doNow<T>(job: unknown, ms: number): Promise<T | undefined> {
    this.stayUp();
    this.worker ??= startWorker(this.file, undefined);
    this.worker.ref();
    this.worker.postMessage(job);
    const answer = await answerOf<T>(this.worker, this.clock, ms).catch((error: unknown) => {
      void this.end();
      throw error;
    });
    if (answer === undefined) void this.end();
    this.worker?.unref();
    this.stayUp = this.clock.after(this.idleMs, () => void this.end());
    return answer;
  }

  private async end(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }
}
