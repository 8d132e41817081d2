/** Places of callers who are gone and may call again, by queue and number. */
import { type Entry, isAway } from '../core/queue';

const keyOf = (queue: string, number: string): string => `${queue} ${number}`;

export class AwayIndex {
  private readonly byKey = new Map<string, Map<string, Entry>>();

  put(entry: Entry): void {
    const key = keyOf(entry.queue, entry.customerNumber ?? '');
    const there = this.byKey.get(key);
    if (isAway(entry)) this.byKey.set(key, (there ?? new Map<string, Entry>()).set(entry.id, entry));
    else if (there?.delete(entry.id) && there.size === 0) this.byKey.delete(key);
  }

  /** Of several the one that came first. */
  find(queue: string, number: string): Entry | undefined {
    const all = [...(this.byKey.get(keyOf(queue, number))?.values() ?? [])];
    return all.sort((a, b) => a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : 1))[0];
  }
}
