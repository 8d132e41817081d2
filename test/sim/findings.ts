/** What a run found wrong: the name of the invariant that does not hold, and the facts. */
export class Findings {
  readonly list: string[] = [];

  /** Notes what is wrong; the run ends after the step in which it happened. */
  found(invariant: string, what: string): void {
    this.list.push(`${invariant}: ${what}`);
  }
}
