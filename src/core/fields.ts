/** Field types of resources with a meaning for the outside: wall times, and values that never leave. */
import { z } from 'zod';
import { msOf } from './time';

/** Wall time in ms inside, ISO 8601 in UTC outside. */
export const time = z.int().meta({ time: true });

/** 2100-01-01: calendars are walked to a time that somebody names, and nothing is planned beyond. */
const TOO_FAR = 4_102_444_800_000;
const near = (at: number): boolean => at < TOO_FAR;
const BEFORE = 'a time before the year 2100';

const INSTANT = '2026-01-05T09:00:00+01:00';

/** A time in ISO 8601 with its offset. What is none is told once: nothing that builds on it is looked at then. */
export const instant = z.iso.datetime({
  offset: true,
  abort: true,
  error: `a time with its offset, such as ${INSTANT}`,
});

/** The same, or a date, which is one of a zone that is known elsewhere. */
export const moment = z.union([
  z.iso.date({ error: `a date such as 2026-01-05, or a time with its offset such as ${INSTANT}` }),
  instant,
]);

/** A wall time in ms, and one in ISO 8601 with its offset, that somebody names. */
export const namedTime = time.refine(near, BEFORE);
export const namedInstant = instant.refine((text) => near(msOf(text)), BEFORE);

/** A value that `publicView` leaves out: internal state, hashes. */
export const inner = <T extends z.ZodType>(schema: T): T => schema.meta({ private: true });

/** What applications, programs and agents have learned: string keys, JSON values, 8 kB together. */
export const attributes = z.record(z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, _ . -, at most 64'), z.json());
export type Attributes = z.infer<typeof attributes>;

const ATTRIBUTES_BYTES = 8_192;

/** Whether attributes take more than they may, or than `most`, as UTF-8. */
export function tooLarge(all: Attributes, most = ATTRIBUTES_BYTES): boolean {
  const text = JSON.stringify(all);
  // No character takes more than three bytes: short ones need not be counted.
  return text.length * 3 > most && new TextEncoder().encode(text).length > most;
}
