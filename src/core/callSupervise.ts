/**
 * A supervisor on a call: hears everybody, and is heard by nobody (`listen`), by one agent (`whisper`) or by all
 * (`barge`). Who may not supervise does not learn of it (`supervision.ts`). The supervisor's leaving ends nothing; the
 * end of the talk releases the supervisor.
 */
import { z } from 'zod';
import { type Call, partyOf, supervisors, talking } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import { letGo } from './callLetGo';
import { dialFurther, nobodyTalks } from './callParties';
import type { Context } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { idSchema, slug } from './ids';
import type { Join } from './line';
import { own } from './own';
import { isAlive, isUp, type Party, SUPERVISION_MODES } from './party';
import { endpoint } from './treatment';

export const superviseCommand = z
  .strictObject({
    mode: z.enum(SUPERVISION_MODES).default('listen'),
    /** The phone of the supervisor, which is dialled. */
    to: z.union([z.strictObject({ endpoint }), z.strictObject({ workstation: slug })]).optional(),
    /** A supervisor who is on the call already, and changes the mode. */
    party: idSchema('party').optional(),
    /** Who alone hears a whisper; default: the only agent. */
    of: idSchema('party').optional(),
    ringSeconds: z.number().min(1).max(180).default(25),
  })
  .refine(({ to, party }) => (to === undefined) !== (party === undefined), 'either `to` or `party`');
export type SuperviseCommand = z.infer<typeof superviseCommand>;

/** Dials a supervisor, or changes how one is on the call. */
export function decideSupervise(call: Call, command: SuperviseCommand, config: CallConfig, context: Context): Answer {
  const refusal = nobodyTalks(call);
  if (refusal) return refusal;
  const of = command.mode === 'whisper' ? heardBy(call, command.of) : undefined;
  if (isRefusal(of)) return of;
  const draft = new CallDraft(call, config, context);
  const id = command.to ? dialSupervisor(draft, command.to, command.ringSeconds) : supervisorOf(call, command.party);
  if (isRefusal(id)) return id;
  draft.party(id, { supervises: { mode: command.mode, ...(of && { of: of.id }) } });
  // Who barged in may be all that an agent has left to talk to.
  const alone = nobodyTalks(draft.call);
  if (alone) return alone;
  const supervisor = partyOf(draft.call, id);
  if (supervisor && isUp(supervisor)) place(draft, supervisor);
  draft.emit('call.supervised', id);
  return draft.decision({ call: call.id, party: id });
}

function dialSupervisor(
  draft: CallDraft,
  to: NonNullable<SuperviseCommand['to']>,
  ringSeconds: number,
): string | Refusal {
  const phone = 'endpoint' in to ? to : own(draft.config.mapping?.workstations, to.workstation)?.phone;
  return phone ? dialFurther(draft, { to: phone, ringSeconds }, 'supervisor') : refuse('workstation.not_found');
}

function supervisorOf(call: Call, id: string | undefined): string | Refusal {
  const party = partyOf(call, id ?? '');
  if (party?.role !== 'supervisor') return refuse('call.no_such_party');
  return isAlive(party) && !party.due?.again ? party.id : refuse('call.wrong_state', 'the supervisor has left');
}

/** Who is to hear a whisper: the one named, else the only agent who talks. */
function heardBy(call: Call, id: string | undefined): Party | Refusal {
  const agents = talking(call).filter(({ role }) => role !== 'customer' && role !== 'supervisor');
  if (id !== undefined)
    return agents.find((agent) => agent.id === id) ?? refuse('call.no_such_party', '`of` is not an agent who talks');
  if (agents.length > 1) return refuse('call.wrong_state', 'several agents talk: name the one that hears it as `of`');
  return agents[0] ?? refuse('call.wrong_state', 'no agent talks');
}

/** The phone of the supervisor was answered; those it was to listen to may have gone meanwhile. */
export function supervisorAnswered(draft: CallDraft, id: string): void {
  const supervisor = partyOf(draft.call, id);
  if (!supervisor) return;
  if (nobodyTalks(draft.call)) letGo(draft, supervisor);
  else place(draft, follow(draft, supervisor));
}

/** Brings a supervisor into the conversation as it is to be there. */
export function place(draft: CallDraft, { id, joined, supervises }: Party): void {
  const { conversation } = draft.call;
  if (conversation === undefined || !supervises) return;
  if (joined) draft.first({ do: 'leave', conversation, party: id });
  draft.first({ do: 'join', conversation, party: id, ...howOf(supervises) });
}

/** A whisper that nobody is there for is not heard by anybody else. */
function howOf({ mode, of }: NonNullable<Party['supervises']>): { how?: Join } {
  if (mode === 'barge') return {};
  return { how: mode === 'whisper' && of !== undefined ? { mode: 'coach', of } : { mode: 'listen' } };
}

/** Somebody came or went: who whispers does so to the agent who talks now. */
export function followTalk(draft: CallDraft): void {
  if (draft.call.clearing || draft.call.clearedAt !== undefined) return;
  for (const supervisor of supervisors(draft.call)) {
    const now = follow(draft, supervisor);
    if (now !== supervisor) place(draft, now);
  }
}

/** The supervisor, whispering to an agent who talks; the very same when nothing changes. */
function follow(draft: CallDraft, supervisor: Party): Party {
  const { supervises } = supervisor;
  if (supervises?.mode !== 'whisper') return supervisor;
  const agents = talking(draft.call).filter(({ role }) => role !== 'customer' && role !== 'supervisor');
  if (agents.some(({ id }) => id === supervises.of)) return supervisor;
  const of = agents[0]?.id;
  if (of === supervises.of) return supervisor;
  const next: Party = { ...supervisor, supervises: { mode: 'whisper', ...(of !== undefined && { of }) } };
  draft.set({ parties: draft.call.parties.map((party) => (party.id === next.id ? next : party)) });
  return next;
}
