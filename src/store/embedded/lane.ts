/** Things that wait for the writer, in order, each with the promise of its answer. */

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly size: Size;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** What an item takes up in a write. */
export interface Size {
  readonly count: number;
  readonly chars: number;
}

export class Lane<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];

  /** `most` is what one write takes at most; a single larger item still goes, alone. */
  constructor(private readonly most: Size) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  push(item: Item, size: Size): Promise<Result> {
    return new Promise((resolve, reject) => this.waiting.push({ item, size, resolve, reject }));
  }

  /** Hands the next items to `write` together; each gets its own answer, or all get the error. */
  async send(write: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>): Promise<void> {
    const group = this.take();
    try {
      const results = await write(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const result = results[index] as Result | Error;
        if (result instanceof Error) reject(result);
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of group) reject(error as Error);
    }
  }

  private take(): Waiting<Item, Result>[] {
    let [end, count, chars] = [0, 0, 0];
    for (const { size } of this.waiting) {
      count += size.count;
      chars += size.chars;
      if (end > 0 && (count > this.most.count || chars > this.most.chars)) break;
      end += 1;
    }
    const group = this.waiting.slice(0, end);
    this.waiting = this.waiting.slice(end);
    return group;
  }
}
