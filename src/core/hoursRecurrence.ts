/** Dates that come back: recurrence rules of RFC 5545, and those that go by Easter. Always one year at a time, so that no rule is played through from its beginning. */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';

/** Parts that say a date. Times of day are the periods', COUNT would need all occurrences from the first. */
const PARTS: ReadonlySet<string> = new Set(
  'FREQ INTERVAL UNTIL WKST BYMONTH BYMONTHDAY BYDAY BYYEARDAY BYWEEKNO BYSETPOS'.split(' '),
);
const LONGEST: Readonly<Record<string, number>> = {
  BYMONTH: 12,
  BYMONTHDAY: 31,
  BYYEARDAY: 366,
  BYWEEKNO: 53,
  BYSETPOS: 366,
};

/** What comes more often is no exception, and costs too much to look at. */
const MOST_DATES = 60;

/** What is wrong with a rule, in words; undefined when it can be used. */
export function flawOfRule(rule: string, since?: string): string | undefined {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string | undefined]));
  for (const [key, value] of parts) {
    if (!PARTS.has(key)) return `${key} is not one of ${[...PARTS].join(', ')}`;
    if (!value) return `${key} has no value`;
    const limit = LONGEST[key];
    if (limit !== undefined && !value.split(',').every((number) => isWithin(number, limit, key !== 'BYMONTH')))
      return `${key} goes up to ${limit}`;
  }
  return flawOfFrequency(parts, since) ?? flawFound(rule, since);
}

function isWithin(text: string, limit: number, negative: boolean): boolean {
  const number = Number(text);
  return /^[+-]?\d{1,3}$/.test(text) && number !== 0 && Math.abs(number) <= limit && (negative || number > 0);
}

/** A rule without the parts that say its dates takes them from its first date. */
function flawOfFrequency(parts: ReadonlyMap<string, string | undefined>, since?: string): string | undefined {
  const frequency = parts.get('FREQ') ?? '';
  const needed: Readonly<Record<string, readonly string[]>> = {
    YEARLY: ['BYMONTHDAY', 'BYDAY', 'BYYEARDAY'],
    MONTHLY: ['BYMONTHDAY', 'BYDAY'],
    WEEKLY: ['BYDAY'],
    DAILY: [],
  };
  const any = needed[frequency];
  if (!any) return 'FREQ is one of YEARLY, MONTHLY, WEEKLY, DAILY';
  if (since) return undefined;
  if (parts.has('INTERVAL') && parts.get('INTERVAL') !== '1') return 'INTERVAL needs since, the date it counts from';
  if (any.length > 0 && !any.some((key) => parts.has(key))) return `needs ${any.join(' or ')}, or since`;
  return undefined;
}

function flawFound(rule: string, since?: string): string | undefined {
  try {
    const year = since ? Number(since.slice(0, 4)) : 2024;
    const dates = [year, year + 1].map((one) => datesOfRule(rule, since, one).length);
    return Math.max(...dates) > MOST_DATES
      ? `names over ${MOST_DATES} dates a year: write them as weekly hours`
      : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The dates of a year that a rule names, as YYYY-MM-DD. */
export function datesOfRule(rule: string, since: string | undefined, year: number): string[] {
  const first = since ?? `${pad(year, 4)}-01-01`;
  if (Number(first.slice(0, 4)) > year) return [];
  const start = `${first.replaceAll('-', '')}T000000`;
  // Dates have no zone; UTC has no gaps that could lose one.
  const recurrence = new RRuleTemporal({ rruleString: `DTSTART;TZID=UTC:${start}\nRRULE:${rule}`, strict: true });
  const from = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime('UTC');
  const dates = recurrence.between(from, from.add({ years: 1 }).subtract({ seconds: 1 }), true);
  return dates.map((date) => date.toString().slice(0, 10));
}

/** The date so many days after Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher). */
export function dateByEaster(year: number, days: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  const sunday = Temporal.PlainDate.from({ year, month: Math.floor(f / 31), day: (f % 31) + 1 });
  return sunday.add({ days }).toString();
}

const pad = (number: number, digits: number): string => String(number).padStart(digits, '0');
