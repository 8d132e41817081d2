/**
 * A worker seen from the main thread: calls go out, promises come back. A worker that dies fails all its calls, now
 * and later; it is never started again behind the back of the store.
 */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Reply, Request } from './protocol';

interface Waiter {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The functions of a worker by name, each answered with a promise. */
type Calls<C> = { readonly [Op in keyof C]: (...args: never[]) => unknown };

export class Thread<C extends Calls<C>> {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiter>();
  private readonly ended: Promise<void>;
  private lastId = 0;
  private failure: Error | undefined;

  /** Starts the worker in the file `name` beside this one. */
  constructor(name: string) {
    this.worker = startWorker(name);
    this.worker.on('message', (reply: Reply) => this.settle(reply));
    this.worker.on('error', (error) => this.fail(error));
    this.ended = new Promise((resolve) => {
      this.worker.on('exit', () => {
        this.fail(new Error(`the ${name} of the store has ended`));
        resolve();
      });
    });
  }

  call<Op extends keyof C & string>(op: Op, ...args: Parameters<C[Op]>): Promise<ReturnType<C[Op]>> {
    if (this.failure) return Promise.reject(this.failure);
    const request: Request = { id: ++this.lastId, op, args };
    return new Promise((resolve, reject) => {
      this.waiting.set(request.id, { resolve: resolve as Waiter['resolve'], reject });
      this.worker.postMessage(request);
    });
  }

  /** Resolves when the worker, after its `close` call, is gone. */
  gone(): Promise<void> {
    return this.ended;
  }

  /** Ends the worker wherever it is. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(reply: Reply): void {
    const waiter = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiter?.reject(Object.assign(new Error(reply.error.message), reply.error));
    else waiter?.resolve(reply.result);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const waiter of this.waiting.values()) waiter.reject(this.failure);
    this.waiting.clear();
  }
}

/** A worker runs the same kind of file as this one: compiled, or TypeScript that the worker must learn to read. */
function startWorker(name: string): Worker {
  const kind = extname(__filename);
  // The SQLite of Node 22 calls itself experimental in each worker; what we use of it passes our own tests.
  const quiet = '--disable-warning=ExperimentalWarning';
  const execArgv = kind === '.ts' ? [quiet, '--require', 'ts-node/register'] : [quiet];
  return new Worker(join(__dirname, name + kind), { execArgv });
}
