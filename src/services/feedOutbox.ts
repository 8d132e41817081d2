/**
 * What the subscribers of one tenant are still to be told, in order. Few are told within the turn in which something
 * happens; many in slices, between which others get theirs. The longer the queue, the longer its slices, so that it
 * cannot grow for ever.
 */
import type { Clock } from '../ports/clock';
import type { FeedReader } from './feedReader';

/** So many tellings, a few microseconds each, before others get a turn. */
const SLICE = 500;

/** Something to be told to each who wants it. */
export interface Item {
  tell(reader: FeedReader): void;
  /** Once all were told. */
  done?(): void;
}

export class FeedOutbox {
  private readonly items: Item[] = [];
  /** Who is still to be told of the first one. */
  private rest: Iterator<FeedReader> | undefined;
  private busy = false;

  constructor(
    private readonly clock: Clock,
    private readonly readers: ReadonlySet<FeedReader>,
  ) {}

  /** Tells it after all that waits; at once when nothing does. */
  push(...items: readonly Item[]): void {
    for (const item of items) this.items.push(item);
    if (!this.busy) this.drain();
  }

  private drain(): void {
    this.busy = true;
    let left = SLICE + this.items.length;
    let first = this.items[0];
    for (; first; first = this.items[0]) {
      left -= this.tell(first, left);
      if (this.rest) break; // others first
      this.items.shift();
      first.done?.();
      left -= 1;
    }
    this.busy = first !== undefined;
    if (this.busy) this.clock.after(0, () => this.drain());
  }

  /** Tells so many; says how many were told. */
  private tell(item: Item, most: number): number {
    this.rest ??= this.readers.values();
    for (let told = 0; ; told++) {
      if (told >= most) return told;
      const { done, value } = this.rest.next();
      if (done) {
        this.rest = undefined;
        return told;
      }
      item.tell(value);
    }
  }
}
