/**
 * A consultation: who talks to the customer asks a third first, while the customer hears music; then the third takes
 * over, or all talk, or the customer is back. It is a transfer whose end is a decision of the one who asked.
 *
 *   consult → rings → talks → completed | cancelled | all talk (conference)
 *                  → gone  → failed (the customer is back)      completed while it rings: a blind transfer
 */
import { z } from 'zod';
import { type Call, partyOf } from './call';
import type { Answer } from './callControl';
import { bringBack, putOthersAside } from './callConversation';
import { type CallConfig, CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { asking, dialFurther, dialling } from './callParties';
import { takeOver, transferProgress } from './callTransfer';
import type { Context } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { idSchema } from './ids';
import { isUp, type Party } from './party';
import { reached } from './treatment';

export const consultCommand = z.strictObject({
  to: reached,
  /** Who asks; default: the only one beside the customer. */
  party: idSchema('party').optional(),
  ...dialling,
});

/** Dials a third for the one who asks; everybody else waits with music. */
export function decideConsult(
  call: Call,
  command: z.infer<typeof consultCommand>,
  config: CallConfig,
  context: Context,
): Answer {
  const asker = asking(call, command.party);
  if (isRefusal(asker)) return asker;
  const draft = new CallDraft(call, config, context);
  const third = dialFurther(draft, command);
  if (isRefusal(third)) return third;
  putOthersAside(draft, asker.id);
  draft.set({ transfer: { kind: 'consult', asking: asker.id, party: third } });
  draft.emit('call.consulted', third);
  return draft.decision({ call: call.id, party: third });
}

/** The third takes over from the one who asked; one that still rings is awaited by the customer alone. */
export function decideCompleteTransfer(call: Call, config: CallConfig, context: Context): Answer {
  const under = underWay(call);
  if (isRefusal(under)) return under;
  const draft = new CallDraft(call, config, context);
  const { third, ...transfer } = under;
  const asker = partyOf(call, transfer.asking);
  if (isUp(third)) takeOver(draft);
  else if (asker && isUp(asker)) {
    letGo(draft, asker);
    draft.set({ transfer: { ...transfer, kind: 'blind' } });
    draft.emit('call.progressed', asker.id);
  }
  return draft.decision({ call: call.id });
}

/** The third is not needed: who waited is back. Also takes a blind transfer back that still rings. */
export function decideCancelConsult(call: Call, config: CallConfig, context: Context): Answer {
  const under = underWay(call);
  if (isRefusal(under)) return under;
  const asker = partyOf(call, under.asking);
  if (!asker || !isUp(asker)) return refuse('call.wrong_state', 'the one who asked has left');
  const draft = new CallDraft(call, config, context);
  letGo(draft, under.third);
  consultCancelled(draft, under.third.id);
  return draft.decision({ call: call.id });
}

/** A consultation is over without a transfer. */
export function consultCancelled(draft: CallDraft, third: string): void {
  transferProgress(draft, 'failed');
  draft.drop('transfer');
  bringBack(draft);
  draft.emit('call.consult_cancelled', third);
}

/** Everybody talks: the one who asked, the third, and who waited. */
export function decideConference(call: Call, config: CallConfig, context: Context): Answer {
  const under = underWay(call);
  if (isRefusal(under)) return under;
  if (under.kind !== 'consult' || !isUp(under.third)) return refuse('call.not_answered', 'the third has not answered');
  const draft = new CallDraft(call, config, context);
  draft.drop('transfer');
  bringBack(draft);
  draft.emit('call.conferenced', under.third.id);
  return draft.decision({ call: call.id });
}

type UnderWay = NonNullable<Call['transfer']> & { readonly third: Party };

function underWay(call: Call): UnderWay | Refusal {
  if (call.clearedAt !== undefined || call.clearing) return refuse('call.ended');
  const { transfer } = call;
  const third = transfer && partyOf(call, transfer.party);
  return transfer && third ? { ...transfer, third } : refuse('call.wrong_state', 'no consultation is under way');
}
