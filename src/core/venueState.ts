/** What a partition knows of one of its venues beside the mapping: how the address of its attributes has answered. */
import { z } from 'zod';
import { time } from './fields';

export const FETCH_OUTCOMES = [
  /** The attributes were merged. */
  'ok',
  /** No answer by the deadline. */
  'late',
  /** The request failed: `reason` says how, `status` where there was one. */
  'failed',
  /** The answer is no JSON object of attributes. */
  'invalid',
  /** The answer, or the attributes with it, are larger than they may be. */
  'too_large',
  /** Nobody was asked: too many failures in a row. */
  'circuit_open',
  /** The gateway was started anew while it waited. */
  'interrupted',
] as const;
export type FetchOutcome = (typeof FETCH_OUTCOMES)[number];

export const venueStateSchema = z.object({
  /** Slug of the venue. */
  id: z.string(),
  /** The same: filters by venue hold for its events, too. */
  venue: z.string(),
  /** Failed fetches in a row. */
  failures: z.int(),
  /** Until when calls are offered without asking. */
  openUntil: time.optional(),
});
export type VenueState = Omit<z.infer<typeof venueStateSchema>, 'venue'>;

export const freshVenue = (id: string): VenueState => ({ id, failures: 0 });
