/**
 * When opening hours are open, as wall times in ms. A period belongs to the date on which it begins, also over midnight.
 * A local time that the clocks skip is the first minute after the gap; of one that comes twice it is the first.
 */
import { Temporal } from 'temporal-polyfill';
import type { OpeningHours, Period } from './hours';
import { HoursDates } from './hoursDates';
import { instantOf } from './localTime';
import { iso, msOf } from './time';

interface Span {
  readonly from: number;
  readonly until: number;
}

/** A date in its zone, with all that is open in it or reaches into it. */
interface Day extends Span {
  /** Days since 1970-01-01: a walk over many dates is arithmetic. */
  readonly date: number;
  readonly spans: readonly Span[];
}

/** Hours that do not change for so many days do not change. */
const HORIZON_DAYS = 400;
const DAY_MS = 86_400_000;
/** So many are remembered. */
const KNOWN_DAYS = 64;
const HORIZON_MS = HORIZON_DAYS * DAY_MS;

/** Prepared once per queue and kept: asking costs a few comparisons within the same day. */
export class Opening {
  private readonly dates: HoursDates;
  /** By date: the calendar is asked once for each. */
  private readonly days = new Map<number, Day>();

  constructor(private readonly hours: OpeningHours) {
    this.dates = new HoursDates(hours);
  }

  isOpen(at: number): boolean {
    return this.isSwitched(at) ? this.hours.manual?.open === true : this.isScheduled(at);
  }

  /** When it opens or closes next; undefined when it does not within 400 days. */
  nextChange(at: number): number | undefined {
    const { manual } = this.hours;
    const open = this.isOpen(at);
    if (manual && this.isSwitched(at)) {
      if (manual.until === undefined) return undefined;
      return this.isOpen(manual.until) === open ? this.nextChange(manual.until) : manual.until;
    }
    const next = this.scheduledChange(at);
    const from = manual?.from ?? at;
    if (!manual || from <= at || (next !== undefined && next < from) || !this.isSwitched(from)) return next;
    return manual.open === open ? this.nextChange(from) : from;
  }

  /** When `ms` of open time will have passed; undefined when they do not within 400 days, or `withinMs`. */
  afterOpen(at: number, ms: number, withinMs = HORIZON_MS): number | undefined {
    let left = ms;
    for (let now: number | undefined = at; now !== undefined && now - at <= withinMs; ) {
      const next = this.nextChange(now);
      if (this.isOpen(now)) {
        if (next === undefined || next - now >= left) return now + left;
        left -= next - now;
      }
      now = next;
    }
    return undefined;
  }

  private isSwitched(at: number): boolean {
    const { manual } = this.hours;
    return manual !== undefined && at >= (manual.from ?? at) && at < (manual.until ?? Number.POSITIVE_INFINITY);
  }

  private isScheduled(at: number): boolean {
    return this.dayAt(at).spans.some(({ from, until }) => from <= at && at < until);
  }

  private scheduledChange(at: number): number | undefined {
    const open = this.isScheduled(at);
    // Without exceptions a week and a day have seen it all.
    const horizon = this.dates.hasExceptions ? HORIZON_DAYS : 9;
    let day = this.dayAt(at);
    let end = at;
    let date = day.date;
    for (let n = 0; n < horizon; n++) {
      if (n > 0 && this.isLike(date, open)) {
        date++;
        continue;
      }
      if (n > 0) {
        day = this.dayOf(date);
        // Every day that was passed over was open, or it was closed and `end` does not count.
        end = Math.max(end, day.from);
      }
      for (const { from, until } of day.spans)
        if (open && from <= end) end = Math.max(end, until);
        else if (!open && from > at) return from;
      if (open && end < day.until) return end;
      date++;
    }
    return undefined;
  }

  /** Whether nothing begins on a date, or all of it is open: it needs no times. */
  private isLike(date: number, open: boolean): boolean {
    const periods = this.periodsOn(date);
    return open ? periods.some(({ from, to }) => from === '00:00' && to === '24:00') : periods.length === 0;
  }

  private periodsOn(date: number): readonly Period[] {
    return this.dates.periodsOn(textOf(date), weekdayOf(date));
  }

  private dayAt(at: number): Day {
    // The date of a zone is that of UTC, the one before, or the one after.
    const utc = Math.floor(at / DAY_MS);
    for (let date = utc - 1; date <= utc + 1; date++) {
      const day = this.days.get(date);
      if (day && at >= day.from && at < day.until) return day;
    }
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.hours.zone);
    return this.dayOf(msOf(`${local.toPlainDate()}T00:00Z`) / DAY_MS);
  }

  private dayOf(date: number): Day {
    const known = this.days.get(date);
    if (known) return known;
    if (this.days.size >= KNOWN_DAYS) this.days.clear();
    const day = this.madeOf(date);
    this.days.set(date, day);
    return day;
  }

  private madeOf(date: number): Day {
    const spans = [date - 1, date].flatMap((day) => this.spansOf(day));
    return {
      date,
      from: this.instantOf(date, '00:00'),
      until: this.instantOf(date, '24:00'),
      spans: spans.sort((a, b) => a.from - b.from),
    };
  }

  private spansOf(date: number): Span[] {
    return this.periodsOn(date).flatMap(({ from, to }) => {
      const ends = to > from ? date : date + 1;
      const span = { from: this.instantOf(date, from), until: this.instantOf(ends, to) };
      return span.from < span.until ? [span] : [];
    });
  }

  private instantOf(date: number, time: string): number {
    const text = time === '24:00' ? `${textOf(date + 1)}T00:00` : `${textOf(date)}T${time}`;
    return instantOf(text, this.hours.zone);
  }
}

const textOf = (date: number): string => iso(date * DAY_MS).slice(0, 10);

/** 1 is Monday; the first of January 1970 was a Thursday. */
const weekdayOf = (date: number): number => ((((date + 3) % 7) + 7) % 7) + 1;

/** When `ms` in which all of them are open will have passed; undefined when that is not within 400 days. */
export function afterAllOpen(openings: readonly Opening[], from: number, ms: number): number | undefined {
  let left = ms;
  for (const span of commonSpans(openings, from, from + HORIZON_MS)) {
    if (span.until - span.from >= left) return span.from + left;
    left -= span.until - span.from;
  }
  return undefined;
}

/** How many ms of a time all of them are open; at most 400 days of it are looked at. */
export function allOpenMs(openings: readonly Opening[], from: number, to: number): number {
  let sum = 0;
  for (const span of commonSpans(openings, from, Math.min(to, from + HORIZON_MS))) sum += span.until - span.from;
  return sum;
}

/** The times in which all of them are open. */
function* commonSpans(openings: readonly Opening[], from: number, to: number): Generator<Span, void> {
  for (let at = from; at < to; ) {
    const now = at;
    const closed = openings.find((one) => !one.isOpen(now));
    if (closed) {
      at = closed.nextChange(now) ?? to;
      continue;
    }
    at = Math.min(to, ...openings.map((one) => one.nextChange(now) ?? to));
    yield { from: now, until: at };
  }
}
