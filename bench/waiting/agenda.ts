/** What is going to happen on a simulated day, earliest first. */
export class Agenda {
  private readonly events: { at: number; act: () => void }[] = [];
  /** In ms since the day began. */
  now = 0;

  after(ms: number, act: () => void): void {
    const at = this.now + ms;
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.events.splice(low, 0, { at, act });
  }

  /** Until nothing is left. */
  run(): void {
    for (let next = this.events.pop(); next; next = this.events.pop()) {
      this.now = next.at;
      next.act();
    }
  }
}
