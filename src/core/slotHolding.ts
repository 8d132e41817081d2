/** A place in a slot is kept for a customer who is asked whether the time suits, and is free again when that is over. */
import { z } from 'zod';
import { bookFor } from './callbackBook';
import type { CallbackConfig } from './callbackConfig';
import { type PromisedTime, promiseOf, promiseSeen, wantedTime } from './callbackTime';
import { type Context, type Decision, type Draft, nothing } from './decision';
import { dialable } from './destination';
import { isRefusal, type Refusal } from './errors';
import { callableNumber, refusedNow } from './guards';
import { zone } from './hours';
import { idOf, slug } from './ids';
import type { SlotHold } from './slotHold';
import { slotFor } from './slots';
import { iso } from './time';

export const holdSlotCommand = z.strictObject({
  queue: slug,
  to: z.strictObject({ number: dialable }),
  /** A time: with an offset, or on the wall clock of `zone`, else of the queue. */
  when: wantedTime.refine((when) => when !== 'asap', 'a time'),
  zone: zone.optional(),
});
export type HoldSlotCommand = z.infer<typeof holdSlotCommand>;

/** What its customer may be asked about, and until when. */
export interface Held {
  readonly hold: string;
  readonly until: string;
  /** The instant that the wanted time is, by its zone. */
  readonly promisedAt?: string;
}

/** The guards are those of a request: nothing is kept that could not be promised. */
export function decideHoldSlot(
  command: HoldSlotCommand,
  config: CallbackConfig,
  { now, ids }: Context,
): Decision<Held> | Refusal {
  const { rules, counts } = config;
  const customerNumber = callableNumber(command.to.number, rules);
  if (isRefusal(customerNumber)) return customerNumber;
  // Whoever thinks of another time needs the first one no more: a customer keeps one place, however often it asks.
  const before = config.heldFor(customerNumber);
  const refused = refusedNow(customerNumber, rules, before ? { ...counts, pending: counts.pending - 1 } : counts);
  if (refused) return refused;
  const promise = promiseOf(command.when, command.zone ?? config.zone) as PromisedTime;
  const customer = { customerNumber, ...(command.zone !== undefined && { zone: command.zone }) };
  const book = bookFor(config, customer);
  const booked = (from: number) => book.booked(from) - (from === before?.slot ? 1 : 0);
  const slot = slotFor(promise.promisedAt, now, { ...book, booked });
  if (isRefusal(slot)) return slot;
  const data: SlotHold = {
    ...{ id: idOf('slotHold', ids.fresh()), queue: config.queue, routingPoint: config.routingPoint },
    ...{ venue: rules.policy.venue, ...customer, ...promise, slot: slot.from },
    ...{ heldAt: now, until: now + rules.policy.slots.holdSeconds * 1_000 },
  };
  const reply = { hold: data.id, until: iso(data.until), ...promiseSeen(data.promisedAt) };
  return {
    drafts: [{ type: 'callback.slot_held', id: data.id, data }, ...(before ? [released(before, now)] : [])],
    reply,
  };
}

/** Nobody took it in time: the place is free. */
export function decideHoldEnd(hold: SlotHold | undefined, at: number, { now }: Context): Decision {
  if (!hold || hold.endedAt !== undefined || hold.until !== at) return nothing;
  return { drafts: [released(hold, now)], reply: undefined };
}

const released = (hold: SlotHold, endedAt: number): Draft => ({
  ...{ type: 'callback.slot_released', id: hold.id },
  data: { ...hold, endedAt } satisfies SlotHold,
});
