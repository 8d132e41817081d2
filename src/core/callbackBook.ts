/** What the slots of a customer are booked by: its calling windows hold for them, too. */
import type { Callback } from './callback';
import type { Customer, LifeConfig } from './callbackLife';
import type { SlotBook } from './slots';

interface Booking extends Pick<LifeConfig, 'windows'> {
  readonly book: SlotBook;
}

/** `own`: gives up what it has; its slot is no obstacle. */
export function bookFor({ book, windows }: Booking, { customerNumber, zone }: Customer, own?: Callback): SlotBook {
  const known = { ...book, windows: windows(customerNumber, zone) };
  // One that is paused has none.
  if (own?.slot === undefined || own.state === 'paused') return known;
  return { ...known, booked: (from) => book.booked(from) - (from === own.slot ? 1 : 0) };
}
