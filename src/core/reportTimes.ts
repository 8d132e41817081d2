/**
 * Times of reports: from which moment to which, cut into quarters, hours or days of a zone. A day is as long as its zone
 * makes it, 23 or 25 hours when clocks change; so is the hour in which a zone moves its clocks by half of one.
 */
import { Temporal } from 'temporal-polyfill';
import { QUARTER_MS, quarterOf } from './interval';

export const REPORT_INTERVALS = ['15m', '1h', '1d'] as const;
export type ReportInterval = (typeof REPORT_INTERVALS)[number];

export interface Span {
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;

/** Finds the part of time that a moment lies in; moments in a row cost nothing. */
export class Parts {
  private last: Span | undefined;

  constructor(
    readonly interval: ReportInterval,
    readonly zone: string,
  ) {}

  at(ms: number): Span {
    if (this.last && ms >= this.last.from && ms < this.last.to) return this.last;
    this.last = this.find(ms);
    return this.last;
  }

  /** Whole parts that hold the span. */
  around({ from, to }: Span): Span {
    const end = this.at(Math.max(from, to - 1)).to;
    return { from: this.at(from).from, to: end };
  }

  /** In ISO 8601 as clocks of the zone say it. */
  local(ms: number): string {
    const { zone } = this;
    const instant = Temporal.Instant.fromEpochMilliseconds(ms);
    return zone === 'UTC' ? instant.toString() : instant.toString({ timeZone: zone });
  }

  private find(ms: number): Span {
    if (this.interval === '15m') return { from: quarterOf(ms), to: quarterOf(ms) + QUARTER_MS };
    return this.interval === '1d' ? dayOf(ms, this.zone) : this.hourOf(ms);
  }

  private hourOf(ms: number): Span {
    const from = hourStart(ms, this.zone);
    let to = from;
    for (let after = from + HOUR_MS; to <= from; after += HOUR_MS) to = hourStart(after, this.zone);
    return { from, to };
  }
}

const inZone = (ms: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

const hourStart = (ms: number, zone: string): number =>
  inZone(ms, zone).round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds;

/** The day of a zone that a moment lies in. */
export function dayOf(ms: number, zone: string): Span {
  const date = inZone(ms, zone).toPlainDate();
  return { from: dayStart(date, zone), to: dayStart(date.add({ days: 1 }), zone) };
}

const dayStart = (date: Temporal.PlainDate, zone: string): number => date.toZonedDateTime(zone).epochMilliseconds;

/** A moment in ISO 8601, or the beginning of a date in the zone; both checked before. */
export const momentOf = (text: string, zone: string): number =>
  text.length === 10 ? dayStart(Temporal.PlainDate.from(text), zone) : Temporal.Instant.from(text).epochMilliseconds;
