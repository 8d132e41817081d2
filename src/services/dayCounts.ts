/** When something happened to a number within a day (callbacks that have ended were asked for, messages were sent): limits count it. */
export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export class DayCounts {
  /** By the hour in which it was, so that old ones go without being looked for: number → times. */
  private readonly hours = new Map<number, Map<string, number[]>>();

  add(number: string, at: number): void {
    const hour = Math.floor(at / HOUR_MS);
    const numbers = this.hours.get(hour) ?? new Map<string, number[]>();
    this.hours.set(hour, numbers);
    const times = numbers.get(number);
    if (times) times.push(at);
    else numbers.set(number, [at]);
  }

  /** How often it happened to a number after a moment; what was before is forgotten. */
  after(number: string, since: number): number {
    let count = 0;
    for (const [hour, numbers] of this.hours)
      if ((hour + 1) * HOUR_MS <= since) this.hours.delete(hour);
      else count += numbers.get(number)?.filter((time) => time > since).length ?? 0;
    return count;
  }
}
