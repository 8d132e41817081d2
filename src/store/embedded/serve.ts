/** The worker's end of a `Thread`: answers one request after the other until it is told to close. */
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Reply, Request } from './protocol';
import { isDamaged, isMachineError } from './sqlite';

type Handlers<Calls> = { readonly [Op in keyof Calls]: Calls[Op] };

/** Serves `handlers` to the main thread; after `close` the worker ends by itself. */
export function serve<Calls extends { close(): void }>(handlers: Handlers<Calls>): void {
  const port = parentPort;
  let folder = '';
  if (!port) throw new Error('this file runs as a worker');
  port.on('message', (request: Request) => {
    if (request.op === 'open') folder = String(request.args[0]);
    port.postMessage(answer(handlers, request, folder));
    if (request.op === 'close') port.close();
  });
}

function answer<Calls>(handlers: Handlers<Calls>, request: Request, folder: string): Reply {
  try {
    const handler = handlers[request.op as keyof Calls] as (...args: readonly unknown[]) => unknown;
    return { id: request.id, result: handler(...request.args) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const message = isDamaged(error) ? `${join(folder, 'signalbox.db')}: ${words}` : words;
    return { id: request.id, error: { message, machine: isMachineError(error) } };
  }
}
