/** Which periods hold on a date: those of an exception that names it, else those of its weekday. */
import { type Exception, type OpeningHours, type Period, WEEKDAYS } from './hours';
import { dateByEaster, datesOfRule } from './hoursRecurrence';

type ByRule = ReadonlyMap<string, readonly Period[]>;

/** A single date goes before a range, a range before what comes back; among equals the first in the list. */
export class HoursDates {
  private readonly weekdays: readonly (readonly Period[])[];
  private readonly dates: ReadonlyMap<string, readonly Period[]>;
  private readonly ranges: readonly { from: string; to: string; periods: readonly Period[] }[];
  private readonly recurring: readonly Exception[];
  private readonly years = new Map<number, ByRule>();

  constructor({ weekly, exceptions }: OpeningHours) {
    this.weekdays = WEEKDAYS.map((day) => weekly.filter(({ days }) => days.includes(day)));
    const dates = exceptions.flatMap((one) => ('date' in one ? [[one.date, one.periods] as const] : []));
    this.dates = new Map(dates.reverse());
    this.ranges = exceptions.filter((one) => 'from' in one);
    this.recurring = exceptions.filter((one) => 'rule' in one || 'easter' in one);
  }

  /** Whether some dates differ from their weekday. */
  get hasExceptions(): boolean {
    return this.dates.size + this.ranges.length + this.recurring.length > 0;
  }

  /** By date (YYYY-MM-DD) and weekday (1 is Monday). */
  periodsOn(date: string, weekday: number): readonly Period[] {
    return (
      this.dates.get(date) ??
      this.ranges.find(({ from, to }) => from <= date && date <= to)?.periods ??
      this.recurringIn(Number(date.slice(0, 4))).get(date) ??
      this.weekdays[weekday - 1] ??
      []
    );
  }

  private recurringIn(year: number): ByRule {
    const known = this.years.get(year);
    if (known) return known;
    const found = new Map<string, readonly Period[]>();
    for (const one of this.recurring)
      for (const date of datesOf(one, year)) if (!found.has(date)) found.set(date, one.periods);
    // Walking through time asks for neighbouring years; a few are enough.
    if (this.years.size >= 4) this.years.clear();
    this.years.set(year, found);
    return found;
  }
}

/** A day by Easter may lie in the year after its Easter. */
function datesOf(one: Exception, year: number): string[] {
  if ('easter' in one)
    return [dateByEaster(year, one.easter), dateByEaster(year - 1, one.easter)].filter((date) =>
      date.startsWith(String(year).padStart(4, '0')),
    );
  return 'rule' in one ? datesOfRule(one.rule, one.since, year) : [];
}
