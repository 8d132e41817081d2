/** Tells of what changes all the time soon after a change, what happens together at once, and then at most once in a while. */
import type { Cancel, Clock } from '../ports/clock';

/** What was told of lately, or is about to be. */
interface Running {
  changed: boolean;
  readonly cancel: Cancel;
}

export class Paced {
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    private readonly times: { readonly soonMs: number; readonly everyMs: number },
    private readonly tell: (key: string) => void,
  ) {}

  get size(): number {
    return this.running.size;
  }

  /** `wanted` is asked when nothing was told lately. */
  changed(key: string, wanted: () => boolean): void {
    const running = this.running.get(key);
    if (running) running.changed = true;
    else if (wanted()) this.after(this.times.soonMs, key, true);
  }

  forget(key: string): void {
    this.running.get(key)?.cancel();
    this.running.delete(key);
  }

  keys(): string[] {
    return [...this.running.keys()];
  }

  private after(ms: number, key: string, changed: boolean): void {
    const cancel = this.clock.after(ms, () => {
      const now = this.running.get(key)?.changed ?? false;
      this.running.delete(key);
      if (!now) return;
      this.after(this.times.everyMs, key, false);
      this.tell(key);
    });
    this.running.set(key, { changed, cancel });
  }
}
