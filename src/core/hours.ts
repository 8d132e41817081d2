/** Opening hours as a tenant writes them: local times in a zone, for days of the week, and dates that differ. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { namedTime } from './fields';
import { flawOfRule } from './hoursRecurrence';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A rule costs up to a millisecond for each year that is looked at. */
const RULES = 30;

export const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day from 00:00 to 23:59');
export const endTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day from 00:00 to 24:00');

export const localDate = z.string().refine(isDate, 'a date that exists, as YYYY-MM-DD');

/** Open from `from` to before `to`; over midnight when `to` is not after `from`. */
const span = { from: localTime, to: endTime };
const differ = { error: 'ends when it begins; all day is 00:00 to 24:00', path: ['to'] };

const period = z.strictObject(span).refine(({ from, to }) => from !== to, differ);
export type Period = z.infer<typeof period>;

export const weeklyPeriod = z
  .strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1).max(7), ...span })
  .refine(({ from, to }) => from !== to, differ);

const name = z.string().min(1).max(100).optional();
/** What is open on such a day instead of the hours of its weekday; none: closed. */
const periods = z.array(period).max(20);

const onDate = z.strictObject({ name, date: localDate, periods });
const onDates = z
  .strictObject({ name, from: localDate, to: localDate, periods })
  .refine(({ from, to }) => from <= to, { error: 'ends before it begins', path: ['to'] });
const byEaster = z.strictObject({ name, easter: z.int().min(-100).max(250), periods });
const byRule = z
  .strictObject({ name, rule: z.string().min(1).max(200), since: localDate.optional(), periods })
  .superRefine(({ rule, since }, context) => {
    const message = flawOfRule(rule, since);
    if (message) context.addIssue({ code: 'custom', message, path: ['rule'] });
  });

const exception = z.union([onDate, onDates, byEaster, byRule]);
export type Exception = z.infer<typeof exception>;

/** Somebody opens or closes by hand: from `from` (else always) until before `until` (else until it is taken back). */
const manualSwitch = z
  .strictObject({ open: z.boolean(), from: namedTime.optional(), until: namedTime.optional() })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    error: 'ends before it begins',
    path: ['until'],
  });

export const zone = z.string().max(64).refine(isZone, 'a zone of the IANA database, like Europe/Berlin');

export const openingHours = z.strictObject({
  zone,
  weekly: z.array(weeklyPeriod).max(50),
  exceptions: z
    .array(exception)
    .max(500)
    .refine(
      (all) => all.filter((one) => 'rule' in one).length <= RULES,
      `at most ${RULES} by rule; write single dates as dates`,
    )
    .default([]),
  manual: manualSwitch.optional(),
});
export type OpeningHours = z.infer<typeof openingHours>;

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}
