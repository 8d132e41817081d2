/**
 * The customer of a pending callback calls in (design §5.3.7): who waits in the queue has the place of the callback, and is
 * not called any more; a callback that was promised for a time stays.
 */
import type { Callback } from './callback';
import { CallbackDraft } from './callbackDraft';
import type { CallDraft } from './callDraft';
import { isRefusal } from './errors';

/** Where the caller stands from now on. */
export interface Taken {
  readonly arrivedAt: number;
  readonly priority: number;
}

/** Takes the place of the callback that waits for this number; nothing when there is none, or it is being placed. */
export function mergeCallback(draft: CallDraft, queue: string): Taken | undefined {
  const { call, config, context } = draft;
  const number = call.customerNumber;
  if (number === undefined || call.callback !== undefined || call.direction !== 'in') return undefined;
  const setUp = config.callbacks(queue);
  if (isRefusal(setUp) || setUp.rules.policy.inbound === 'keep') return undefined;
  const callback = setUp.pendingFor(number);
  if (!callback || !waits(callback)) return undefined;
  const place = new CallbackDraft(callback, setUp.entry(callback.entry ?? ''), context);
  const ending = {
    outcome: 'merged',
    successor: call.id,
    endedAt: context.now,
    waiting: undefined,
    dueAt: undefined,
  } as const;
  if (!place.become('merged', 'callback.merged', ending)) return undefined;
  place.leave('merged');
  draft.drafts.push(...place.drafts);
  return { arrivedAt: callback.arrivedAt ?? context.now, priority: callback.priority };
}

const waits = ({ state }: Callback): boolean => state === 'queued' || state === 'retryWait' || state === 'paused';
