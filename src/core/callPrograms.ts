/** What a program reports back becomes a fact of the call: the step goes on, digits are attributes. */

import type { Call } from './call';
import { type CallConfig, CallDraft } from './callDraft';
import { advance } from './callPlan';
import { type Context, type Decision, nothing } from './decision';
import { isRefusal } from './errors';
import { withAttributes } from './transactionAttributes';

export type ProgramOutcome =
  | { readonly outcome: 'done' }
  /** The media could not be played; the list goes on, the record says why. */
  | { readonly outcome: 'failed'; readonly detail: string }
  | { readonly outcome: 'digits'; readonly digits: string; readonly complete: boolean; readonly as: string };

/** The program of the step that runs has ended by itself. */
export function decideProgramEnded(
  call: Call,
  step: number,
  ended: ProgramOutcome,
  config: CallConfig,
  context: Context,
): Decision {
  if (call.clearing || call.clearedAt !== undefined || call.step?.number !== step) return nothing;
  const draft = new CallDraft(call, config, context);
  if (ended.outcome === 'failed') {
    draft.set({ failure: { reason: 'media_failed', detail: ended.detail } });
    draft.emit('call.progressed');
  }
  if (ended.outcome === 'digits') {
    const { digits, complete, as } = ended;
    const drafts = withAttributes(draft, { [as]: digits });
    if (!isRefusal(drafts)) draft.drafts.push(...drafts);
    draft.set({ digits: { digits, complete, as } });
    draft.emit('call.digits_collected');
  }
  draft.drop('step');
  advance(draft);
  return draft.decision();
}
