/** Agents and workstations of a tenant: who is where and does what, and the commands of the family `agent`. */
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { commandRoutes } from './commands';
import { answerPage, pageOf } from './lists';
import { GUARD } from './ownParts';
import { liveOf, type Route } from './route';
import { agentView, agentWithWorkView, workstationView } from './views';

const TENANT = '/v1/tenants/{tenant}';

/** Reads of agents and workstations, and every command about an agent. */
export function agentRoutes(api: Api): Route[] {
  const desks = [listWorkstations(api), getWorkstation(api)];
  return [listAgents(api), getAgent(api), ...commandRoutes(api, 'agent'), ...desks];
}

const listAgents = (api: Api): Route => ({
  method: 'get',
  path: `${TENANT}/agents`,
  operation: 'agents.list',
  tag: 'agents',
  doc: 'Agents that the mapping gives to the tenant, each with its state.',
  access: rolesFor('agents.list'),
  reply: { status: 200, doc: 'All of them, by name.', schema: pageOf(agentView) },
  refusals: ['store.away'],
  handle: async ({ principal, params }) => answerPage(await api.agents.list(principal, params.tenant as string)),
});

const getAgent = (api: Api): Route => ({
  method: 'get',
  path: `${TENANT}/agents/{id}`,
  operation: 'agents.get',
  tag: 'agents',
  doc: 'One agent by its name, with its hours and bookings.',
  more: GUARD,
  access: rolesFor('agents.get'),
  reply: { status: 200, doc: 'The agent.', schema: agentWithWorkView, headers: { ETag: '"<sequence>"' } },
  refusals: ['agent.not_found', 'store.away'],
  handle: async ({ principal, params }) =>
    liveOf(await api.agents.get(principal, params.tenant as string, params.id as string)),
});

const listWorkstations = (api: Api): Route => ({
  method: 'get',
  path: `${TENANT}/workstations`,
  operation: 'workstations.list',
  tag: 'workstations',
  doc: 'Workstations that the mapping gives to the tenant, with who is signed in at each.',
  access: rolesFor('workstations.list'),
  reply: { status: 200, doc: 'All of them.', schema: pageOf(workstationView) },
  refusals: ['store.away'],
  handle: async ({ principal, params }) =>
    answerPage(await api.agents.workstations(principal, params.tenant as string)),
});

const getWorkstation = (api: Api): Route => ({
  method: 'get',
  path: `${TENANT}/workstations/{id}`,
  operation: 'workstations.get',
  tag: 'workstations',
  doc: 'One workstation by its name.',
  more: GUARD,
  access: rolesFor('workstations.get'),
  reply: { status: 200, doc: 'The workstation.', schema: workstationView, headers: { ETag: '"<sequence>"' } },
  refusals: ['workstation.not_found', 'store.away'],
  handle: async ({ principal, params }) =>
    liveOf(await api.agents.workstation(principal, params.tenant as string, params.id as string)),
});
