/** Queues are open, and agents at work, as their hours say, whatever happened when these changed. */
import type { Agent } from '../../../src/core/agent';
import { openingHours } from '../../../src/core/hours';
import { Opening } from '../../../src/core/opening';
import type { QueueState } from '../../../src/core/queueState';
import type { Scene } from '../scene';

type Wrong = (invariant: string, what: string, patience?: number) => void;

/** Hours are read once a second: that is as exact as they are, and reading them takes its time. */
const SECOND_MS = 1_000;

export class HoursKept {
  private second = -1;
  private readonly open = new Map<string, boolean>();

  /** Looks around in every tenant. */
  look({ house, tenants }: Scene, wrong: Wrong): void {
    const now = house.clock.now();
    const second = Math.floor(now / SECOND_MS);
    if (second !== this.second) this.open.clear();
    this.second = second;
    for (const { id: tenant } of tenants) {
      const partition = house.signalbox.partitions.get(tenant);
      const { queues = {}, agents = {} } = house.mapping.tenants[tenant] ?? {};
      for (const [name, { hours }] of Object.entries(queues)) {
        const state = partition?.get<QueueState>('queue', name);
        if (!hours || !state) continue;
        // By hand goes before the hours, until it is taken back or over.
        const { open, until } = state.manual ?? {};
        const byHand = open !== undefined && { manual: { open, ...(until !== undefined && { until }) } };
        const should = this.isOpen(`${tenant} queue ${name} ${open} ${until}`, { ...hours, ...byHand }, now);
        if (state.open !== should) wrong('a queue is open as its hours say', `${tenant} ${name}: ${state.open}`);
      }
      for (const [name, { hours }] of Object.entries(agents)) {
        const agent = partition?.get<Agent>('agent', name);
        if (!hours || !agent) continue;
        const should = this.isOpen(`${tenant} agent ${name}`, hours, now);
        if (agent.duty?.on !== should) wrong('an agent works as its hours say', `${tenant} ${name}: ${agent.duty?.on}`);
      }
    }
  }

  private isOpen(key: string, hours: object, now: number): boolean {
    const known = this.open.get(key);
    if (known !== undefined) return known;
    const open = new Opening(openingHours.parse(hours)).isOpen(now);
    this.open.set(key, open);
    return open;
  }
}
