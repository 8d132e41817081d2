/** Working hours and bookings of an agent, as they are set up and as an agent has them. */
import { z } from 'zod';
import { namedInstant, time } from './fields';
import { openingHours } from './hours';
import { idSchema } from './ids';
import { msOf } from './time';

/** Letters of any script by ranges, not by `\p{L}`: what the API is described by knows no flags of an expression. */
const WORDS = /^[\w. \-\u00c0-\u1fff\u2c00-\ud7ff\uf900-\ufdff]{1,40}$/;

/** Why it is not ready, or what it does: a word of the tenant, or one of ours (`signedIn`, `noAnswer`, …). */
export const reason = z.string().regex(WORDS, 'letters, digits, blanks, _ . -, at most 40');

/** Hours as queues have them; whoever works outside of them says so itself. */
export const workingHours = openingHours.omit({ manual: true });

/** A time at which an agent is away, or works, whatever its hours say. */
export const bookingSettings = z
  .strictObject({
    from: namedInstant,
    until: namedInstant,
    /** It works then: an extra shift. Else it is away. */
    works: z.boolean().default(false),
    /** Why; while it is away it is not ready for this reason. */
    reason: reason.optional(),
  })
  .refine(({ from, until }) => msOf(from) < msOf(until), { error: 'ends before it begins', path: ['until'] });

/** One that was booked by command. */
export const booking = z.object({
  id: idSchema('booking'),
  from: time,
  until: time,
  works: z.boolean(),
  reason: z.string().optional(),
  by: z.string(),
  at: time,
});
export type Booking = z.infer<typeof booking>;

/** What the mapping says of when an agent works; its bookings are those that are not over. */
export const workSettings = z.object({
  hours: workingHours.optional(),
  bookings: z.array(bookingSettings).optional(),
});
export type WorkSettings = z.infer<typeof workSettings>;

/** Nothing for one that has neither. */
export function workOf(settings: WorkSettings, now: number): WorkSettings | undefined {
  const { hours } = settings;
  const bookings = (settings.bookings ?? []).filter(({ until }) => msOf(until) > now);
  if (!hours && bookings.length === 0) return undefined;
  return { ...(hours && { hours }), ...(bookings.length > 0 && { bookings }) };
}

/** Whether it works by its hours and bookings, until when, and why it does not. */
export const duty = z.object({ on: z.boolean(), reason: z.string().optional(), until: time.optional() });
export type Duty = z.infer<typeof duty>;
