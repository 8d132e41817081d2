/** Attributes belong to the transaction and are seen on its calls (design §2): set together, in one decision. */
import { z } from 'zod';
import type { Call } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import { askAnew } from './callQueue';
import type { Context } from './decision';
import { isRefusal, refuse } from './errors';
import { type Attributes, attributes } from './fields';
import { withAttributes } from './transactionAttributes';

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
  askAnew(draft);
  return draft.decision({ call: call.id });
}
