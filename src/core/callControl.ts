/** What the tenant decides about its own calls: route, and call control (design §5.2, §8). */

import { z } from 'zod';
import { mayDecide } from './application';
import { type Call, callState, customer, partyOf, present } from './call';
import { isBeforeTalk } from './callbackStates';
import { clear } from './callClear';
import { putAside, retrieve } from './callConversation';
import { type CallConfig, CallDraft } from './callDraft';
import { answerFailed, answerWorked, route, routeDefault } from './callPlan';
import { isProgram } from './callStep';
import { type Context, type Decision, nothing } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { idSchema } from './ids';
import { isUp, type Party } from './party';
import { REJECT_CAUSES, treatments } from './treatment';

export const routeCommand = z.strictObject({
  treatments,
  /** The offer that is answered (`offer.number`); with it a late answer to an earlier offer is told apart. */
  offer: z.int().min(1).optional(),
  /** Takes the call over although its default treatments run. Default false. */
  interrupt: z.boolean().default(false),
});
export type RouteCommand = z.infer<typeof routeCommand>;

const partyCommand = z.strictObject({ party: idSchema('party').optional() });
export const holdCommand = partyCommand;
export const muteCommand = z.strictObject({ party: idSchema('party').optional(), on: z.boolean().default(true) });
export const clearCommand = z.strictObject({ cause: z.enum(REJECT_CAUSES).default('normal') });
export const noArguments = z.strictObject({});

export type Answer = Decision<{ call: string; party?: string }> | Refusal;

/** The application's decision about a call. A refused one leaves the call as it is. */
export function decideRoute(
  call: Call,
  command: RouteCommand,
  attachment: string | undefined,
  config: CallConfig,
  context: Context,
): Answer {
  const refusal = mayRoute(call, command, attachment, config);
  if (refusal) return refusal;
  const draft = new CallDraft(call, config, context);
  if (call.offer) answerWorked(draft);
  route(draft, command.treatments, { by: 'application' });
  return draft.decision({ call: call.id });
}

function mayRoute(
  call: Call,
  command: RouteCommand,
  attachment: string | undefined,
  config: CallConfig,
): Refusal | undefined {
  if (call.clearedAt !== undefined || call.clearing) return refuse('call.ended');
  if (call.transfer) return refuse('call.wrong_state', 'a transfer is under way');
  if (isBeforeTalk(call)) return refuse('call.wrong_state', 'a callback is being placed: change the callback');
  const state = call.application === undefined ? undefined : config.application(call.application);
  if (state && !mayDecide(state, attachment)) return refuse('application.not_attached');
  if (command.offer !== undefined && call.offer && command.offer !== call.offer.number)
    return refuse('call.offer_mismatch', `offer ${call.offer.number} is pending`);
  if (call.offer) return undefined;
  if (call.plan?.by === 'default' && !command.interrupt) return refuse('call.reply_late');
  if (command.offer !== undefined) return refuse('call.already_routed');
  if (call.conversation !== undefined && present(call).length > 1)
    return refuse('call.wrong_state', 'the parties are connected');
  if (call.step && !isProgram(call.step.do) && !command.interrupt) return refuse('call.already_routed');
  return undefined;
}

/** A decision that cannot be understood: the caller does not wait for a better one (design §5.2.3). */
export function decideInvalidAnswer(
  call: Call,
  detail: string,
  attachment: string | undefined,
  config: CallConfig,
  context: Context,
): Answer {
  if (!call.offer || call.clearing) return refuse('call.not_offered');
  const state = call.application === undefined ? undefined : config.application(call.application);
  if (state && !mayDecide(state, attachment)) return refuse('application.not_attached');
  const draft = new CallDraft(call, config, context);
  answerFailed(draft);
  draft.drop('offer');
  draft.set({ failure: { reason: 'invalid_answer', detail: detail.slice(0, 500) } });
  draft.emit('call.route_failed');
  routeDefault(draft, 'invalid_answer');
  return draft.decision({ call: call.id });
}

/** Keeps that a decision came too late, once: whoever asks why the default treatments ran is told so. */
export function decideLate(call: Call, config: CallConfig, context: Context): Decision {
  const waited = call.plan?.reason === 'reply_late' || call.plan?.reason === 'not_attached';
  if (!waited || call.late || ended(call)) return nothing;
  const draft = new CallDraft(call, config, context);
  draft.set({ late: { at: draft.now } });
  draft.emit('call.progressed');
  return draft.decision();
}

/** Answers the caller, who then hears ringing no more: what is heard instead follows when the PBX has done it. */
export function decideAnswer(call: Call, config: CallConfig, context: Context): Answer {
  const caller = customer(call);
  if (ended(call) || !caller) return refuse('call.ended');
  const draft = new CallDraft(call, config, context);
  if (caller.state === 'arrived') {
    draft.first({ do: 'answer', party: caller.id });
    draft.tagOnce();
  }
  return draft.decision({ call: call.id });
}

/** Takes a party out of the conversation to hold music; default: the customer. */
export function decideHold(call: Call, id: string | undefined, config: CallConfig, context: Context): Answer {
  const party = target(call, id);
  if (isRefusal(party)) return party;
  if (party.state !== 'up' || !party.joined || call.conversation === undefined || party.role === 'supervisor')
    return refuse('call.wrong_state', 'the party is not in a conversation');
  const draft = new CallDraft(call, config, context);
  putAside(draft, party, 'command');
  return draft.decision({ call: call.id });
}

/** Brings a party back that a command put on hold. */
export function decideRetrieve(call: Call, id: string | undefined, config: CallConfig, context: Context): Answer {
  const party = target(call, id);
  if (isRefusal(party)) return party;
  if (party.state !== 'held' || party.heldBy !== 'command')
    return refuse('call.wrong_state', 'the party is not held by a command');
  const draft = new CallDraft(call, config, context);
  retrieve(draft, party);
  return draft.decision({ call: call.id });
}

/** The others hear a party no more, or again. */
export function decideMute(
  call: Call,
  command: z.infer<typeof muteCommand>,
  config: CallConfig,
  context: Context,
): Answer {
  const party = target(call, command.party);
  if (isRefusal(party)) return party;
  if (!isUp(party)) return refuse('call.not_answered');
  // The party is in the dialplan, where no command of ours reaches it (decision 0021).
  if (call.step?.do === 'detect') return refuse('call.wrong_state', 'a machine is listened for');
  const draft = new CallDraft(call, config, context);
  draft.first({ do: 'mute', party: party.id, on: command.on });
  draft.party(party.id, { muted: command.on });
  draft.emit('call.muted', party.id);
  return draft.decision({ call: call.id });
}

/** Ends the call for everybody. */
export function decideClear(
  call: Call,
  command: z.infer<typeof clearCommand>,
  config: CallConfig,
  context: Context,
): Answer {
  if (ended(call)) return refuse('call.ended');
  const draft = new CallDraft(call, config, context);
  clear(draft, command.cause, 'local');
  return draft.decision({ call: call.id });
}

const ended = (call: Call): boolean => callState(call) === 'cleared' || call.clearing !== undefined;

function target(call: Call, id: string | undefined): Party | Refusal {
  if (ended(call)) return refuse('call.ended');
  const party = id === undefined ? customer(call) : partyOf(call, id);
  return party ?? refuse('call.no_such_party');
}
