/** Media by command: to one party, or to everybody in the conversation (design §5.2). */
import { z } from 'zod';
import { type Call, customer, partyOf, talking } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import type { Context } from './decision';
import { refuse } from './errors';
import { idSchema } from './ids';
import { mediaList } from './media';
import { isUp } from './party';

export const playCommand = z.strictObject({
  media: mediaList,
  /** Whom it is played to; default: the conversation when there is one, else the customer. */
  party: idSchema('party').optional(),
});

/** Plays once, beside whatever the call does. */
export function decidePlay(
  call: Call,
  command: z.infer<typeof playCommand>,
  config: CallConfig,
  context: Context,
): Answer {
  if (call.clearedAt !== undefined || call.clearing) return refuse('call.ended');
  const party = command.party === undefined ? customer(call) : partyOf(call, command.party);
  if (!party) return refuse('call.no_such_party');
  if (!isUp(party)) return refuse('call.not_answered');
  const together = command.party === undefined && talking(call).length > 1 ? call.conversation : undefined;
  const target = together === undefined ? { party: party.id } : { conversation: together };
  const draft = new CallDraft(call, config, context);
  draft.first({ do: 'play', target, media: command.media });
  return draft.decision({ call: call.id });
}
