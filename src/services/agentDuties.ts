/**
 * Working hours and bookings of agents: whether an agent works follows from the mapping in force and from what was booked;
 * the next change is a deadline of the agent.
 */
import type { Agent } from '../core/agent';
import { decideDuty, type Working } from '../core/agentDuty';
import { nothing } from '../core/decision';
import { own } from '../core/own';
import { msOf } from '../core/time';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions } from './partitions';

/** Hours cost up to some milliseconds: others get their turn in between. */
const SLICE = 20;

export class AgentDuties implements PartitionListener {
  /** Settings that the duty of an agent was last computed by. */
  private readonly computed = new Map<string, string>();

  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  dropped(tenant: string): void {
    for (const key of this.computed.keys()) if (key.startsWith(`${tenant}/`)) this.computed.delete(key);
  }

  /** When an agent works, as the mapping says it. */
  working(tenant: string, id: string): Working {
    const { hours, bookings = [] } = own(this.mappings.current.tenants[tenant]?.agents ?? {}, id) ?? {};
    const mapped = bookings.map(({ from, until, works, reason }) => ({
      ...{ from: msOf(from), until: msOf(until), works },
      ...(reason !== undefined && { reason }),
    }));
    return { hours, mapped };
  }

  /** Makes true what the mapping in force says, and what the hours have said meanwhile. */
  async follow(): Promise<void> {
    let done = 0;
    for (const tenant of this.partitions.tenants())
      for (const id of [...(this.partitions.get(tenant)?.ids('agent') ?? [])])
        if (this.look(tenant, id) && ++done % SLICE === 0) await this.partitions.breathe();
  }

  /** A time has come at which its work begins or ends. */
  due(tenant: string, id: string): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const agent = partition.get<Agent>('agent', id);
      return agent ? decideDuty(agent, this.working(tenant, id), context) : nothing;
    });
  }

  private look(tenant: string, id: string): boolean {
    const key = `${tenant}/${id}`;
    const working = JSON.stringify(this.working(tenant, id));
    if (this.computed.get(key) === working) return false;
    this.computed.set(key, working);
    this.due(tenant, id);
    return true;
  }
}
