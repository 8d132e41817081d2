/**
 * Time that a test moves by hand while real sockets work: timers fire in `advance` alone, and `until` gives the sockets
 * as many turns as they need. Nothing ever sleeps.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Cancel, Clock } from '../../src/ports/clock';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** How long sockets may take in real ms before a test fails. */
const PATIENCE_MS = 15_000;

/** A clock that stands still. */
export class ManualClock implements Clock {
  private readonly pending = new Set<Timer>();
  private elapsed = 0;

  now(): number {
    return 1_800_000_000_000 + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  after(ms: number, fire: () => void): Cancel {
    const timer = { due: this.elapsed + Math.max(0, ms), fire };
    this.pending.add(timer);
    return () => this.pending.delete(timer);
  }

  /** Timers that have not fired. */
  get timers(): number {
    return this.pending.size;
  }

  /** Milliseconds until the next timer, or undefined when there is none. */
  get next(): number | undefined {
    const due = this.first()?.due;
    return due === undefined ? undefined : due - this.elapsed;
  }

  /** Lets time pass; timers that are set on the way fire too when they are due. */
  advance(ms: number): void {
    const end = this.elapsed + ms;
    for (let timer = this.first(); timer && timer.due <= end; timer = this.first()) {
      this.elapsed = Math.max(this.elapsed, timer.due);
      this.pending.delete(timer);
      timer.fire();
    }
    this.elapsed = end;
  }

  private first(): Timer | undefined {
    let found: Timer | undefined;
    for (const timer of this.pending) if (!found || timer.due < found.due) found = timer;
    return found;
  }
}

/** Gives sockets and promises their turns until `probe` holds, and returns what it gave. */
export async function until<T>(probe: () => T, what: string): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await turn()) {
    const found = probe();
    if (found) return found;
  }
  throw new Error(`it did not happen: ${what}`);
}

/** As many hops as a request, its answer and what follows from them take, and some more. */
const HOPS = 10;

/**
 * Everything that sockets of this process have sent each other by now is handled, and what they send in answer. The system
 * hands on what goes to this machine in the order in which it was sent, at once or, on a busy machine, later; so a byte that
 * is sent now and has arrived says more than any number of turns of the event loop.
 */
export async function settled(): Promise<void> {
  const { near, far } = await pair();
  for (let i = 0; i < HOPS; i += 1) {
    near.write('.');
    await once(far, 'data');
    await turn();
  }
  near.destroy();
  far.destroy();
}

async function pair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [[Socket], unknown];
  server.close();
  return { near: near.setNoDelay(), far };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
