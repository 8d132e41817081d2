/**
 * The disposition of a call (design §2): its outcome, one of a closed list of the tenant or of the queue that it was served
 * from. Set while it lasts and for a while after it, so its event may be the last of a call that is over.
 */
import { z } from 'zod';
import { type Call, served } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import type { Context } from './decision';
import { refuse } from './errors';
import { slug } from './ids';
import type { TenantMapping } from './mapping';

/** So long after its end a call can be given an outcome. */
const LATEST_MS = 30 * 60_000;

export const setDispositionCommand = z.strictObject({ disposition: slug });

/** What may be said of the call: by its queue, else by the tenant. */
function listFor(call: Call, mapping: TenantMapping | undefined): readonly string[] {
  return mapping?.queues[served(call)?.queue ?? '']?.dispositions ?? mapping?.dispositions ?? [];
}

/** Records the outcome of a call, live or over; also the same again, so that the request is remembered by its id. */
export function decideDisposition(call: Call, value: string, config: CallConfig, { now, ...context }: Context): Answer {
  if (call.clearedAt !== undefined && now - call.clearedAt > LATEST_MS)
    return refuse('call.ended', `it is over for more than ${LATEST_MS / 60_000} minutes`);
  const list = listFor(call, config.mapping);
  if (!list.includes(value))
    return refuse('disposition.unknown', list.length > 0 ? `one of ${list.join(', ')}` : 'the mapping has none');
  const reply = { call: call.id };
  const draft = new CallDraft(call, config, { ...context, now });
  const before = call.disposition?.value;
  draft.set({ disposition: { value, at: now, by: context.actor, ...(before !== undefined && { before }) } });
  draft.emit('call.disposition_set');
  return draft.decision(reply);
}
