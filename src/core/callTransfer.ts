/**
 * A party leaves in favour of another one that is dialled: by command, or asked for at a desk phone, which does not
 * happen behind our back (design §5.2.5) but is guarded like any other command, carried out by us and reported back.
 *
 *   asked → refused (the call is as before)
 *   asked → dialled → answered → the asking party is hung up, the new one has its place
 *                   → gone     → failed: the others are back with the asking party, which is rung when it has left
 */

import { z } from 'zod';
import { type Call, customer, partyOf, present } from './call';
import { leaveTalk } from './callAway';
import { isBeforeTalk } from './callbackStates';
import { clear } from './callClear';
import type { Answer } from './callControl';
import { bringBack, bringCustomer, connectParty, putOthersAside } from './callConversation';
import { type CallConfig, CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { asking, dialFurther, dialLine, dialling, nobodyTalks } from './callParties';
import { route } from './callPlan';
import { taking } from './callQueue';
import { untried } from './callStep';
import { type Context, type Decision, nothing } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { idSchema, slug } from './ids';
import type { Cause } from './line';
import { type Line, lineTo, ownsEndpoint } from './ownership';
import { isAlive, isUp, type Party } from './party';
import { priority } from './queue';
import { endpoint as endpointSchema, reached, type TreatmentOf } from './treatment';
import { phoneKey } from './workstationPhones';

const TRANSFER_RING_MS = 30_000;
const RECALL_RING_SECONDS = 30;

export const transferCommand = z.strictObject({
  /** Who takes over; or the queue in which the customer waits from now on. */
  to: z.union([reached, z.strictObject({ queue: slug, priority: priority.default(0) })]),
  /** `blind`: nobody is asked first; for that there is `call.consult`. */
  kind: z.literal('blind').default('blind'),
  /** Who leaves; default: the only one beside the customer. */
  party: idSchema('party').optional(),
  ...dialling,
});
export type TransferCommand = z.infer<typeof transferCommand>;

/** Who talks to the customer leaves, for another one or for a place in a queue. */
export function decideTransferCommand(
  call: Call,
  command: TransferCommand,
  config: CallConfig,
  context: Context,
): Answer {
  const party = asking(call, command.party);
  if (isRefusal(party)) return party;
  const draft = new CallDraft(call, config, context);
  const { to } = command;
  const refusal = 'queue' in to ? toQueue(draft, party, to) : begin(draft, party, { ...command, to });
  return refusal ?? draft.decision({ call: call.id });
}

function begin(draft: CallDraft, party: Party, command: Parameters<typeof dialFurther>[1]): Refusal | undefined {
  const next = dialFurther(draft, command);
  if (isRefusal(next)) return next;
  putOthersAside(draft, party.id);
  draft.set({ transfer: { kind: 'blind', asking: party.id, party: next } });
  draft.emit('call.routed', next);
  return undefined;
}

/** The customer takes a place as of now; whoever talked is free. */
function toQueue(draft: CallDraft, party: Party, to: { queue: string; priority: number }): Refusal | undefined {
  const settings = taking(to.queue, draft.config);
  if (isRefusal(settings)) return settings;
  const alone = besideCustomer(draft.call, party);
  if (alone) return alone;
  leaveTalk(draft);
  letGo(draft, party);
  draft.emit('call.transferred', party.id);
  route(draft, [{ do: 'queue', ...to }], { by: 'command', reason: 'transferred' });
  return undefined;
}

/** Why the customer cannot be left to treatments. */
function besideCustomer(call: Call, party: Party): Refusal | undefined {
  const others = present(call).filter(({ id, role }) => id !== party.id && role !== 'supervisor');
  if (others.length === 1 && others[0]?.role === 'customer') return undefined;
  return refuse('call.wrong_state', 'the one who leaves must talk to the customer alone');
}

/** The phone that asks for a transfer, where there is still something to transfer. */
export function phoneAsking(call: Call, id: string): Party | undefined {
  const party = partyOf(call, id);
  return party && isUp(party) && !call.clearing && call.clearedAt === undefined ? party : undefined;
}

/** A phone asks that `to` take its place. */
export function decideTransfer(
  call: Call,
  asked: { party: string; to: string },
  config: CallConfig,
  context: Context,
): Decision {
  const party = phoneAsking(call, asked.party);
  if (!party) return nothing;
  const draft = new CallDraft(call, config, context);
  const unable = unfit(call, party);
  const venue = unable ? undefined : venueAt(draft, asked.to);
  if (venue !== undefined) return toVenue(draft, party, venue, asked.to);
  const line = unable ?? transferLine(draft, party.endpoint, asked.to);
  if (isRefusal(line)) return notAtPhone(draft, party, line, asked.to);
  draft.first({ do: 'transferProgress', party: party.id, state: 'trying' });
  const from = call.customerNumber ?? call.ani;
  const next = dialLine(draft, line, { from, ringMs: TRANSFER_RING_MS });
  draft.set({ transfer: { kind: 'blind', asking: party.id, party: next, atPhone: true } });
  draft.emit('call.routed', next);
  return draft.decision();
}

/** A number of the PBX at which calls of the tenant arrive. */
function venueAt({ call, config }: CallDraft, to: string): string | undefined {
  const venues = Object.entries(config.mapping?.venues ?? {});
  return venues.find(
    ([, { routingPoint, match }]) => routingPoint.startsWith(`${call.pbx}/`) && match.dnis === to,
  )?.[0];
}

/** The customer goes to that venue as if it had been sent there; whoever talked is free. */
function toVenue(draft: CallDraft, party: Party, venue: string, to: string): Decision {
  const alone = besideCustomer(draft.call, party);
  if (alone) return notAtPhone(draft, party, alone, to);
  draft.first({ do: 'transferProgress', party: party.id, state: 'done' });
  leaveTalk(draft);
  letGo(draft, party);
  draft.emit('call.transferred', party.id);
  const there: TreatmentOf<'venue'> = { do: 'venue', venue };
  untried(draft, there);
  route(draft, [there], { by: 'command', reason: 'transferred' });
  return draft.decision();
}

/** The phone is told no, and the call is as before. */
export function notAtPhone(draft: CallDraft, party: Party, refusal: Refusal, destination: string): Decision {
  draft.first({ do: 'transferProgress', party: party.id, state: 'failed' });
  draft.set({ failure: failureOf(refusal, destination) });
  draft.emit('call.transfer_failed', party.id);
  return draft.decision();
}

/** Why nothing can be transferred now: who is alone on the line, in a queue say, or hears something before the talk, has nobody to leave to another. */
export function unfit(call: Call, { role }: Party): Refusal | undefined {
  if (role === 'supervisor') return refuse('call.wrong_state', 'a supervisor gives nobody away');
  if (call.transfer) return refuse('call.wrong_state', 'a transfer is under way');
  return nobodyTalks(call) || isBeforeTalk(call) ? refuse('call.wrong_state', 'nobody else is there') : undefined;
}

/** What is dialled at a phone is another phone of the tenant, or a number by its trunk. */
function transferLine(draft: CallDraft, asking: string | undefined, to: string): Line | Refusal {
  const technology = asking?.split('/')[0] ?? 'PJSIP';
  const endpoint = `${technology}/${to}`;
  const phone = endpointSchema.safeParse(endpoint).success;
  if (phone && ownsEndpoint(endpoint, draft.holdings)) return lineTo({ endpoint }, draft.holdings);
  if (!/^\+?[0-9]+$/.test(to)) return refuse('destination.not_owned', `${to} is not a phone of this tenant`);
  return lineTo({ number: to }, draft.holdings);
}

const failureOf = (refusal: Refusal, destination: string) => ({
  reason: refusal.refused,
  destination,
  ...(refusal.detail !== undefined && { detail: refusal.detail }),
});

/** Tells the phone that asked how it goes. */
export function transferProgress(draft: CallDraft, state: 'ringing' | 'done' | 'failed'): void {
  const { transfer } = draft.call;
  if (transfer?.atPhone) draft.first({ do: 'transferProgress', party: transfer.asking, state });
}

/** The new party answered: it takes the place of the one that asked, or is asked first. */
export function transferAnswered(draft: CallDraft, party: string): void {
  const { transfer } = draft.call;
  if (transfer?.kind === 'consult') return connectParty(draft, party);
  transferProgress(draft, 'done');
  bringCustomer(draft);
  connectParty(draft, party);
  takeOver(draft);
}

/** The new party is there and stays; the one that asked is not needed any more. */
export function takeOver(draft: CallDraft): void {
  const { transfer } = draft.call;
  const asker = partyOf(draft.call, transfer?.asking ?? '');
  draft.drop('transfer');
  bringBack(draft);
  if (asker && isAlive(asker)) letGo(draft, asker);
  // Whom it was to talk to has left, and who only listens is nobody.
  if (present(draft.call).length < 2) return clear(draft, 'normal', 'local');
  draft.emit('call.transferred', transfer?.party);
}

/** Who asked hangs up: the others have the new party when it is there already, else they wait for it with music. */
export function askingLeft(draft: CallDraft, party: string): void {
  const { transfer } = draft.call;
  const next = partyOf(draft.call, transfer?.party ?? '');
  if (!transfer || !next) return;
  if (isUp(next)) return takeOver(draft);
  draft.set({ transfer: { ...transfer, kind: 'blind' } });
  putOthersAside(draft, party);
  draft.emit('call.party_left', party);
}

/** The new party did not come: the call is as before, and who asked is rung when only the customer is left. */
export function transferEnded(draft: CallDraft, cause: Cause): void {
  const { transfer } = draft.call;
  const to = partyOf(draft.call, transfer?.party ?? '');
  const asker = partyOf(draft.call, transfer?.asking ?? '');
  transferProgress(draft, 'failed');
  draft.drop('transfer');
  draft.set({ failure: { reason: cause, destination: to ? phoneKey(to) : '' } });
  draft.emit('call.transfer_failed', to?.id);
  if (present(draft.call).length > 1) return bringBack(draft);
  if (asker && (!isUp(asker) || asker.due)) return recall(draft, asker, cause);
  clear(draft, cause, 'local');
}

/** Nobody is left alone on the line because a transfer failed: who asked for it is rung, then it is as for a caller. */
function recall(draft: CallDraft, { endpoint, number, sip, agent }: Party, cause: Cause): void {
  const caller = customer(draft.call);
  if (!caller || !isUp(caller)) return clear(draft, cause, 'local');
  // Nothing but a workstation names a SIP address: whoever has one is rung as the agent there.
  const there = sip === undefined ? { number: number ?? '' } : { agent: agent ?? '' };
  const to = endpoint !== undefined ? { endpoint } : there;
  const back = { do: 'connect', to, ringSeconds: RECALL_RING_SECONDS } as const;
  leaveTalk(draft);
  untried(draft, back);
  route(draft, [back], { by: 'command', reason: 'recalled' });
}

/** Nobody is there any more whom it was about. */
export function abandonTransfer(draft: CallDraft): void {
  const { transfer } = draft.call;
  if (!transfer) return;
  const involved = [transfer.asking, transfer.party];
  if (present(draft.call).some(({ id, role }) => !involved.includes(id) && role !== 'supervisor')) return;
  const next = partyOf(draft.call, transfer.party);
  transferProgress(draft, 'failed');
  draft.drop('transfer');
  if (next && isAlive(next) && !isUp(next)) letGo(draft, next);
}
