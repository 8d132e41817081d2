/** What is asked of an agent: to sign in and off, to be ready or not; and what its deadlines do. */
import { z } from 'zod';
import { type Agent, type AgentSettings, agentDeadlines } from './agent';
import { done, idle, later, turned } from './agentPlace';
import { reason } from './agentWork';
import { type OnCall, takeUpCalls } from './callAgents';
import { type Context, type Decision, nothing } from './decision';
import { type Refusal, refuse } from './errors';
import type { EventType } from './events';
import { slug } from './ids';

export const signInCommand = z.strictObject({
  /** Default: the one that the mapping gives the agent. */
  workstation: slug.optional(),
  /** Ready at once, or not yet. */
  state: z.enum(['ready', 'notReady']).default('notReady'),
  reason: reason.optional(),
});
export const setStateCommand = z.strictObject({
  state: z.enum(['ready', 'notReady']),
  /** Why it is not ready; left out when it is. */
  reason: reason.optional(),
});

export type AgentAnswer = Decision<{ agent: string; booking?: string }> | Refusal;

/** What a sign-in must know beside the agent. */
export interface Desk {
  /** Whether the tenant has that workstation. */
  readonly exists: (workstation: string) => boolean;
  /** Who is signed in there. */
  readonly agentAt: (workstation: string) => string | undefined;
  /** Who is on the phone that stands there. */
  readonly onPhone: (workstation: string) => readonly OnCall[];
  /** Whether a queue of the agent wants nobody who does not work now. */
  readonly strict: (agent: Agent) => boolean;
}

/** Signs in at a workstation, or moves to another one. */
export function decideSignIn(
  agent: Agent,
  command: z.infer<typeof signInCommand>,
  desk: Desk,
  { now }: Pick<Context, 'now'>,
): AgentAnswer {
  const off = offDuty(agent, command, desk);
  if (off) return off;
  const workstation = command.workstation ?? agent.workstation ?? agent.home;
  if (workstation === undefined) return refuse('agent.no_workstation');
  if (!desk.exists(workstation)) return refuse('workstation.not_found');
  const other = desk.agentAt(workstation);
  if (other !== undefined && other !== agent.id)
    return refuse('workstation.taken', `${other} is signed in at ${workstation}`, { agent: other });
  const there = agent.workstation === workstation && agent.state !== 'loggedOff';
  if (!there && agent.voice.parties.length > 0) return refuse('agent.busy');
  const why = command.reason ?? 'signedIn';
  const to = { state: command.state, ...(command.state === 'notReady' && { reason: why }) };
  if (there) return decideState(agent, to, { now });
  const signedIn = turned({ ...agent, workstation, ...fresh(agent, now) }, to, now);
  return takingUp('agent.logged_on', signedIn, desk.onPhone(workstation), now);
}

/** The phone at the desk of an agent is another one: what goes on there makes the agent busy. */
export function decidePhoneTaken(agent: Agent, there: readonly OnCall[], { now }: Pick<Context, 'now'>): Decision {
  if (agent.state === 'loggedOff') return nothing;
  const taken = takingUp('agent.state_changed', agent, there, now);
  return taken.drafts.length > 1 ? { drafts: taken.drafts, reply: undefined } : nothing;
}

function takingUp(type: EventType, agent: Agent, there: readonly OnCall[], now: number): Decision<{ agent: string }> {
  const taken = takeUpCalls(agent, there, now);
  return { drafts: [{ type, id: agent.id, data: taken.agent }, ...taken.drafts], reply: { agent: agent.id } };
}

/** Why an agent cannot be ready now. */
export const offDuty = (
  agent: Agent,
  to: { state: Agent['state'] },
  desk: Pick<Desk, 'strict'>,
): Refusal | undefined =>
  to.state === 'ready' && agent.duty?.on === false && desk.strict(agent) ? refuse('agent.off_duty') : undefined;

/** Wrap-up does not survive a change of desks. */
const fresh = (agent: Agent, now: number): Partial<Agent> =>
  agent.voice.state === 'wrapUp' ? { ...done(agent, now), voice: { state: 'idle', since: now, parties: [] } } : {};

/** Ready or not ready; at once, or when what it is doing is over. */
export function decideState(
  agent: Agent,
  to: { state: Agent['state']; reason?: string | undefined },
  { now }: Pick<Context, 'now'>,
): AgentAnswer {
  if (agent.state === 'loggedOff') {
    if (to.state === 'loggedOff') return { ...nothing, reply: { agent: agent.id } };
    return refuse('agent.logged_off');
  }
  const { voice, next: before, ...rest } = agent;
  if (voice.state === 'offered' || voice.state === 'busy') return one('agent.state_changed', later(agent, to));
  const same = agent.state === to.state && agent.reason === to.reason && voice.state === 'idle' && !agent.restUntil;
  if (same) return { ...nothing, reply: { agent: agent.id } };
  const next = turned({ ...rest, ...done(agent, now), voice: { state: 'idle', since: now, parties: [] } }, to, now);
  return one(to.state === 'loggedOff' ? 'agent.logged_off' : 'agent.state_changed', next);
}

/** A wrap-up or a rest is over. */
export function decideAgentDeadline(agent: Agent, name: string, at: number, { now }: Context): Decision {
  if (!agentDeadlines(agent).some((due) => due.name === name && due.at === at)) return nothing;
  if (name === 'wrapUp') return unanswering(idle(agent, now));
  if (name === 'told') return unanswering(agent);
  if (name !== 'rest') return nothing;
  const { restUntil: _, ...rest } = agent;
  return unanswering(rest);
}

const unanswering = (agent: Agent): Decision => ({ drafts: [draftOf(agent)], reply: undefined });

/** What the mapping says of an agent now; `undefined` when it has it no more. Nothing when that is known. */
export function decideAgentConfig(
  known: Agent | undefined,
  id: string,
  settings: AgentSettings | undefined,
  { now }: Pick<Context, 'now'>,
): Decision {
  if (!settings) return known && known.removedAt === undefined ? unmapped(known, now) : nothing;
  const { user, workstation: home, name, skills, queues, chats } = settings;
  const config = {
    name,
    skills,
    queues,
    chats,
    ...(user !== undefined && { user }),
    ...(home !== undefined && { home }),
  };
  if (!known || known.removedAt !== undefined) {
    const voice = known?.voice ?? ({ state: 'idle', since: now, parties: [] } as const);
    const agent: Agent = { id, ...config, state: 'loggedOff', since: now, voice: { ...voice }, unanswered: 0 };
    return single('agent.created', agent);
  }
  const { user: _, home: __, ...live } = known;
  const agent: Agent = { ...live, ...config };
  if (same(known, agent)) return nothing;
  const able = same({ s: known.skills, q: known.queues }, { s: skills, q: queues });
  return single(able ? 'agent.changed' : 'agent.skills_changed', agent);
}

const same = (a: object, b: object): boolean => JSON.stringify(entries(a)) === JSON.stringify(entries(b));
const entries = (value: object): [string, unknown][] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));

/** It is signed off; a talk goes on, and is followed to its end. */
function unmapped(agent: Agent, now: number): Decision {
  return single('agent.removed', { ...turned(agent, { state: 'loggedOff' }, now), removedAt: now });
}

/** The record of what became of an agent. */
export const draftOf = (agent: Agent): { type: EventType; id: string; data: Agent } => ({
  type: agent.state === 'loggedOff' ? 'agent.logged_off' : 'agent.state_changed',
  id: agent.id,
  data: agent,
});

const single = (type: EventType, agent: Agent): Decision => ({
  drafts: [{ type, id: agent.id, data: agent }],
  reply: undefined,
});

const one = (type: EventType, agent: Agent): AgentAnswer => ({
  drafts: [{ type, id: agent.id, data: agent }],
  reply: { agent: agent.id },
});
