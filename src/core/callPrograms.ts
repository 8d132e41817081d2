/** What a program reports back becomes a fact of the call: the step goes on, digits are attributes. */

import type { Call } from './call';
import { isReserving, previewOver } from './callbackAgent';
import { type Choice, customerChose } from './callbackConfirm';
import { type CallConfig, CallDraft } from './callDraft';
import { advance } from './callPlan';
import { proposalAnswered, wantCallback } from './callProposal';
import { leaveQueue } from './callQueue';
import { stopStep } from './callStep';
import { whispered, whisperFailed, whisperOf } from './callWhisper';
import { type Context, type Decision, nothing } from './decision';
import { isRefusal } from './errors';
import { withAttributes } from './transactionAttributes';
import type { Treatment } from './treatment';

export type ProgramOutcome =
  | { readonly outcome: 'done' }
  /** The media could not be played; the list goes on, the record says why. */
  | { readonly outcome: 'failed'; readonly detail: string }
  /** A caller who waits pressed a key that leaves the queue, with what follows. */
  | { readonly outcome: 'key'; readonly key: string; readonly treatments: readonly Treatment[] }
  | { readonly outcome: 'digits'; readonly digits: string; readonly complete: boolean; readonly as: string }
  /** What was pressed at a point of the dialogue about a callback; nothing when no such key was. */
  | { readonly outcome: 'answered'; readonly keys: string }
  /** A customer who is called back chose. */
  | { readonly outcome: 'chosen'; readonly choice: Choice };

/** The program of the step that runs has ended by itself. */
export function decideProgramEnded(
  call: Call,
  step: number,
  ended: ProgramOutcome,
  config: CallConfig,
  context: Context,
): Decision {
  if (call.clearing || call.clearedAt !== undefined || !call.step || call.step.joining) return nothing;
  const whispering = call.step.whispering && step === whisperOf(call.step.number);
  if (call.step.number !== step && !whispering) return nothing;
  const draft = new CallDraft(call, config, context);
  if (ended.outcome === 'failed') {
    draft.set({ failure: { reason: 'media_failed', detail: ended.detail } });
    draft.emit('call.progressed');
  }
  if (whispering) {
    if (ended.outcome === 'failed') whisperFailed(draft);
    else whispered(draft);
    return draft.decision();
  }
  if (ended.outcome === 'key') {
    leftByKey(draft, ended.key, ended.treatments);
    return draft.decision();
  }
  if (ended.outcome === 'digits') {
    const { digits, complete, as } = ended;
    const drafts = withAttributes(draft, { [as]: digits });
    if (!isRefusal(drafts)) draft.drafts.push(...drafts);
    draft.set({ digits: { digits, complete, as } });
    draft.emit('call.digits_collected');
  }
  if (ended.outcome === 'answered') {
    proposalAnswered(draft, ended.keys);
    return draft.decision();
  }
  if (ended.outcome === 'chosen') {
    customerChose(draft, ended.choice);
    return draft.decision();
  }
  if (isReserving(draft.call)) previewOver(draft);
  else {
    draft.drop('step');
    advance(draft);
  }
  return draft.decision();
}

/** The place is given up for what the key does; then the list goes on. What was performed of it is not needed any more. */
function leftByKey(draft: CallDraft, key: string, treatments: readonly Treatment[]): void {
  const { plan } = draft.call;
  if (!plan) return;
  const [first] = treatments;
  if (first?.do === 'propose' && first.queue === draft.entry?.queue) return wantCallback(draft, first.queue);
  leaveQueue(draft, 'left', { key });
  stopStep(draft, 'left');
  draft.set({ plan: { ...plan, treatments: [...treatments, ...plan.treatments.slice(plan.step + 1)], step: -1 } });
  advance(draft);
}
