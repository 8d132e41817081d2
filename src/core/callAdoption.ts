/**
 * After a restart or a lost link the PBX is listed and compared (design §5, §11): who is not there is gone, who is
 * there is taken up where the call was, and a talk is never touched.
 */

import { alive, type Call, customer, partyOf, supervisors } from './call';
import { resumePreview } from './callbackAgent';
import { programOf } from './callDialogue';
import { type CallConfig, CallDraft } from './callDraft';
import { type PartyEvent, partyGone } from './callEvents';
import { comfort } from './callMusic';
import { repeatStep } from './callPlan';
import { isProgram, untried } from './callStep';
import { place } from './callSupervise';
import { whisper } from './callWhisper';
import type { Context, Decision } from './decision';
import { bare } from './ids';
import type { PartySnapshot } from './line';
import { isUp, type Party } from './party';

export type Listing = ReadonlyMap<string, PartySnapshot>;

/** Ghosts first: one decision for each party that the PBX no longer has; without its customer a call waits for nobody. */
export function missingParties(call: Call, listing: Listing): Party[] {
  const missing = alive(call).filter((party) => !listing.has(bare(party.id)));
  return missing.sort((one, other) => Number(other.role === 'customer') - Number(one.role === 'customer'));
}

/**
 * A party that the PBX no longer has is gone; nobody saw how. One whose dial never left (`unsent`) is dialled now; one
 * that may have rung is never dialled again for the same decision, but a later one may name it.
 */
export function decideMissing(
  call: Call,
  { party, unsent }: { party: string; unsent: boolean },
  config: CallConfig,
  context: Context,
): Decision {
  const lost = partyOf(call, party);
  const draft = new CallDraft(call, config, context);
  if (!lost || lost.state === 'gone') return draft.decision();
  const gone = { state: 'gone', joined: false, goneAt: draft.now, cause: 'lost', by: 'pbx' } as const;
  // One that rang was dialled, whatever this process knows of it.
  draft.party(party, { ...gone, ...(unsent && lost.state === 'dialing' && { unsent }) });
  const connecting = lost.state === 'dialing' && call.step?.do === 'connect' && call.step.party === party;
  if (connecting && unsent) repeatStep(draft);
  else {
    if (connecting) untried(draft, call.plan?.treatments[call.plan.step]);
    partyGone(draft, lost, 'lost', 'pbx');
  }
  return draft.decision();
}

/** What happened to living parties while nobody listened, as the events that were missed. */
export function missedEvents(call: Call, listing: Listing, at: number): PartyEvent[] {
  const missed: PartyEvent[] = [];
  for (const party of alive(call)) {
    const found = listing.get(bare(party.id));
    if (!found) continue;
    const id = found.party;
    if (found.state === 'ringing' && party.state === 'dialing') missed.push({ type: 'ringing', party: id, at });
    if (found.state === 'up' && party.answeredAt === undefined) missed.push({ type: 'answered', party: id, at });
    if (found.held && party.heldBy === undefined) missed.push({ type: 'held', party: id, at });
    if (found.held === false && party.heldBy === 'phone') missed.push({ type: 'retrieved', party: id, at });
    const inside = call.conversation !== undefined && found.conversation === bare(call.conversation);
    if (inside && !party.joined) missed.push({ type: 'joined', party: id, conversation: found.conversation ?? '', at });
    if (party.joined && found.conversation === undefined)
      missed.push({ type: 'left', party: id, conversation: '', at });
    // Where it is not listened for a machine the command was lost, and nobody goes on waiting for a verdict.
    const { machine = 'unsure' } = found;
    if (call.step?.do === 'detect' && party.role === 'customer' && machine !== 'listening')
      missed.push({ type: 'machine', party: id, verdict: machine, at });
  }
  return missed;
}

/** The call goes on: what must run is started again, what was told is told again. */
export function decideAdopted(call: Call, config: CallConfig, context: Context): Decision {
  const draft = new CallDraft(call, config, context);
  if (call.clearedAt !== undefined) return draft.decision();
  resume(draft);
  draft.emit('call.adopted');
  return draft.decision();
}

function resume(draft: CallDraft): void {
  const { call } = draft;
  const caller = customer(call);
  if (call.clearing) {
    for (const party of alive(call)) draft.first({ do: 'hangup', party: party.id, cause: call.clearing.cause });
    return;
  }
  rejoin(draft);
  putAside(draft);
  // Nobody knows whether the last word about how they are on the call was heard.
  for (const party of supervisors(call)) place(draft, party);
  for (const { id, due } of call.parties.filter(isUp))
    if (due) draft.first({ do: 'hangup', party: id, cause: due.cause });
  resumePreview(draft);
  if (!caller || caller.state === 'gone') return;
  if (call.tagged) {
    draft.set({ tagged: false });
    draft.tagOnce();
  }
  const answering = call.step?.do === 'answer' || call.step?.answering !== undefined;
  if (answering && caller.state === 'arrived') draft.first({ do: 'answer', party: caller.id });
  // Who is just being brought together is taken into the conversation, above.
  if (call.step?.joining) return;
  if (call.step && isProgram(call.step.do)) {
    const unanswered = caller.state === 'arrived';
    const step = unanswered ? undefined : programOf(draft);
    if (unanswered && !call.step.answering) comfort(draft);
    if (step) draft.first({ do: 'run', party: caller.id, number: call.step.number, step });
    whisper(draft);
  } else if (call.music) draft.first({ do: 'hold', party: caller.id, music: 'default' });
}

/** Whom a command put on hold or muted is so, whether or not the PBX heard of it. */
function putAside(draft: CallDraft): void {
  const { conversation, parties } = draft.call;
  for (const party of parties.filter(isUp)) {
    if (party.muted !== undefined) draft.first({ do: 'mute', party: party.id, on: party.muted });
    if (party.heldBy !== 'command' && party.heldBy !== 'transfer') continue;
    if (conversation !== undefined && party.joined) draft.first({ do: 'leave', conversation, party: party.id });
    draft.first({ do: 'hold', party: party.id, music: 'default' });
  }
}

/** On the line, or about to be answered, and neither put aside nor told to go. */
const belongsInside = ({ role, state, joined, heldBy, due }: Party): boolean =>
  role !== 'supervisor' &&
  !joined &&
  !due &&
  (heldBy === undefined || heldBy === 'phone') &&
  (state === 'up' || state === 'held' || state === 'arrived');

/** Who answered while nobody listened and belongs into the conversation is brought there; a join twice does no harm. */
function rejoin(draft: CallDraft): void {
  const { conversation } = draft.call;
  if (conversation === undefined) return;
  const outside = alive(draft.call).filter(belongsInside);
  for (const party of outside) if (party.state === 'arrived') draft.first({ do: 'answer', party: party.id });
  if (outside.length > 0) draft.first({ do: 'open', conversation });
  for (const party of outside) draft.first({ do: 'join', conversation, party: party.id });
}
