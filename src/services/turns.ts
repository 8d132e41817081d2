/**
 * Whoever reads much takes turns: a page of one, then a page of another, tenant by tenant, and after each of them everything
 * else of the process. However many read the past at once, others feel no more of it than of one.
 */
import type { Clock } from '../ports/clock';

/** Does its turn; `late` rejects when that has taken too long. Never rejects itself. */
type Work = (late: Promise<never>) => Promise<void>;

/**
 * A turn without an end fails, and the next one begins: a store that never answers must not keep everybody else of all tenants
 * waiting. Longer than stores wait for an answer of their own (MongoDB: 30 s).
 */
export const TURN_MS = 60_000;

export class Turns {
  /** What waits, by tenant: the one whose turn is next is first. */
  private readonly waiting = new Map<string, Work[]>();
  private busy = false;

  constructor(private readonly clock: Pick<Clock, 'after'>) {}

  /** Does `work` when its turn comes: little, because it goes on to its end. Rejects as it does, or after `TURN_MS` of it. */
  take<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const works = this.waiting.get(tenant) ?? [];
      works.push((late) => Promise.race([work(), late]).then(resolve, reject));
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
    void this.within(work).then(() => this.clock.after(0, () => this.next()));
  }

  private async within(work: Work | undefined): Promise<void> {
    let cancel = (): void => {};
    const late = new Promise<never>((_, reject) => {
      cancel = this.clock.after(TURN_MS, () => reject(new Error(`the store did not answer within ${TURN_MS} ms`)));
    });
    await work?.(late);
    cancel();
  }
}
