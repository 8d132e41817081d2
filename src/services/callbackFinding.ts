/** Which pending callbacks fit what somebody looks for: by the index where it says who can, else all of them. */
import type { Callback } from '../core/callback';
import type { ListCallbacks } from './callbackApi';
import type { CallbackIndex } from './callbackIndex';

export type Wanted = Omit<ListCallbacks, 'limit'>;

/** Those that may fit, in the order in which they were asked for. */
export function candidates(
  index: CallbackIndex | undefined,
  { confirmationId, customerNumber }: Wanted,
  get: (id: string) => Callback | undefined,
): Iterable<Callback> {
  if (!index) return [];
  if (confirmationId === undefined) return customerNumber === undefined ? index.all() : index.of(customerNumber);
  const one = get(index.confirmed(confirmationId) ?? '');
  return one ? [one] : [];
}

export const fits = (one: Callback, query: Wanted): boolean => ofState(one, query) && named(one, query);

const ofState = ({ state, dueAt }: Callback, query: Wanted): boolean =>
  (query.state === undefined || query.state === 'live' || query.state === state) &&
  (query.dueBefore === undefined || (dueAt ?? 0) <= query.dueBefore);

const named = (one: Callback, { cursor, queue, venue, customerNumber, confirmationId }: Wanted): boolean =>
  (cursor === undefined || one.id > cursor) &&
  (queue === undefined || one.queue === queue) &&
  (venue === undefined || one.venue === venue) &&
  (customerNumber === undefined || one.customerNumber === customerNumber) &&
  (confirmationId === undefined || one.confirmationId === confirmationId);
