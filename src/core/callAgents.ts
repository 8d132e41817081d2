/**
 * Agents follow the parties at their phones (design §6): whatever a decision did to a call, the agents on it are as busy
 * as their lines are, in the same commit. No path of a call can forget one.
 */
import type { Agent } from './agent';
import { type Aftermath, held, released } from './agentPlace';
import type { Call } from './call';
import type { TenantMapping } from './mapping';
import { isAlive, isUp, type Party } from './party';

/** A decision about a call, as far as agents are concerned. */
interface Draft {
  readonly call: Call;
  readonly now: number;
  readonly config: { readonly mapping: TenantMapping | undefined };
  agent(id: string): Agent | undefined;
  setAgent(agent: Agent): void;
}

/** Brings the agents of a call up to date with what became of its parties. */
export function followAgents(draft: Draft): void {
  for (const party of draft.call.parties) {
    const agent = party.agent === undefined ? undefined : draft.agent(party.agent);
    if (agent) follow(draft, agent, party);
  }
}

function follow(draft: Draft, agent: Agent, party: Party): void {
  const known = agent.voice.parties.find((one) => one.party === party.id);
  if (!isAlive(party)) {
    if (known) draft.setAgent(released(agent, party.id, aftermath(draft, party), draft.now));
    return;
  }
  const offered = party.offer !== undefined && !isUp(party);
  if (known?.offered === offered) return;
  const about = {
    ...(party.offer !== undefined && { offer: party.offer }),
    ...(party.queue !== undefined && { queue: party.queue }),
  };
  const now = held(agent, { party: party.id, call: draft.call.id, offered }, about, draft.now);
  draft.setAgent(party.role === 'supervisor' ? discreet(now) : now);
}

/** On whose call a supervisor is busy is not for everybody. */
function discreet({ voice, ...rest }: Agent): Agent {
  const { call: _, ...place } = voice;
  return { ...rest, voice: place };
}

/** Only who talked to a customer from a queue has something to wrap up. */
function aftermath({ config, now }: Draft, { queue, answeredAt = now }: Party): Aftermath | undefined {
  if (queue === undefined) return undefined;
  return { queue, since: answeredAt, wrapUpMs: (config.mapping?.queues[queue]?.wrapUpSeconds ?? 0) * 1_000 };
}
