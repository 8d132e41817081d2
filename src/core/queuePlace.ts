/** Where one who waits stands at this moment, for whoever watches: told when that has changed, and kept nowhere (design §8). */
import { z } from 'zod';
import { time } from './fields';
import { idSchema } from './ids';
import { type Entry, type Expected, estimateFields } from './queue';

export const queuePlace = z.object({
  queue: z.string(),
  entry: idSchema('entry'),
  transaction: idSchema('transaction'),
  call: idSchema('call').optional(),
  callback: idSchema('callback').optional(),
  routingPoint: z.string(),
  venue: z.string().optional(),
  /** When this was so. */
  at: time,
  /** 1 at the front. */
  position: z.int(),
  arrivedAt: time,
  /** How much longer it waits, where that is known. */
  remaining: z.object(estimateFields).optional(),
});
export type QueuePlace = z.infer<typeof queuePlace>;

/** What was told of a place last. */
export type Told = Pick<QueuePlace, 'position' | 'remaining'>;

/** Less is within what nobody can know. */
const NOTABLE_MS = 15_000;
const NOTABLE_SHARE = 0.2;

/** Whether somebody who knows the one would want to know the other. */
export function isNews(before: Told | undefined, now: Told): boolean {
  if (!before || before.position !== now.position) return true;
  const [old, fresh] = [before.remaining?.p50Ms, now.remaining?.p50Ms];
  if (old === undefined || fresh === undefined) return old !== fresh;
  return Math.abs(fresh - old) >= Math.max(NOTABLE_MS, NOTABLE_SHARE * old);
}

export function placeOf(entry: Entry, position: number, remaining: Expected | undefined, at: number): QueuePlace {
  const { queue, id, transaction, call, callback, routingPoint, venue, arrivedAt } = entry;
  return {
    ...{ queue, entry: id, transaction },
    ...(call !== undefined && { call }),
    ...(callback !== undefined && { callback }),
    routingPoint,
    ...(venue !== undefined && { venue }),
    ...{ at, position, arrivedAt },
    ...(remaining && { remaining }),
  };
}
