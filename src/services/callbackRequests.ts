/** When callbacks were asked for that have ended, within a day, by number: a limit counts them beside those that are pending. */
export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export class EndedRequests {
  /** By the hour in which they were asked for, so that old ones go without being looked for: number → times. */
  private readonly hours = new Map<number, Map<string, number[]>>();

  add(number: string, requestedAt: number): void {
    const hour = Math.floor(requestedAt / HOUR_MS);
    const numbers = this.hours.get(hour) ?? new Map<string, number[]>();
    this.hours.set(hour, numbers);
    const times = numbers.get(number);
    if (times) times.push(requestedAt);
    else numbers.set(number, [requestedAt]);
  }

  /** How many of a number were asked for after a moment; what was before is forgotten. */
  after(number: string, since: number): number {
    let count = 0;
    for (const [hour, numbers] of this.hours)
      if ((hour + 1) * HOUR_MS <= since) this.hours.delete(hour);
      else count += numbers.get(number)?.filter((time) => time > since).length ?? 0;
    return count;
  }
}
