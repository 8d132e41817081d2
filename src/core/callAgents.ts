/**
 * Agents follow the parties at their phones (design §6): whatever a decision did to a call, the agents on it are as busy
 * as their lines are, in the same commit. No path of a call can forget one.
 */
import type { Agent } from './agent';
import { type Aftermath, held, released } from './agentPlace';
import type { Call } from './call';
import type { Draft } from './decision';
import type { TenantMapping } from './mapping';
import { isAlive, isUp, type Party } from './party';

/** A party of a call that is not over. */
export interface OnCall {
  readonly call: Call;
  readonly party: Party;
}

/** A decision about a call, as far as agents are concerned. */
interface Following {
  readonly call: Call;
  readonly now: number;
  readonly config: { readonly mapping: TenantMapping | undefined };
  agent(id: string): Agent | undefined;
  setAgent(agent: Agent): void;
}

/** Brings the agents of a call up to date with what became of its parties. */
export function followAgents(draft: Following): void {
  for (const party of draft.call.parties) {
    const agent = party.agent === undefined ? undefined : draft.agent(party.agent);
    if (agent) follow(draft, agent, party);
  }
}

function follow(draft: Following, agent: Agent, party: Party): void {
  const known = agent.voice.parties.find((one) => one.party === party.id);
  if (!isAlive(party)) {
    if (known) draft.setAgent(released(agent, party.id, aftermath(draft, party), draft.now));
    return;
  }
  if (known?.offered !== isOffered(party)) draft.setAgent(holding(agent, { call: draft.call, party }, draft.now));
}

const isOffered = (party: Party): boolean => party.offer !== undefined && !isUp(party);

/** An agent with that party at its phone. */
function holding(agent: Agent, { call, party }: OnCall, now: number): Agent {
  const about = {
    ...(party.offer !== undefined && { offer: party.offer }),
    ...(party.queue !== undefined && { queue: party.queue }),
  };
  const busy = held(agent, { party: party.id, call: call.id, offered: isOffered(party) }, about, now);
  return party.role === 'supervisor' ? discreet(busy) : busy;
}

/**
 * What goes on at a phone is the agent's who signs in there, or who gets that phone: from then on it is followed like what
 * begins later. A party that is another agent's stays with that one.
 */
export function takeUpCalls(
  agent: Agent,
  there: readonly OnCall[],
  now: number,
): { readonly agent: Agent; readonly drafts: readonly Draft[] } {
  const calls = new Map<string, Call>();
  let busy = agent;
  for (const { call, party } of there) {
    if (!isAlive(party) || party.agent !== undefined) continue;
    const { parties, ...rest } = calls.get(call.id) ?? call;
    const taken = { ...party, agent: agent.id };
    calls.set(call.id, {
      ...rest,
      parties: parties.map((one) => (one.id === party.id ? taken : one)),
      party: party.id,
    });
    busy = holding(busy, { call, party }, now);
  }
  const told = [...calls.values()];
  const drafts = told.map((data) => {
    return { type: 'call.progressed' as const, id: data.id, data, transaction: data.transaction };
  });
  return { agent: busy, drafts };
}

/** On whose call a supervisor is busy is not for everybody. */
function discreet({ voice, ...rest }: Agent): Agent {
  const { call: _, ...place } = voice;
  return { ...rest, voice: place };
}

/** Only who talked to a customer from a queue has something to wrap up. */
function aftermath({ config, now }: Following, { queue, answeredAt = now }: Party): Aftermath | undefined {
  if (queue === undefined) return undefined;
  return { queue, since: answeredAt, wrapUpMs: (config.mapping?.queues[queue]?.wrapUpSeconds ?? 0) * 1_000 };
}
