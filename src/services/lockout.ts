/**
 * Back-off for those who guess: after some free failures each further one doubles the wait. Names are forgotten after a
 * quiet hour, and the oldest when there are too many: memory is bounded whoever guesses.
 */
import { type Refusal, refuse } from '../core/errors';
import type { Clock } from '../ports/clock';

interface Entry {
  failures: number;
  /** Monotonic ms of the last one. */
  at: number;
}

const FIRST_MS = 1_000;
const MAX_MS = 300_000;
const QUIET_MS = 3_600_000;
const MAX_ENTRIES = 10_000;

export class Lockout {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    /** Failures that cost nothing. */
    private readonly free: number,
  ) {}

  /** Names that are remembered. */
  get size(): number {
    return this.entries.size;
  }

  /** Counts an attempt as failed until `forgive` says otherwise, so that many at once are counted, too; or refuses it. */
  attempt(name: string): Refusal | undefined {
    const now = this.clock.monotonic();
    const known = this.entries.get(name);
    const entry = known && now - known.at < QUIET_MS ? known : { failures: 0, at: now };
    const wait = entry.at + this.waitAfter(entry.failures) - now;
    if (wait > 0) return refuse('auth.locked', undefined, { retryAfter: Math.ceil(wait / 1_000) });
    this.entries.delete(name);
    this.entries.set(name, { failures: entry.failures + 1, at: now });
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= MAX_ENTRIES) break;
      this.entries.delete(oldest);
    }
    return undefined;
  }

  /** It was no failure, and what was before is forgotten. */
  forgive(name: string): void {
    this.entries.delete(name);
  }

  /** This one was no failure; those before are. */
  undo(name: string): void {
    const entry = this.entries.get(name);
    if (entry) entry.failures -= 1;
  }

  private waitAfter(failures: number): number {
    return failures < this.free ? 0 : Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(20, failures - this.free));
  }
}
