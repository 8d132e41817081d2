/**
 * A world runs a whole gateway, its PBX and its people on virtual time. Everything that happens is an entry of one
 * queue; after each entry all promises settle before the next one, so a run depends on its seed alone: the same seed
 * gives the same trace hash.
 */
import { type Random, stream } from '../../connectors/simulator/random';
import { VirtualClock } from './clock';
import { SeededIds } from './ids';
import { EventQueue } from './queue';
import { Trace } from './trace';

/** Monday, 5 January 2026, 09:00 UTC: a working day, so that opening hours of tests are open. */
export const WORLD_START = Date.UTC(2026, 0, 5, 9);

const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Owner of the queue, the time, the randomness and the trace of one run. */
export class World {
  readonly queue: EventQueue;
  readonly trace: Trace;
  /** The clock of the world itself: the PBX and its people; a gateway that may crash gets its own by `newClock`. */
  readonly clock: VirtualClock;
  readonly ids: SeededIds;
  /** Virtual milliseconds since the world began. */
  elapsed = 0;
  private readonly outside = new Set<Promise<unknown>>();

  constructor(
    readonly seed = 1,
    private readonly startsAt = WORLD_START,
  ) {
    this.queue = new EventQueue(stream(seed, 'queue'));
    this.trace = new Trace(() => this.elapsed);
    this.clock = this.newClock();
    this.ids = new SeededIds(stream(seed, 'ids'), this.clock);
  }

  /** A clock whose timers can be killed without the others. */
  newClock(): VirtualClock {
    return new VirtualClock(this, this.startsAt);
  }

  /** A stream of random numbers of its own for `name`. */
  random(name: string): Random {
    return stream(this.seed, name);
  }

  /** Time stands still until `work`, which needs the real machine (a file, a socket), is over. */
  real<T>(work: Promise<T>): Promise<T> {
    const over = (): unknown => this.outside.delete(settled);
    const settled: Promise<unknown> = work.then(over, over);
    this.outside.add(settled);
    return work;
  }

  /** Lets every promise that can settle do so; takes no entry. */
  async drain(): Promise<void> {
    await immediate();
    while (this.outside.size > 0) {
      await Promise.all(this.outside);
      await immediate();
    }
  }

  /** Takes one entry and drains; false when nothing is left to happen. */
  async step(): Promise<boolean> {
    await this.drain();
    const entry = this.queue.take();
    if (!entry) return false;
    this.elapsed = Math.max(this.elapsed, entry.time);
    entry.fire();
    await this.drain();
    return true;
  }

  /** Runs everything up to wall time `until` and stands there. */
  async run(until: number): Promise<void> {
    const target = until - this.startsAt;
    await this.drain();
    while ((this.queue.peek()?.time ?? Number.POSITIVE_INFINITY) <= target) await this.step();
    this.elapsed = Math.max(this.elapsed, target);
  }

  /** Runs the next `ms` milliseconds. */
  advance(ms: number): Promise<void> {
    return this.run(this.startsAt + this.elapsed + ms);
  }

  /** Runs until `probe` gives something truthy and returns it; else fails with the trace. */
  async waitFor<T>(probe: () => T, withinVirtualMs = 60_000, what = String(probe)): Promise<NonNullable<T>> {
    const deadline = this.elapsed + withinVirtualMs;
    await this.drain();
    for (;;) {
      const seen = probe();
      if (seen) return seen;
      const next = this.queue.peek();
      if (!next || next.time > deadline) throw this.failure(`not within ${withinVirtualMs} ms: ${what}`, deadline);
      await this.step();
    }
  }

  /** Runs until `promise` has settled and returns its value: how a test awaits a command of a port. */
  async finish<T>(promise: Promise<T>, withinVirtualMs = 60_000): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    await this.waitFor(() => settled, withinVirtualMs, 'the promise settles');
    return promise;
  }

  private failure(message: string, deadline: number): Error {
    this.elapsed = Math.max(this.elapsed, deadline);
    return new Error(`${message} (seed ${this.seed})\n${this.trace.tail()}`);
  }
}
