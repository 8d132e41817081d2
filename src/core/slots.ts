/**
 * Slots: periods into which callbacks are booked (design §2). A slot begins at a wall-clock time of its zone: the one of 09:00
 * is at 09:00 on every day of the year. An hour that comes twice when clocks go back is one set of slots, one that is skipped
 * has none. How many are booked is counted by whoever keeps the callbacks; a decision looks at the count and books in one
 * go, so that no two can have the last place.
 */
import { z } from 'zod';
import { type Refusal, refuse } from './errors';
import { endTime, localDate, localTime, WEEKDAYS, type Weekday } from './hours';
import { exists, instantOf, localOf } from './localTime';
import type { Opening } from './opening';
import { iso } from './time';
import type { ZoneDay, ZoneDays } from './zoneDays';

const MINUTES = [5, 10, 15, 20, 30, 60, 120] as const;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

const capacity = z.int().min(0).max(10_000);
const differ = { error: 'ends before it begins', path: ['to'] };

/** Part of a day of the week. */
const weekly = z
  .strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1).max(7), from: localTime, to: endTime, capacity })
  .refine(({ from, to }) => from < to, differ);
/** A date, or part of it. */
const onDate = z
  .strictObject({ date: localDate, from: localTime.default('00:00'), to: endTime.default('24:00'), capacity })
  .refine(({ from, to }) => from < to, differ);

export const slotSettings = z.strictObject({
  /** How long a slot is. */
  minutes: z.union(MINUTES.map((n) => z.literal(n))).default(15),
  /** How many callbacks a slot takes. */
  capacity: capacity.default(10),
  /** For parts of the week; the first that fits holds. */
  weekly: z.array(weekly).max(100).default([]),
  /** For dates; they go before the week. */
  exceptions: z.array(onDate).max(400).default([]),
  /** How far ahead. */
  daysAhead: z.int().min(0).max(365).default(30),
  /** A place is kept so long for a customer who is asked whether it suits. */
  holdSeconds: z.int().min(10).max(900).default(120),
  /** Where customers are not reached, so many of a hundred more are taken, as far as was measured. */
  overbookPercent: z.int().min(0).max(50).default(0),
});
export type SlotSettings = z.infer<typeof slotSettings>;

/** A slot of a day, on the wall clock and as it is. */
export interface Slot {
  readonly date: string;
  readonly clock: string;
  readonly day: Weekday;
  readonly from: number;
  readonly until: number;
}

/** What a booking is decided by. */
export interface SlotBook {
  readonly days: ZoneDays;
  readonly settings: SlotSettings;
  /** Absent: always open. */
  readonly opening: Opening | undefined;
  /** Calling windows of the customer whose booking it is. */
  readonly windows?: readonly Opening[];
  /** No callback is begun in the last moments before closing. */
  readonly cutOffMs: number;
  /** How many places of the slot that begins then are taken or kept. */
  readonly booked: (from: number) => number;
  /** Of a hundred who were promised a time, how many could not be reached. */
  readonly missedPercent: number;
}

/** The slot that an instant is in. */
export function slotAt(at: number, days: ZoneDays, { minutes }: Pick<SlotSettings, 'minutes'>): Slot {
  const day = days.of(at);
  const local = isPlain(day) ? undefined : localOf(at, days.zone);
  const minute = local ? local.hour * 60 + local.minute : Math.floor((at - day.from) / MINUTE_MS);
  return slotOn(day, minute - (minute % minutes), minutes);
}

/** Clocks do not change on it: times are arithmetic, which costs a hundredth of asking the calendar. */
const isPlain = ({ from, until }: ZoneDay): boolean => until - from === DAY_MS;

/** The slot that begins so many minutes after midnight on the wall clock. */
function slotOn(day: ZoneDay, minute: number, minutes: number): Slot {
  const clock = clockOf(minute);
  const instant = (at: number): number => {
    if (isPlain(day)) return day.from + at * MINUTE_MS;
    return at === DAY_MINUTES ? day.until : instantOf(`${day.date}T${clockOf(at)}`, day.zone);
  };
  return { date: day.date, clock, day: day.day, from: instant(minute), until: instant(minute + minutes) };
}

const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** How many callbacks a slot takes, overbooking included. */
export function capacityOf({ date, day, clock }: Slot, { settings, missedPercent }: SlotBook): number {
  const within = ({ from, to }: { from: string; to: string }) => from <= clock && clock < to;
  const rule =
    settings.exceptions.find((one) => one.date === date && within(one)) ??
    settings.weekly.find((one) => one.days.includes(day) && within(one));
  const places = rule?.capacity ?? settings.capacity;
  return Math.floor((places * (100 + Math.min(settings.overbookPercent, missedPercent))) / 100);
}

/** Places that are left in a slot; none while it is closed. */
export const placesLeft = (slot: Slot, book: SlotBook): number =>
  isBookable(slot.from, book) ? unbooked(slot, book) : 0;

const unbooked = (slot: Slot, book: SlotBook): number => Math.max(0, capacityOf(slot, book) - book.booked(slot.from));

/** Open then and not about to close, and the customer may be called. */
export const isBookable = (at: number, { opening, windows = [], cutOffMs }: SlotBook): boolean =>
  windows.every((window) => window.isOpen(at)) &&
  (opening === undefined ||
    (opening.isOpen(at) && (opening.nextChange(at) ?? Number.POSITIVE_INFINITY) - at > cutOffMs));

/** The slot of a wanted time, or why a callback cannot be promised for it; with the next times that are free. */
export function slotFor(at: number, now: number, book: SlotBook): Slot | Refusal {
  if (at < now) return refuse('callback.time_past', `${iso(at)} is over`);
  const latest = now + book.settings.daysAhead * DAY_MS;
  if (at > latest) return refuse('callback.time_too_far', `${iso(latest)} is the latest`, { latest: iso(latest) });
  const slot = slotAt(at, book.days, book.settings);
  const code = isBookable(at, book) ? 'callback.slot_full' : 'callback.closed';
  if (code === 'callback.slot_full' && unbooked(slot, book) > 0) return slot;
  return refuse(code, undefined, { next: nextFree(at, now, book).map(({ from }) => iso(from)) });
}

const PROPOSED = 3;
/** So many slots are looked at for a free one. */
const LOOKED_AT = 2_000;

function nextFree(at: number, now: number, book: SlotBook): Slot[] {
  const found: Slot[] = [];
  let looked = 0;
  for (const slot of slotsFrom(at, now + book.settings.daysAhead * DAY_MS, book)) {
    if (slot.from >= now && placesLeft(slot, book) > 0) found.push(slot);
    if (found.length === PROPOSED || ++looked === LOOKED_AT) break;
  }
  return found;
}

/** The slots from an instant to another, in order; closed days are passed over. */
export function* slotsFrom(from: number, until: number, { days, settings, opening }: SlotBook): Generator<Slot, void> {
  for (let at = from; at <= until; ) {
    const day = days.of(at);
    for (const slot of slotsOf(day, settings.minutes)) {
      if (slot.from > until) return;
      if (slot.until > from) yield slot;
    }
    at = day.until;
    if (!opening || opening.isOpen(at)) continue;
    const opensAt = opening.nextChange(at);
    if (opensAt === undefined) return;
    at = Math.max(at, opensAt);
  }
}

function* slotsOf(day: ZoneDay, minutes: number): Generator<Slot, void> {
  for (let minute = 0; minute < DAY_MINUTES; minute += minutes)
    if (isPlain(day) || exists(`${day.date}T${clockOf(minute)}`, day.zone)) yield slotOn(day, minute, minutes);
}
