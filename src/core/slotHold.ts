/**
 * A place in a slot that is kept for a customer who is asked whether the time suits (design §2): it counts against the
 * capacity until a request takes it or its time is over. It is a resource: a restart forgets none, and none stays for ever.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { time } from './fields';
import { idSchema } from './ids';

export const slotHoldSchema = z.object({
  id: idSchema('slotHold'),
  queue: z.string(),
  routingPoint: z.string(),
  venue: z.string(),
  /** In E.164: whose place it is. */
  customerNumber: z.string(),
  zone: z.string().optional(),
  /** The time that may be promised, also as the customer said it, and where. */
  promisedAt: time,
  promisedLocal: z.object({ time: z.string(), zone: z.string() }).optional(),
  /** The slot that it is in: its beginning. */
  slot: time,
  heldAt: time,
  /** It is kept until then. */
  until: time,
  endedAt: time.optional(),
  /** Which callback took it; absent: nobody did. */
  callback: idSchema('callback').optional(),
});
export type SlotHold = z.infer<typeof slotHoldSchema>;

const deadlines = ({ until, endedAt }: SlotHold): Deadline[] =>
  endedAt === undefined ? [{ name: 'end', at: until }] : [];

/** How it is kept. */
export const slotHoldKind = {
  ...{ traffic: true, deadlines },
  ended: (hold: SlotHold): boolean => hold.endedAt !== undefined,
  time: (hold: SlotHold): number => hold.heldAt,
};

/** A callback has the place from now on. */
export const takenBy = (hold: SlotHold, callback: string, now: number): SlotHold => ({
  ...hold,
  endedAt: now,
  callback,
});
