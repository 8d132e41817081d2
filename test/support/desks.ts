/** The two tenants with people at desks: the mapping of flows about agents. */
import type { Agent } from '../../src/core/agent';
import type { Offer } from '../../src/core/offer';
import type { Entry } from '../../src/core/queue';
import type { CommandReply } from '../../src/services/api';
import type { House } from './house';
import { twoTenants } from './twoTenants';

const desks = (letter: string) => ({
  'desk-1': { name: 'Desk 1', phone: { endpoint: `PJSIP/${letter}1` } },
  'desk-2': { phone: { endpoint: `PJSIP/${letter}2` } },
  'desk-3': { phone: { endpoint: `PJSIP/${letter}3` } },
  home: { phone: { number: '+493023125550' } },
});

/** Anna, Bert and Carla of Acme, and one of the same name at Globex. */
export function withAgents(sales: object = {}) {
  const mapping = structuredClone(twoTenants);
  const { acme, globex } = mapping.tenants;
  Object.assign(acme.queues.sales, { ringSeconds: 20, wrapUpSeconds: 10, maxNoAnswers: 2, ...sales });
  Object.assign(acme.queues, { support: { wrapUpSeconds: 0 } });
  Object.assign(acme.applications, { support: { kind: 'queue', queue: 'support' } });
  Object.assign(acme.venues, {
    support: { routingPoint: 'pbx/main', match: { dnis: '1005' }, application: 'support' },
  });
  const inSales = { queues: { sales: {} } };
  Object.assign(acme, {
    workstations: desks('a'),
    agents: {
      anna: { name: 'Anna', user: 'anna', workstation: 'desk-1', ...inSales },
      bert: { name: 'Bert', workstation: 'desk-2', ...inSales },
      carla: { name: 'Carla', skills: { spanish: 3 }, queues: { sales: {}, support: {} } },
    },
  });
  Object.assign(globex, { workstations: desks('b'), agents: { anna: { name: 'Other Anna', ...inSales } } });
  return mapping;
}

/** What tests ask of agents in a house. */
export class Floor {
  constructor(readonly house: House) {}

  /** A command about an agent of Acme, as its program sends it. */
  command(agent: string, verb: string, body: object = {}): Promise<CommandReply> {
    return this.house.command('acme', `agent.${verb}`, agent, body);
  }

  /** Signs in, ready at once. */
  ready(agent: string, workstation?: string): Promise<CommandReply> {
    return this.command(agent, 'sign_in', { state: 'ready', ...(workstation !== undefined && { workstation }) });
  }

  agent(id: string, tenant = 'acme'): Agent {
    return this.house.signalbox.partitions.get(tenant)?.get<Agent>('agent', id) as Agent;
  }

  /** State and place of an agent in one word each. */
  is(id: string): string {
    const { state, voice } = this.agent(id);
    return `${state} ${voice.state}`;
  }

  offers(): Offer[] {
    const partition = this.house.signalbox.partitions.get('acme');
    return [...(partition?.ids('offer') ?? [])].map((id) => partition?.get<Offer>('offer', id) as Offer);
  }

  entries(): Entry[] {
    const partition = this.house.signalbox.partitions.get('acme');
    return [...(partition?.ids('entry') ?? [])].map((id) => partition?.get<Entry>('entry', id) as Entry);
  }
}
