/** The switches of callbacks are turned by hand; what is so already is no change. */
import { ALL_QUEUES, type CallbackSwitch, type SwitchCallbacksCommand } from './callbackSwitch';
import type { Context, Decision } from './decision';

export function decideSwitchCallbacks(
  before: CallbackSwitch | undefined,
  { queue, accept, dial }: SwitchCallbacksCommand,
  { now, actor }: Context,
): Decision<{ queue?: string }> {
  const reply = queue === undefined ? {} : { queue };
  const wanted = { accept: set(before?.accept, accept), dial: set(before?.dial, dial) };
  if (wanted.accept === before?.accept && wanted.dial === before?.dial) return { drafts: [], reply };
  const data = {
    ...{ id: queue ?? ALL_QUEUES, ...reply },
    ...(wanted.accept !== undefined && { accept: wanted.accept }),
    ...(wanted.dial !== undefined && { dial: wanted.dial }),
    ...{ by: actor, at: now },
  };
  return { drafts: [{ type: 'callback.switched', id: data.id, data }], reply };
}

const set = (before: boolean | undefined, wanted: boolean | null | undefined): boolean | undefined =>
  wanted === undefined ? before : (wanted ?? undefined);
