/**
 * A caller asks for a callback by keypad (design §5.3.1): it is registered at the key press, before any prompt is played;
 * then the number is confirmed or changed and read back, the name is recorded where the queue wants it, and the confirmation
 * id is said. Whoever hangs up in the middle is called back; who says nothing, and whose number was not shown, goes on as if
 * nothing had been asked.
 */

import { customer } from './call';
import { decideRenumber } from './callbackRenumber';
import { decideRequest } from './callbackRequest';
import { clear } from './callClear';
import type { CallDraft } from './callDraft';
import { advance } from './callPlan';
import { audible, leaveQueue, withdrawReached } from './callQueue';
import type { ProgramStep } from './effect';
import { isRefusal, type Refusal } from './errors';
import { callableNumber } from './guards';
import { language } from './media';
import type { Proposal } from './proposal';
import { askName, sayName } from './proposalName';
import { opensOf } from './proposalRules';
import { ask } from './proposalStep';

/** So often a number may be keyed in that is none, or not the right one. */
const TRIES = 3;

/** The caller wants to be called back: at the number that was shown, else at one that is asked for. */
export function wantCallback(draft: CallDraft, queue: string): void {
  const proposal: Proposal = { queue, at: 'number', tries: 0 };
  const number = draft.call.customerNumber;
  if (number === undefined) return ask(draft, proposal);
  register(draft, proposal, number);
}

/** A point of the dialogue was answered; `keys` is empty when nothing was pressed that means anything there. */
export function proposalAnswered(draft: CallDraft, keys: string): void {
  const { proposal } = draft.call;
  if (!proposal) return advance(draft);
  switch (proposal.at) {
    case 'offer':
      return keys === '1' ? wantCallback(draft, proposal.queue) : goOn(draft);
    case 'number':
      return keyedIn(draft, proposal, keys);
    case 'readBack':
      return readBack(draft, proposal, keys);
    case 'keep':
      return keys === '2' ? ask(draft, { ...proposal, at: 'number' }) : askName(draft, proposal);
    case 'name':
      return sayName(draft, proposal);
    case 'naming':
      return;
    case 'said':
      return keys === '9' ? ask(draft, proposal) : clear(draft, 'normal', 'local');
    case 'already':
      return clear(draft, 'normal', 'local');
    case 'refused':
      return goOn(draft);
  }
}

function keyedIn(draft: CallDraft, proposal: Proposal, digits: string): void {
  const config = draft.config.callbacks(proposal.queue);
  if (isRefusal(config)) return refused(draft, proposal, config);
  const number = callableNumber(digits, config.rules);
  if (!isRefusal(number)) return ask(draft, { ...proposal, at: 'readBack', number, again: false });
  // What one is told of a list that one is on is that it is not possible now.
  if (number.refused === 'callback.blocked') return refused(draft, proposal, number);
  againOrNot(draft, { ...proposal, again: true }, digits === '');
}

/** Asks once more, as often as may be; whoever keys in nothing at all is not asked for ever. */
function againOrNot(draft: CallDraft, proposal: Proposal, silent = false): void {
  const tries = proposal.tries + 1;
  if (!silent && tries < TRIES) return ask(draft, { ...proposal, at: 'number', tries });
  return proposal.callback === undefined ? goOn(draft) : askName(draft, proposal);
}

function readBack(draft: CallDraft, proposal: Proposal, keys: string): void {
  const { number = '', callback } = proposal;
  if (keys === '2') return againOrNot(draft, { ...proposal, again: false });
  if (keys !== '1') return againOrNot(draft, proposal, true);
  if (callback === undefined) return register(draft, proposal, number);
  const current = draft.resource('callback', callback);
  const config = draft.config.callbacks(proposal.queue);
  const made = isRefusal(config) || !current ? config : decideRenumber(current, number, config, draft.context);
  if (!current || isRefusal(made) || !('drafts' in made)) return askName(draft, proposal);
  draft.drafts.push(...made.drafts);
  askName(draft, proposal);
}

/** Registered before a word is said: the place is the callback's, and whoever was being reached for it is let go. */
function register(draft: CallDraft, proposal: Proposal, number: string): void {
  const { queue } = proposal;
  const { call, entry } = draft;
  const config = draft.config.callbacks(queue);
  const learned = language.safeParse(call.attributes.language);
  const spoken = learned.success ? learned.data : draft.config.mapping?.venues[call.venue ?? '']?.language;
  const request = { queue, to: { number }, when: 'asap', priority: 0, attributes: call.attributes } as const;
  const from = { call: call.id, transaction: call.transaction, entry };
  const made = isRefusal(config)
    ? config
    : decideRequest(
        { ...request, ...(spoken !== undefined && { language: spoken }) },
        'keypad',
        config,
        draft.context,
        from,
      );
  if (isRefusal(made)) return notRegistered(draft, proposal, made, number);
  // One who keeps a place already needs no other, and its number is nothing to be told to whoever shows that of a caller.
  if (made.drafts.length === 0) {
    leaveQueue(draft, 'left');
    return ask(draft, { ...proposal, at: 'already', callback: made.reply.callback });
  }
  withdrawReached(draft, 'left');
  draft.absorb(made);
  draft.drop('entry', 'asking', 'step', 'waitUntil');
  const { callback, confirmationId } = made.reply;
  const opens = isRefusal(config) ? {} : opensOf(config, draft.now);
  const registered = { ...proposal, ...opens, callback, confirmationId, number };
  if (proposal.at === 'readBack') askName(draft, registered);
  else ask(draft, { ...registered, at: 'keep' });
}

/** A number that cannot be called may be another one; any other reason is said. */
function notRegistered(draft: CallDraft, proposal: Proposal, refusal: Refusal, number: string): void {
  if (refusal.refused.startsWith('destination.') && proposal.at !== 'readBack')
    return ask(draft, { ...proposal, at: 'number', again: true });
  refused(draft, { ...proposal, number }, refusal);
}

const refused = (draft: CallDraft, proposal: Proposal, { refused: reason }: Refusal): void =>
  proposal.callback === undefined ? ask(draft, { ...proposal, at: 'refused', reason }) : askName(draft, proposal);

/** No callback: who waits in a queue waits on, everybody else goes on with the list. */
function goOn(draft: CallDraft): void {
  const { plan, step } = draft.call;
  const party = customer(draft.call);
  draft.drop('proposal');
  if (draft.call.entry === undefined || !plan || !party) return advance(draft);
  const { deadlineAt, party: reached } = step ?? {};
  const number = draft.begin({
    do: 'queue',
    ...(deadlineAt !== undefined && { deadlineAt }),
    ...(reached !== undefined && { party: reached }),
  });
  draft.first({ do: 'run', party: party.id, number, step: audible(draft, plan.treatments[plan.step] as ProgramStep) });
  draft.emit('call.treated', party.id);
}
