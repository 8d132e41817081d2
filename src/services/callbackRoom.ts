/** Whether one more callback may take a line now: by the limit and the quota of its tenant, and on its trunk. */
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackQueue } from './callbackSettings';
import type { People } from './people';
import type { Trunks } from './trunks';

export interface RoomParts {
  readonly indexes: CallbackIndexes;
  readonly people: Pick<People, 'mayDial'>;
  readonly trunks: Pick<Trunks, 'asks'>;
}

/** `quota`: there is some before long, and nothing tells when. */
export type Room = 'free' | 'none' | 'quota';

/** The tenant has as many under way as it may have, in all queues. */
export const isAtLimit = ({ tenant, rules }: CallbackQueue, indexes: CallbackIndexes): boolean =>
  (indexes.of(tenant)?.taken ?? 0) >= (rules.tenant.simultaneous ?? Number.POSITIVE_INFINITY);

/** Where the trunk has no line it keeps in mind who wants one. */
export function roomFor(queue: CallbackQueue, { indexes, people, trunks }: RoomParts): Room {
  if (isAtLimit(queue, indexes)) return 'none';
  if (people.mayDial(queue.tenant)) return 'quota';
  return trunks.asks(queue.trunk, queue) ? 'free' : 'none';
}
