/** What a call makes of the events of its PBX (design §6): the table of parties first, then what follows for the call. */

import { alive, type Call, customer, partyOf, present, talking } from './call';
import { agentReserved, isReserving } from './callbackAgent';
import { customerJudged, customerReached } from './callbackMachine';
import { rescueCustomer } from './callbackRescue';
import { clear, cleared, type EndedBy } from './callClear';
import { consultCancelled } from './callConsult';
import { programOf } from './callDialogue';
import { type CallConfig, CallDraft } from './callDraft';
import { comeApart, joinBoth, together, waitOn } from './callJoining';
import { comfort, setMusic } from './callMusic';
import { offerAnswered, offerGone } from './callOffer';
import { overflowWhenOver } from './callOverflow';
import { addedAnswered } from './callParties';
import { advance, routeFailed } from './callPlan';
import { recordByItself } from './callRecording';
import { answeredInPlace, stopStep } from './callStep';
import { followTalk, supervisorAnswered } from './callSupervise';
import { abandonTransfer, askingLeft, transferAnswered, transferEnded, transferProgress } from './callTransfer';
import { prepare } from './callWhisper';
import { type Context, type Decision, nothing } from './decision';
import { idOf } from './ids';
import type { Cause, PbxEvent } from './line';
import { isAlive, isUp, type Party, partyNext, talks } from './party';
import { phoneKey } from './workstationPhones';

/** Events that a party of a call can be the subject of. */
export type PartyEvent = Extract<
  PbxEvent,
  { party: string; type: 'ringing' | 'answered' | 'held' | 'retrieved' | 'machine' | 'joined' | 'left' | 'gone' }
>;

/** A doubled, late or impossible event decides nothing; who was given up and shows up after all is hung up. */
export function decidePartyEvent(call: Call, event: PartyEvent, config: CallConfig, context: Context): Decision {
  const party = partyOf(call, idOf('party', event.party));
  if (!party || (call.clearedAt !== undefined && event.type === 'gone')) return nothing;
  const draft = new CallDraft(call, config, context);
  if (party.state !== 'gone') take(draft, party, event);
  else if (event.type === 'ringing' || event.type === 'answered' || event.type === 'joined')
    draft.first({ do: 'hangup', party: party.id, cause: 'cancelled' });
  return draft.decision();
}

function take(draft: CallDraft, party: Party, event: PartyEvent): void {
  switch (event.type) {
    case 'ringing':
      return ringing(draft, party);
    case 'answered':
      return answered(draft, party);
    case 'held':
    case 'retrieved':
      return heldAtPhone(draft, party, event.type);
    case 'machine':
      return customerJudged(draft, party.id, event.verdict);
    case 'joined':
      joined(draft, party);
      return followTalk(draft);
    case 'left':
      return left(draft, party, event.leaving);
    case 'gone':
      gone(draft, party, event);
      return followTalk(draft);
  }
}

function ringing(draft: CallDraft, party: Party): void {
  const state = partyNext(party.state, 'ringing');
  if (!state) return;
  draft.party(party.id, { state, ringingAt: draft.now });
  if (draft.call.transfer?.party === party.id) transferProgress(draft, 'ringing');
  draft.emit('call.ringing', party.id);
}

function answered(draft: CallDraft, party: Party): void {
  const state = partyNext(party.state, 'answered');
  if (!state) return;
  const { due, ...rest } = party;
  draft.set({
    parties: draft.call.parties.map((p) => (p.id === party.id ? { ...rest, state, answeredAt: draft.now } : p)),
  });
  if (party.role === 'customer') return customerAnswered(draft, party.id);
  draft.emit('call.answered', party.id);
  if (draft.call.clearing) return draft.first({ do: 'hangup', party: party.id, cause: draft.call.clearing.cause });
  if (party.role === 'supervisor') return supervisorAnswered(draft, party.id);
  if (draft.call.transfer?.party === party.id) return transferAnswered(draft, party.id);
  if (isReserving(draft.call) && offerAnswered(draft, party)) return agentReserved(draft, party);
  if (draft.call.step?.party === party.id) return joinBoth(draft, party.id);
  if (offerAnswered(draft, party)) return prepare(draft, party);
  if (due?.cause === 'noAnswer' && !due.again && draft.call.conversation !== undefined)
    return addedAnswered(draft, party.id);
  draft.first({ do: 'hangup', party: party.id, cause: 'cancelled' });
}

function customerAnswered(draft: CallDraft, party: string): void {
  if (draft.call.answeredAt === undefined) draft.set({ answeredAt: draft.now, ...waitOfOriginated(draft) });
  draft.emit('call.answered', party);
  if (draft.call.clearing) return draft.first({ do: 'hangup', party, cause: draft.call.clearing.cause });
  const { callback, step, offer, fetching } = draft.call;
  if (callback !== undefined && step?.do === 'dial') customerReached(draft);
  else if (step?.answering) answeredInPlace(draft, party, programOf(draft));
  else if (step?.do === 'answer' || step?.party === party) advance(draft);
  // Answered although its venue leaves that to whoever is connected, who did not stay.
  else if (step?.do === 'queue' && step.party === undefined) waitOn(draft);
  else if (step?.do === 'connect' && talking(draft.call).length === 0 && !bridging(draft.call)) setMusic(draft, true);
  else if (!step && (offer || fetching)) comfort(draft);
}

/** Whoever was called for the tenant waits no longer than one who calls; a callback has times of its own. */
function waitOfOriginated({ call, venue, now }: CallDraft): Pick<Call, 'waitUntil'> {
  if (call.direction === 'in' || call.callback !== undefined || !venue) return {};
  return { waitUntil: now + venue.maxWaitSeconds * 1_000 };
}

const bridging = (call: Call): boolean => call.conversation !== undefined;

function heldAtPhone(draft: CallDraft, party: Party, input: 'held' | 'retrieved'): void {
  const state = partyNext(party.state, input);
  if (!state || (input === 'retrieved' && party.heldBy !== 'phone')) return;
  const { heldBy: _, ...rest } = party;
  const next: Party = input === 'held' ? { ...rest, state, heldBy: 'phone' } : { ...rest, state };
  draft.set({ parties: draft.call.parties.map((p) => (p.id === party.id ? next : p)) });
  draft.emit(input === 'held' ? 'call.held' : 'call.retrieved', party.id);
}

function joined(draft: CallDraft, party: Party): void {
  if (party.joined || party.state === 'gone') return;
  draft.party(party.id, { joined: true });
  const count = talking(draft.call).length;
  if (count < 2) return draft.emit('call.progressed', party.id);
  together(draft);
  const { conversation, connectedIn, connectedAt = draft.now } = draft.call;
  if (conversation === connectedIn) return draft.emit('call.party_joined', party.id);
  draft.drop('waitUntil');
  draft.set({ connectedAt, ...(conversation !== undefined && { connectedIn: conversation }) });
  draft.emit('call.connected', party.id);
  recordByItself(draft);
}

/** Of one who hangs up there is nothing to decide before it is gone, and that follows at once. */
function left(draft: CallDraft, party: Party, leaving = false): void {
  if (!party.joined || leaving || draft.call.clearing) return;
  draft.party(party.id, { joined: false });
  draft.emit('call.progressed', party.id);
}

function gone(draft: CallDraft, party: Party, event: Extract<PartyEvent, { type: 'gone' }>): void {
  if (party.state === 'gone') return;
  draft.party(party.id, {
    state: 'gone',
    joined: false,
    goneAt: draft.now,
    cause: event.cause,
    by: event.by,
    ...(event.sipCode !== undefined && { sipCode: event.sipCode }),
  });
  partyGone(draft, party, event.cause, event.by);
}

/** What follows for the call when a party is gone; also for one that a listing no longer shows. */
export function partyGone(draft: CallDraft, party: Party, cause: Cause, by: EndedBy): void {
  if (draft.call.clearing)
    return alive(draft.call).length === 0 ? cleared(draft) : draft.emit('call.party_left', party.id);
  if (!talks(party)) return draft.emit('call.party_left', party.id);
  const { transfer } = draft.call;
  if (transfer?.party === party.id)
    return isUp(party) ? consultCancelled(draft, party.id) : transferEnded(draft, cause);
  if (transfer?.asking === party.id) return askingLeft(draft, party.id);
  if (draft.call.step?.party === party.id && party.role !== 'customer') return destinationGone(draft, party, cause, by);
  if (offerGone(draft, party, cause, by)) return overflowWhenOver(draft);
  abandonTransfer(draft);
  if (staysAlive(draft.call) || servedOn(draft.call, party)) return draft.emit('call.party_left', party.id);
  if (party.role !== 'customer' && !party.joined && !isUp(party)) return draft.emit('call.party_left', party.id);
  if (rescueCustomer(draft, party, cause, by)) return;
  if (party.role === 'customer') stopStep(draft, 'abandoned');
  clear(draft, cause, by);
}

/** Two who talk are a call, whoever left; one who is just being joined counts, and one who is being reached for those who wait. */
const staysAlive = (call: Call): boolean =>
  call.conversation !== undefined && (present(call).length > 1 || call.transfer !== undefined);

/** The customer waits for something else: whoever leaves now was there before. */
function servedOn(call: Call, left: Party): boolean {
  const caller = customer(call);
  const waits = call.step !== undefined || call.offer !== undefined;
  return left.role !== 'customer' && waits && caller !== undefined && isAlive(caller);
}

function destinationGone(draft: CallDraft, party: Party, cause: Cause, by: EndedBy): void {
  draft.set({ party: party.id });
  if (draft.call.step?.do === 'queue') {
    comeApart(draft, party, cause, isUp(party) && by === 'remote');
    return overflowWhenOver(draft);
  }
  routeFailed(draft, { reason: cause, destination: phoneKey(party) }, 'line');
}
