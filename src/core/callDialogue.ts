/** What a customer hears and is asked in the step that runs: to be begun anew where it was cut off. */
import { confirmStep } from './callbackConfirm';
import type { CallDraft } from './callDraft';
import { audible } from './callQueue';
import type { ProgramStep } from './effect';
import { proposalStep } from './proposalStep';

/** What the customer was in the middle of. */
export function programOf(draft: CallDraft): ProgramStep | undefined {
  const { step, plan, asking, proposal } = draft.call;
  if (proposal) return proposalStep(proposal);
  if (step?.do === 'confirm' || asking) return confirmStep(draft, asking ? 'hold' : 'greeting');
  const treatment = plan?.treatments[plan.step] as ProgramStep | undefined;
  return treatment && audible(draft, treatment);
}
