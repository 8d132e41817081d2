/** How many there are, by a name. */
export class Counts {
  private readonly counts = new Map<string, number>();

  /** Of those that there are. */
  get all(): ReadonlyMap<string, number> {
    return this.counts;
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  add(name: string, by: number): void {
    const count = this.of(name) + by;
    if (count === 0) this.counts.delete(name);
    else this.counts.set(name, count);
  }
}
