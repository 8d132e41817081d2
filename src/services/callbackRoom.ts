/** Whether one more callback may take a line now: by the limit and the quota of its tenant, and on its trunk. */
import type { RoomReason } from '../core/callback';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackQueue } from './callbackSettings';
import type { People } from './people';
import type { Trunks } from './trunks';

export interface RoomParts {
  readonly indexes: CallbackIndexes;
  readonly people: Pick<People, 'mayDial' | 'suspended'>;
  readonly trunks: Pick<Trunks, 'asks' | 'full'>;
}

/** There is, or why not. Of `quota` nothing tells when there is some. */
export type Room = 'free' | RoomReason;

/** The tenant has as many under way as it may have, in all queues. */
export const isAtLimit = ({ tenant, rules }: CallbackQueue, indexes: CallbackIndexes): boolean =>
  (indexes.of(tenant)?.taken ?? 0) >= (rules.tenant.simultaneous ?? Number.POSITIVE_INFINITY);

/** Where the trunk has no line it keeps in mind who wants one. */
export function roomFor(queue: CallbackQueue, { indexes, people, trunks }: RoomParts): Room {
  if (people.suspended(queue.tenant)) return 'suspended';
  if (isAtLimit(queue, indexes)) return 'asManyAsAllowed';
  if (people.mayDial(queue.tenant)) return 'quota';
  if (trunks.asks(queue.trunk, queue)) return 'free';
  return trunks.full() ? 'asManyAsAllowed' : 'line';
}
