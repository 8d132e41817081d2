/**
 * The name that a customer says who asks for a callback by keypad: a recording of that party alone, which the PBX that made
 * it keeps beside ours for as long as the callback lives, so that an agent hears at once for whom it is.
 */
import type { Callback } from './callback';
import { CallbackDraft } from './callbackDraft';
import type { CallDraft } from './callDraft';
import type { Context, Draft } from './decision';
import { bare } from './ids';
import type { MediaItem } from './media';
import type { Recording } from './recording';

/** Whether an agent is going to hear it: until then the PBX is to keep it. */
export const isHeard = ({ id, state }: Recording, callback: Callback | undefined): callback is Callback =>
  state === 'stored' && callback?.endedAt === undefined && callback?.name?.recording === id;

/** It is at home: the callback has a name from now on, unless that is over. */
export function nameStored(
  { id, callback: of }: Recording,
  callback: Callback | undefined,
  tenant: string,
  context: Context,
): Draft[] {
  if (!callback || callback.endedAt !== undefined || callback.id !== of) return [];
  return changed(callback, { recording: id, audio: `/v1/tenants/${tenant}/callbacks/${callback.id}/name` }, context);
}

/** It is no more. */
export const nameGone = (recording: Recording, callback: Callback | undefined, context: Context): Draft[] =>
  isHeard(recording, callback) ? changed(callback, undefined, context) : [];

function changed(callback: Callback, name: Callback['name'], context: Context): Draft[] {
  const draft = new CallbackDraft(callback, undefined, context);
  draft.change('callback.changed', { name });
  return draft.drafts;
}

/** For whom a callback is, as its agent hears it; nothing where there is no name, or the PBX of the call has not got it. */
export function nameMedia({ call, callback, config }: CallDraft): MediaItem[] {
  const recording = config.recording(callback?.name?.recording ?? '');
  if (!recording?.kept || recording.pbx !== call.pbx || !isHeard(recording, callback)) return [];
  return [
    { play: 'prompt', name: 'callback-for' },
    { play: 'recording', job: bare(recording.id) },
  ];
}
