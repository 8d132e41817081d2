/** The line to whom a call is brought: agents and users are found where they are signed in. */
import type { Agent } from './agent';
import type { CallDraft } from './callDraft';
import type { Phone, Reached } from './destination';
import { isRefusal, type Refusal, refuse } from './errors';
import { own } from './own';
import { type Line, lineTo } from './ownership';

/** The line, or why there is none: nobody of that name in the tenant, or not signed in. */
export function lineOf(to: Reached | Phone, draft: CallDraft): Line | Refusal {
  if ('endpoint' in to || 'number' in to || 'sip' in to) return lineTo(to, draft.holdings);
  const agent = 'agent' in to ? agentOf(draft, to.agent) : agentOfUser(draft, to.user);
  if (isRefusal(agent)) return agent;
  const phone = own(draft.config.mapping?.workstations, agent.workstation ?? '')?.phone;
  return phone ? lineTo(phone, draft.holdings) : refuse('agent.logged_off', `${agent.id} is not signed in`);
}

function agentOf(draft: CallDraft, id: string): Agent | Refusal {
  const agent = draft.agent(id);
  if (!agent || agent.removedAt !== undefined) return refuse('agent.not_found', `there is no agent ${id}`);
  return agent.state === 'loggedOff' ? refuse('agent.logged_off', `${id} is not signed in`) : agent;
}

/** One who is several agents is reached where it signed in, or changed its state, last. */
function agentOfUser(draft: CallDraft, user: string): Agent | Refusal {
  const login = user.toLowerCase();
  const ids = Object.entries(draft.config.mapping?.agents ?? {}).filter(([, one]) => one.user?.toLowerCase() === login);
  const agents = ids.map(([id]) => agentOf(draft, id));
  const there = agents.filter((agent) => !isRefusal(agent)) as Agent[];
  const [latest] = there.sort((a, b) => b.since - a.since);
  return latest ?? agents.find(isRefusal) ?? refuse('agent.not_found', `no agent is user ${user}`);
}
