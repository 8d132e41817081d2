/**
 * Customers who were promised a time and were not there when it came: a slot may take so many more. One counts by its first
 * dial alone, which is the one that its slot was for: as there when it talks with somebody, as a no-show when the dial fails of
 * what is the customer's. What failed of the network, of the agents' side or of a change says nothing of customers.
 */
import type { Callback } from './callback';
import type { AttemptCause } from './retry';

export const NO_SHOW_CAUSES: readonly AttemptCause[] = [
  'busy',
  'noAnswer',
  'declined',
  'machine',
  'unconfirmed',
  'invalidNumber',
];

export interface NoShows {
  readonly shows: number;
  readonly noShows: number;
}

/** Of fewer customers nothing is said. */
export const LEAST_SHOWS = 20;

/** How many of a hundred were not there. */
export function noShowPercent({ shows, noShows }: NoShows): number {
  const all = shows + noShows;
  return all < LEAST_SHOWS ? 0 : (noShows * 100) / all;
}

/** What an event of a callback adds; `cause`: the attempt has failed of it now. */
export function showOf(type: string, callback: Callback, cause: AttemptCause | undefined): Partial<NoShows> {
  const { promisedAt, attempt, rescuedIn } = callback;
  if (promisedAt === undefined || attempt !== 1) return {};
  if (type === 'callback.connected') return rescuedIn === attempt ? {} : { shows: 1 };
  return cause !== undefined && NO_SHOW_CAUSES.includes(cause) ? { noShows: 1 } : {};
}
