/** Attributes belong to the transaction and are seen on its calls (design §2): set together, in one decision. */
import { z } from 'zod';
import type { Call } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import type { Context, Draft } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { type Attributes, attributes, tooLarge } from './fields';
import type { Transaction } from './kinds';

/** Keys that are null are taken out. */
export const setAttributesCommand = z.strictObject({ attributes });

/** Merges attributes into the transaction of a call and shows them on it. */
export function decideAttributes(call: Call, set: Attributes, config: CallConfig, context: Context): Answer {
  if (call.clearedAt !== undefined) return refuse('call.ended');
  const draft = new CallDraft(call, config, context);
  const drafts = withAttributes(draft, set);
  if (isRefusal(drafts)) return drafts;
  draft.drafts.push(...drafts);
  draft.emit('call.attributes_changed');
  return draft.decision({ call: call.id });
}

/** Merges into the call of the draft; the records of the transaction, or why not. */
export function withAttributes(draft: CallDraft, set: Attributes): Draft[] | Refusal {
  const { call } = draft;
  const merged = Object.fromEntries(
    Object.entries({ ...call.attributes, ...set }).filter(([, value]) => value !== null),
  );
  if (tooLarge(merged)) return refuse('attributes.too_large');
  draft.set({ attributes: merged });
  const known = draft.config.transaction(call.transaction);
  const where = { routingPoint: call.routingPoint, ...(call.venue !== undefined && { venue: call.venue }) };
  const transaction: Transaction = known
    ? { ...known, ...where, attributes: merged, calls: [...new Set([...known.calls, call.id])] }
    : { id: call.transaction, ...where, attributes: merged, calls: [call.id], startedAt: call.startedAt };
  return [{ type: 'transaction.attributes_set', id: transaction.id, data: transaction, transaction: transaction.id }];
}
