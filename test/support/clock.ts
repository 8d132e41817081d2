/**
 * Clocks over the queue of a world. Each gateway of a test gets one of its own: when the gateway crashes, `kill` takes
 * every timer of it away, as the end of a process does, and the rest of the world goes on.
 */
import type { Cancel, Clock } from '../../src/ports/clock';
import type { Entry, EventQueue } from './queue';

/** What a clock needs to know of its world. */
export interface Timeline {
  readonly queue: EventQueue;
  /** Virtual milliseconds since the world began. */
  readonly elapsed: number;
}

/** Virtual time: it passes only when the world takes the next entry of its queue. */
export class VirtualClock implements Clock {
  private readonly pending = new Set<Entry>();
  private dead = false;

  constructor(
    private readonly timeline: Timeline,
    private wallStart: number,
  ) {}

  now(): number {
    return this.wallStart + this.timeline.elapsed;
  }

  monotonic(): number {
    return this.timeline.elapsed;
  }

  after(ms: number, fire: () => void): Cancel {
    if (this.dead) return () => {};
    const entry = this.timeline.queue.add(this.timeline.elapsed + Math.max(0, ms), () => {
      this.pending.delete(entry);
      fire();
    });
    this.pending.add(entry);
    return () => {
      entry.cancelled = true;
      this.pending.delete(entry);
    };
  }

  /** Timers that have not fired yet: a test may ask that none is left. */
  get timers(): number {
    return this.pending.size;
  }

  /** Sets the wall clock forward or back (a correction by NTP, a suspended machine); monotonic time does not notice. */
  shiftWall(ms: number): void {
    this.wallStart += ms;
  }

  /** Ends the process that this clock belongs to: nothing of it fires any more. */
  kill(): void {
    this.dead = true;
    for (const entry of this.pending) entry.cancelled = true;
    this.pending.clear();
  }
}
