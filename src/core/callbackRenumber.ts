/** The customer wants another number to be called back than the one that the call showed. */
import type { Callback } from './callback';
import type { CallbackConfig } from './callbackConfig';
import { CallbackDraft } from './callbackDraft';
import type { Answer } from './callbackRequest';
import type { Context } from './decision';
import { refuse } from './errors';
import { spent } from './guards';
import { tell } from './messageTelling';

/** Another number to call back, before it was ever dialled: the guards hold for it, too. */
export function decideRenumber(callback: Callback, number: string, config: CallbackConfig, context: Context): Answer {
  const { rules, counts } = config;
  const other = config.pendingFor(number);
  if (other && other.id !== callback.id) return refuse('callback.duplicate');
  if (counts.requested(number) >= rules.policy.maxPerNumberPerDay) return refuse('callback.too_often');
  if (spent(number, rules, counts)) return refuse('callback.budget');
  const draft = new CallbackDraft(callback, undefined, context);
  if (callback.state !== 'queued' || callback.attempt > 0) return refuse('callback.too_late');
  draft.change('callback.changed', { customerNumber: number });
  draft.drafts.push(...tell(draft.callback, 'confirmation', config.messages, context));
  return { drafts: draft.drafts, reply: { callback: callback.id, confirmationId: callback.confirmationId } };
}
