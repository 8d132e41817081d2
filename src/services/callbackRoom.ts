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

/** Where the trunk has no line it keeps in mind who wants one. */
export function roomFor({ tenant, queue, rules, trunk }: CallbackQueue, { indexes, people, trunks }: RoomParts): Room {
  const taken = indexes.of(tenant)?.taken ?? 0;
  if (taken >= (rules.tenant.simultaneous ?? Number.POSITIVE_INFINITY)) return 'none';
  if (people.mayDial(tenant)) return 'quota';
  return trunks.asks(trunk, { tenant, queue }) ? 'free' : 'none';
}
