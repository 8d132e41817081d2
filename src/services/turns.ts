/**
 * Whoever reads much takes turns: a page of one, then a page of another, tenant by tenant, and after each of them everything
 * else of the process. However many read the past at once, others feel no more of it than of one.
 */
import type { Clock } from '../ports/clock';

type Work = () => Promise<void>;

export class Turns {
  /** What waits, by tenant: the one whose turn is next is first. */
  private readonly waiting = new Map<string, Work[]>();
  private busy = false;

  constructor(private readonly clock: Pick<Clock, 'after'>) {}

  /** Does `work` when its turn comes: little, because it goes on to its end. */
  take<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const works = this.waiting.get(tenant) ?? [];
      works.push(() => work().then(resolve, reject));
      this.waiting.set(tenant, works);
      if (!this.busy) this.next();
    });
  }

  private next(): void {
    const [first] = this.waiting;
    this.busy = first !== undefined;
    if (!first) return;
    const [tenant, [work, ...others]] = first;
    this.waiting.delete(tenant);
    if (others.length > 0) this.waiting.set(tenant, others);
    void work?.().then(() => this.clock.after(0, () => this.next()));
  }
}
