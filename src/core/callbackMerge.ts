/**
 * The customer of a pending callback calls in (design §5.3.7): who waits in the queue has the place of the callback, and is
 * not called any more; whoever is being reached for it is let go. A callback that was promised for a time stays.
 */
import type { Callback } from './callback';
import type { CallDraft } from './callDraft';
import { isRefusal } from './errors';

/** Where the caller stands from now on. */
export interface Taken {
  readonly arrivedAt: number;
  readonly priority: number;
}

/** Takes the place of the callback for this number; nothing when there is none, or its customer is on the line. */
export function mergeCallback(draft: CallDraft, queue: string): Taken | undefined {
  const { call, config, context } = draft;
  const number = call.customerNumber;
  if (number === undefined || call.callback !== undefined || call.direction !== 'in') return undefined;
  const setUp = config.callbacks(queue);
  if (isRefusal(setUp) || setUp.rules.policy.inbound === 'keep') return undefined;
  const callback = setUp.pendingFor(number);
  if (!callback || !merges(callback)) return undefined;
  const ending = { outcome: 'merged', successor: call.id, endedAt: context.now } as const;
  const made = setUp.end(callback, context, (place) => {
    const done = place.become('merged', 'callback.merged', { ...ending, waiting: undefined, dueAt: undefined });
    place.leave('merged');
    return done;
  });
  if (isRefusal(made)) return undefined;
  draft.absorb(made);
  return { arrivedAt: callback.arrivedAt ?? context.now, priority: callback.priority };
}

const WAITS: readonly Callback['state'][] = ['queued', 'reserved', 'dialing', 'retryWait', 'paused'];
const merges = ({ state }: Callback): boolean => WAITS.includes(state);
