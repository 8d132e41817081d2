/**
 * The dates of a zone as times. Each is asked of the calendar once and kept: that costs a hundred times as much as all else
 * that a booking does.
 */
import { WEEKDAYS, type Weekday } from './hours';
import { instantOf, localOf } from './localTime';

/** A date in its zone. */
export interface ZoneDay {
  readonly date: string;
  readonly day: Weekday;
  readonly zone: string;
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;
/** More days than a year has on which something can be booked. */
const KEPT = 1_000;

export class ZoneDays {
  /** By the day of UTC in which they were asked for: two dates of a zone share one. */
  private readonly known = new Map<number, ZoneDay[]>();

  constructor(readonly zone: string) {}

  /** The date that an instant is in. */
  of(at: number): ZoneDay {
    const utcDay = Math.floor(at / DAY_MS);
    const known = this.known.get(utcDay) ?? [];
    const found = known.find((day) => isIn(at, day));
    if (found) return found;
    const day = dayOf(at, this.zone);
    if (this.known.size >= KEPT) this.known.clear();
    if (isIn(at, day)) this.known.set(utcDay, [...known, day]);
    return day;
  }
}

/** Where clocks go back over midnight, a part of a date lies behind the beginning of the next: that is not kept. */
const isIn = (at: number, { from, until }: ZoneDay): boolean => from <= at && at < until;

function dayOf(at: number, zone: string): ZoneDay {
  const local = localOf(at, zone);
  const date = local.toPlainDate();
  const next = date.add({ days: 1 });
  return {
    date: date.toString(),
    day: WEEKDAYS[local.dayOfWeek - 1] as Weekday,
    zone,
    from: instantOf(`${date}T00:00`, zone),
    until: instantOf(`${next}T00:00`, zone),
  };
}
