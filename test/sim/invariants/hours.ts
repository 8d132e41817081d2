/** Queues are open, and agents at work, as their hours say, whatever happened when these changed. */
import type { Agent } from '../../../src/core/agent';
import { openingHours } from '../../../src/core/hours';
import { Opening } from '../../../src/core/opening';
import type { QueueState } from '../../../src/core/queueState';
import type { Scene } from '../scene';

type Wrong = (invariant: string, what: string, patience?: number) => void;

/** Looks around in every tenant. */
export function hoursAreKept({ house, tenants }: Scene, wrong: Wrong): void {
  const now = house.clock.now();
  for (const { id: tenant } of tenants) {
    const partition = house.signalbox.partitions.get(tenant);
    const { queues = {}, agents = {} } = house.mapping.tenants[tenant] ?? {};
    for (const [name, { hours }] of Object.entries(queues)) {
      const state = partition?.get<QueueState>('queue', name);
      if (!hours || !state) continue;
      // By hand goes before the hours, until it is taken back or over.
      const { open, until } = state.manual ?? {};
      const byHand = open !== undefined && { manual: { open, ...(until !== undefined && { until }) } };
      const should = new Opening(openingHours.parse({ ...hours, ...byHand })).isOpen(now);
      if (state.open !== should) wrong('a queue is open as its hours say', `${tenant} ${name}: ${state.open}`);
    }
    for (const [name, { hours }] of Object.entries(agents)) {
      const agent = partition?.get<Agent>('agent', name);
      if (!hours || !agent) continue;
      const should = new Opening(hours).isOpen(now);
      if (agent.duty?.on !== should) wrong('an agent works as its hours say', `${tenant} ${name}: ${agent.duty?.on}`);
    }
  }
}
