/** Attributes of a transaction, as they are merged while one of its calls is being decided about (design §2). */
import type { CallDraft } from './callDraft';
import type { Draft } from './decision';
import { type Refusal, refuse } from './errors';
import { type Attributes, tooLarge } from './fields';
import type { Transaction } from './transaction';

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
