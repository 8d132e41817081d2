/**
 * Between an answer and the talk: who answered for a customer is brought together with it. A place in a queue ends only
 * when both are in the conversation; does the other one hang up before, the customer stands where it stood.
 */
import { type Call, customer, partyOf, present, talking } from './call';
import { leaveTalk } from './callAway';
import { clear } from './callClear';
import { bringCustomer, connectParty, JOIN_MS } from './callConversation';
import { programOf } from './callDialogue';
import { type CallConfig, CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { setMusic } from './callMusic';
import { settingsOf, unanswered } from './callOffer';
import { withdrawOffers } from './callOfferEnd';
import { leaveQueue, returnToQueue } from './callQueue';
import { type Context, type Decision, nothing } from './decision';
import { isAlive, isUp, type Party, unserved } from './party';

/** Somebody answered for the customer, who is answered, too; both can talk. */
export function joinBoth(draft: CallDraft, party: string): void {
  const caller = customer(draft.call);
  if (!caller) return;
  if (caller.state === 'arrived') draft.first({ do: 'answer', party: caller.id });
  const { step } = draft.call;
  const { entry } = draft;
  if (step?.do === 'queue' && entry) {
    draft.first({ do: 'endProgram', party: caller.id });
    withdrawOffers(draft, entry, 'connected');
    draft.party(party, { queue: entry.queue });
    const { whispering: _, ...rest } = step;
    draft.set({ step: { ...rest, party, joining: true, deadlineAt: draft.now + JOIN_MS } });
  } else draft.drop('step');
  bringCustomer(draft);
  connectParty(draft, party);
}

/** Two are in the conversation: whoever was reached has the customer, whose place is over. */
export function together(draft: CallDraft): void {
  if (draft.call.step?.joining && talking(draft.call).length > 1) placeOver(draft);
}

/** The place of a customer who was brought to somebody. */
export function placeOver(draft: CallDraft): void {
  const { step } = draft.call;
  if (!step?.joining) return;
  const name = partyOf(draft.call, step.party ?? '')?.agent;
  const agent = name === undefined ? undefined : draft.agent(name);
  if (agent && agent.unanswered > 0) draft.setAgent({ ...agent, unanswered: 0 });
  leaveQueue(draft, 'connected', { ...(name !== undefined && { agent: name }) });
  draft.drop('step');
}

/**
 * Whoever answered for a queue is not there any more, before both could talk: nothing was served, and the customer hears
 * again what is heard in its place. An agent who hung up has declined.
 */
export function comeApart(draft: CallDraft, party: Party, cause: string, hungUp: boolean): void {
  const { entry } = draft;
  const joining = draft.call.step?.joining === true;
  draft.set({ party: party.id, parties: draft.call.parties.map((one) => (one.id === party.id ? unserved(one) : one)) });
  if (hungUp && entry && party.offer !== undefined && party.agent !== undefined)
    unanswered(draft, party.agent, 'declined', settingsOf(draft, entry));
  if (joining) leaveTalk(draft);
  returnToQueue(draft, cause);
  if (joining) waitOn(draft);
}

/** The customer hears what is heard in its place; one who is not answered hears ringing. */
export function waitOn(draft: CallDraft): void {
  const caller = customer(draft.call);
  const { step } = draft.call;
  const program = programOf(draft);
  if (!caller || !isUp(caller) || !step || !program) return;
  const { deadlineAt } = step;
  const number = draft.begin({ do: step.do, ...(deadlineAt !== undefined && { deadlineAt }) });
  setMusic(draft, false);
  draft.first({ do: 'run', party: caller.id, number, step: program });
}

/** A party could not be brought to the others: it is let go when they talk, or its customer waits on, without it; else all of them. */
export function decideApart(call: Call, id: string | undefined, config: CallConfig, context: Context): Decision {
  if (call.clearedAt !== undefined || call.clearing) return nothing;
  const party = partyOf(call, id ?? '');
  const draft = new CallDraft(call, config, context);
  const waits = call.step?.do === 'queue' && party !== undefined && party !== customer(call);
  if (waits && call.step?.joining && call.step.party === party.id) {
    letGo(draft, party);
    comeApart(draft, party, 'failed', false);
  } else if (!party || (!waits && present(call).filter((other) => other !== party).length < 2))
    clear(draft, 'normal', 'local');
  else if (isAlive(party)) {
    letGo(draft, party);
    draft.emit('call.progressed', party.id);
  }
  return draft.decision();
}
