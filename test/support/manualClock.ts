/**
 * Time that a test moves by hand while real sockets work: timers fire in `advance` alone, and `until` gives the sockets
 * as many turns as they need. Nothing ever sleeps.
 */
import type { Cancel, Clock } from '../../src/ports/clock';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** How long sockets may take in real ms before a test fails. */
const PATIENCE_MS = 3000;

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

/** Everything that sockets of this process have sent each other by now is handled. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
