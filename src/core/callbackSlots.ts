/** The slots of a queue in which callbacks may be promised, with the places that are left in each. */
import { bookFor } from './callbackBook';
import type { CallbackConfig } from './callbackConfig';
import type { Customer } from './callbackLife';
import { isRefusal, type Refusal } from './errors';
import { callableNumber, refusedNow } from './guards';
import { isBookable, placesLeft, type Slot, slotsFrom } from './slots';

export interface OpenSlots {
  readonly slots: readonly (Slot & { readonly left: number })[];
  /** There are more from then on. */
  readonly next?: number;
}

const DAY_MS = 86_400_000;
/** So many are told at once. */
const MOST = 500;
/** So many are looked at for them. */
const LOOKED_AT = 3_000;

/** Refused where a request would be, whatever its time; full ones have no place left. */
export function openSlots(
  { from, until, number, zone }: { from: number; until: number; number?: string; zone?: string },
  config: CallbackConfig,
  now: number,
): OpenSlots | Refusal {
  const customerNumber = number === undefined ? undefined : callableNumber(number, config.rules);
  if (isRefusal(customerNumber)) return customerNumber;
  const refused = refusedNow(customerNumber ?? '', config.rules, config.counts);
  if (refused) return refused;
  const customer: Customer | undefined =
    customerNumber === undefined ? undefined : { customerNumber, ...(zone !== undefined && { zone }) };
  const book = customer ? bookFor(config, customer) : config.book;
  const latest = Math.min(until - 1, now + book.settings.daysAhead * DAY_MS);
  const slots: (Slot & { left: number })[] = [];
  let looked = 0;
  for (const slot of slotsFrom(Math.max(from, now), latest, book)) {
    if (slots.length === MOST || ++looked > LOOKED_AT) return { slots, next: slot.from };
    // What has begun is over for whoever chooses.
    if (slot.from >= Math.max(from, now) && isBookable(slot.from, book))
      slots.push({ ...slot, left: placesLeft(slot, book) });
  }
  return { slots };
}
