/**
 * The customer of a pending callback calls in (design §5.3.7): who waits in the queue has the place of the callback, and is
 * not called any more; whoever is being reached for it is let go. A callback that was promised for a time stays.
 *
 * Where somebody has answered for the callback (its mailbox, or somebody else of its company) both go on: the caller has the
 * same place, and unless it gives that up it is not called again when nobody there wants to be connected.
 */
import type { Callback } from './callback';
import { CallbackDraft } from './callbackDraft';
import { merged } from './callbackPlace';
import type { CallDraft } from './callDraft';
import { isRefusal } from './errors';

/** Where the caller stands from now on. */
export interface Taken {
  readonly arrivedAt: number;
  readonly priority: number;
}

/** Takes the place of the callback for this number; nothing when there is none. */
export function mergeCallback(draft: CallDraft, queue: string): Taken | undefined {
  const { call, context } = draft;
  const { callback, setUp } = pendingOf(draft, queue);
  if (!callback || !setUp) return undefined;
  const place = { arrivedAt: callback.arrivedAt ?? context.now, priority: callback.priority };
  if (ON_THE_LINE.includes(callback.state)) {
    note(draft, callback, call.id);
    return place;
  }
  if (!WAITS.includes(callback.state)) return undefined;
  const made = setUp.end(callback, context, (ending) => merged(ending, call.id));
  if (isRefusal(made)) return undefined;
  draft.absorb(made);
  return place;
}

/** The caller is out of the line again, and was not connected: who is being asked is called again where that fails. */
export function unmergeCallback(draft: CallDraft, queue: string): void {
  const { callback } = pendingOf(draft, queue);
  if (callback?.successor === draft.call.id) note(draft, callback, undefined);
}

function pendingOf({ call, config }: CallDraft, queue: string) {
  const number = call.customerNumber;
  if (number === undefined || call.callback !== undefined || call.direction !== 'in') return {};
  const setUp = config.callbacks(queue);
  if (isRefusal(setUp) || setUp.rules.policy.inbound === 'keep') return {};
  return { setUp, callback: setUp.pendingFor(number) };
}

function note(draft: CallDraft, callback: Callback, successor: string | undefined): void {
  const place = new CallbackDraft(callback, undefined, draft.context);
  place.change('callback.changed', { successor });
  draft.drafts.push(...place.drafts);
}

const WAITS: readonly Callback['state'][] = ['queued', 'reserved', 'dialing', 'retryWait', 'paused'];
const ON_THE_LINE: readonly Callback['state'][] = ['confirming', 'holding'];
