/** Further parties of a call that people talk on: who asks for one, dialling it, letting one go (design §5.2). */
import { z } from 'zod';
import { lineOf } from './agentLine';
import { type Call, partyOf, present } from './call';
import type { Answer } from './callControl';
import { connectParty } from './callConversation';
import { dialParty, headersOf } from './callDialling';
import { type CallConfig, CallDraft } from './callDraft';
import { AGAIN_MS, letGo } from './callLetGo';
import { RING_GRACE_MS } from './callStep';
import type { Context } from './decision';
import type { Phone } from './destination';
import { isRefusal, type Refusal, refuse } from './errors';
import { idSchema } from './ids';
import { callerNumber, type Line } from './ownership';
import { isAlive, type Party } from './party';
import { dialable, headersOut, type Reached, reached } from './treatment';

/** How a further party is dialled. */
export const dialling = {
  ringSeconds: z.number().min(1).max(180).default(25),
  /** Caller number to show; one of the tenant's own. Default: the caller's. */
  from: dialable.optional(),
  /** Attribute → name of the SIP header it is sent in. */
  headers: headersOut.optional(),
};

export const addPartyCommand = z.strictObject({ to: reached, ...dialling });
export const removePartyCommand = z.strictObject({ party: idSchema('party') });

export interface Dialling {
  readonly to: Reached | Phone;
  readonly ringSeconds: number;
  readonly from?: string | undefined;
  readonly headers?: Record<string, string> | undefined;
}

/** Why nothing can be done with the people who talk on the call. */
const notTalking = (call: Call): Refusal | undefined =>
  nobodyTalks(call) ??
  (call.transfer ? refuse('call.wrong_state', 'a transfer or consultation is under way') : undefined);

/** Why there is no talk to join. */
export function nobodyTalks(call: Call): Refusal | undefined {
  if (call.clearedAt !== undefined || call.clearing) return refuse('call.ended');
  if (call.conversation === undefined || call.step || call.offer || present(call).length < 2)
    return refuse('call.wrong_state', 'nobody is connected');
  return undefined;
}

/** Who asks for a change: the one named, else the only one beside the customer. */
export function asking(call: Call, id: string | undefined): Party | Refusal {
  const talks = notTalking(call);
  if (talks) return talks;
  const talkers = present(call).filter(({ role }) => role !== 'supervisor');
  const candidates = talkers.filter((party) => (id === undefined ? party.role !== 'customer' : party.id === id));
  const [party] = candidates;
  if (!party)
    return id !== undefined && !partyOf(call, id)
      ? refuse('call.no_such_party')
      : refuse('call.wrong_state', 'the party does not talk');
  if (candidates.length > 1) return refuse('call.wrong_state', 'several talk: name the `party` that asks');
  if (party.heldBy === 'command') return refuse('call.wrong_state', 'the party that asks is on hold');
  return party;
}

/** Adds a party to people who talk: it is dialled once this decision is durable, and given up when nothing is heard of it. */
export function dialFurther(draft: CallDraft, how: Dialling, role: Party['role'] = 'agent'): string | Refusal {
  const line = lineOf(how.to, draft);
  if (isRefusal(line)) return line;
  const from = callerNumber(how.from, draft.call.customerNumber ?? draft.call.ani, draft.holdings);
  if (isRefusal(from)) return from;
  const ringMs = how.ringSeconds * 1_000;
  return dialLine(draft, line, { from, ringMs, headers: headersOf(draft, how.headers), role });
}

export function dialLine(draft: CallDraft, line: Line, how: Parameters<typeof dialParty>[2]): string {
  const party = dialParty(draft, line, how);
  draft.party(party, { due: { at: draft.now + how.ringMs + RING_GRACE_MS, cause: 'noAnswer', again: false } });
  return party;
}

/** Dials somebody who is to talk with those who talk. */
export function decideAddParty(
  call: Call,
  command: z.infer<typeof addPartyCommand>,
  config: CallConfig,
  context: Context,
): Answer {
  const refusal = notTalking(call);
  if (refusal) return refusal;
  const draft = new CallDraft(call, config, context);
  const party = dialFurther(draft, command, 'party');
  if (isRefusal(party)) return party;
  draft.emit('call.routed', party);
  return draft.decision({ call: call.id, party });
}

/** A party that was added has answered. */
export function addedAnswered(draft: CallDraft, party: string): void {
  if (present(draft.call).length < 2) return draft.first({ do: 'hangup', party, cause: 'normal' });
  connectParty(draft, party);
}

/** Hangs up one party; what follows for the others is what follows when it leaves by itself. */
export function decideRemoveParty(call: Call, id: string, config: CallConfig, context: Context): Answer {
  if (call.clearedAt !== undefined || call.clearing) return refuse('call.ended');
  const party = partyOf(call, id);
  if (!party) return refuse('call.no_such_party');
  if (!isAlive(party) || party.state === 'arrived' || call.step?.party === id)
    return refuse('call.wrong_state', 'the party does not talk');
  const draft = new CallDraft(call, config, context);
  letGo(draft, party);
  draft.emit('call.progressed', id);
  return draft.decision({ call: call.id });
}

/** The PBX owes a word about a party: it is told to hang it up, and what even that does not end is lost. */
export function overdue(draft: CallDraft, at: number, lost: (party: Party) => void): void {
  const party = draft.call.parties.find(({ due, state }) => due?.at === at && state !== 'gone');
  if (!party?.due) return;
  if (party.due.again) {
    draft.party(party.id, { state: 'gone', joined: false, goneAt: draft.now, cause: 'lost', by: 'pbx' });
    return lost(party);
  }
  draft.first({ do: 'hangup', party: party.id, cause: party.due.cause });
  draft.party(party.id, { due: { ...party.due, at: draft.now + AGAIN_MS, again: true } });
  draft.emit('call.progressed', party.id);
}
