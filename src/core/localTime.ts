/**
 * Wall-clock times of a zone and the instants they are. The wall clock is the truth: a time that is skipped when clocks go
 * forward is the first minute after the gap, one that comes twice when they go back is the first of the two.
 */
import { Temporal } from 'temporal-polyfill';

/** The instant of a wall-clock time `2026-03-29T02:30` in a zone. */
export function instantOf(text: string, zone: string): number {
  const wanted = Temporal.PlainDateTime.from(text);
  // `earlier` is the first of two; in a gap it is before it, and the next transition is the gap's end.
  const found = wanted.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds;
  return (found.getTimeZoneTransition('next') ?? found).epochMilliseconds;
}

/** Whether there is such a wall-clock time in the zone: it is not skipped. */
export function exists(text: string, zone: string): boolean {
  const wanted = Temporal.PlainDateTime.from(text);
  return wanted.toZonedDateTime(zone, { disambiguation: 'earlier' }).toPlainDateTime().equals(wanted);
}

/** The wall clock of a zone at an instant. */
export const localOf = (at: number, zone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
