/** Things to be tried again, each later than the time before. */
import type { Cancel, Clock } from '../ports/clock';

const WAITS_MS: readonly number[] = [1_000, 5_000, 30_000, 300_000, 3_600_000];

export class Retries {
  private readonly due = new Map<string, Cancel>();
  private readonly attempts = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly again: (id: string) => void,
  ) {}

  /** Those that wait for their time. */
  get size(): number {
    return this.due.size;
  }

  /** Tries it again after a while. */
  later(id: string): void {
    if (this.due.has(id)) return;
    const attempt = this.attempts.get(id) ?? 0;
    this.attempts.set(id, attempt + 1);
    const ms = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] as number;
    const cancel = this.clock.after(ms, () => {
      this.due.delete(id);
      this.again(id);
    });
    this.due.set(id, cancel);
  }

  /** No need any more. */
  done(id: string): void {
    this.attempts.delete(id);
    this.due.get(id)?.();
    this.due.delete(id);
  }

  stop(): void {
    for (const cancel of this.due.values()) cancel();
    this.due.clear();
    this.attempts.clear();
  }
}
