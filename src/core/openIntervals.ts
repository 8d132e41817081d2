/** The intervals of a partition that are not closed, by whose they are: nearly always one of each. */
import type { Interval } from './interval';

const NONE: readonly string[] = Object.freeze([]);

export class OpenIntervals {
  private readonly ids = new Map<string, readonly string[]>();

  of(kind: string, name: string): readonly string[] {
    return this.ids.get(`${kind}/${name}`) ?? NONE;
  }

  /** Takes in the state of a resource; of other kinds it knows nothing. */
  put(kind: string, id: string, data: unknown): void {
    if (!kind.endsWith('Interval')) return;
    const name = id.slice(0, id.lastIndexOf('@'));
    const key = `${kind}/${name}`;
    const known = this.of(kind, name);
    const isOpen = (data as Interval).closedAt === undefined;
    if (isOpen === known.includes(id)) return;
    const others = known.filter((one) => one !== id);
    if (isOpen) this.ids.set(key, [...known, id]);
    else if (others.length > 0) this.ids.set(key, others);
    else this.ids.delete(key);
  }
}
