/** Agents and workstations of a tenant (design §9): reads, what the mapping says of them, and their deadlines. */
import type { Agent } from '../core/agent';
import { decideAgentConfig, decideAgentDeadline, decidePhoneTaken, decideState } from '../core/agentControl';
import { workOf } from '../core/agentWork';
import { nothing } from '../core/decision';
import { type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import { own } from '../core/own';
import { ownsEndpoint } from '../core/ownership';
import type { Workstation } from '../core/workstation';
import type { Clock } from '../ports/clock';
import { knowsTimes, seenByColleagues } from './agentScope';
import type { Agents, Page, Principal } from './api';
import { barred, inScope, mayLook } from './authority';
import type { Desks } from './desks';
import type { Devices } from './devices';
import type { Mappings } from './mappings';
import { onPhones } from './onPhones';
import type { Partitions } from './partitions';

/** Agents that are looked at before others have their turn. */
const SLICE = 50;
/** Why an agent is signed off whose workstation was taken away. */
const DESK_GONE = 'workstationRemoved';

export class AgentService implements Agents {
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly desks: Pick<Desks, 'agentAt'>,
    private readonly devices: Pick<Devices, 'state'>,
  ) {}

  /** Agents are as the mapping in force says; who is new is signed off. */
  async follow(): Promise<void> {
    let looked = 0;
    for (const tenant of this.partitions.tenants()) {
      const settings = this.mappings.current.tenants[tenant]?.agents ?? {};
      const known = [...(this.partitions.get(tenant)?.ids('agent') ?? [])];
      for (const id of new Set([...known, ...Object.keys(settings)])) {
        this.partitions.decide(tenant, { actor: 'system' }, (partition, context) =>
          decideAgentConfig(partition.get<Agent>('agent', id), id, own(settings, id), context),
        );
        if (++looked % SLICE === 0) await this.partitions.breathe();
      }
      for (const agent of this.agents(tenant)) this.keepDesk(tenant, agent);
      this.takeUp(tenant);
    }
  }

  /** Other phones may stand at the desks: who is on one of them keeps the agent there busy. */
  private takeUp(tenant: string): void {
    const partition = this.partitions.get(tenant);
    if (!partition) return;
    for (const [workstation, there] of onPhones(this.mappings, partition)) {
      const id = this.desks.agentAt(tenant, workstation);
      if (id === undefined || there.every(({ party }) => party.agent !== undefined)) continue;
      this.partitions.decide(tenant, { actor: 'system' }, (_, context) =>
        decidePhoneTaken(partition.get<Agent>('agent', id) as Agent, there, context),
      );
    }
  }

  /** Who sits at a workstation that is taken away is signed off, after the talk in hand. */
  private keepDesk(tenant: string, { id, workstation }: Agent): void {
    if (workstation === undefined || own(this.mappings.running.tenants[tenant]?.workstations, workstation)) return;
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) =>
      decideState(partition.get<Agent>('agent', id) as Agent, { state: 'loggedOff', reason: DESK_GONE }, context),
    );
  }

  deadline(tenant: string, id: string, name: string, at: number): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const agent = partition.get<Agent>('agent', id);
      return agent ? decideAgentDeadline(agent, name, at, context) : nothing;
    });
  }

  async list(principal: Principal, tenant: string): Promise<Page | Refusal> {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const partition = this.partitions.get(tenant);
    const items = this.agents(tenant).map((agent) =>
      publicView('agent', knowsTimes(principal, agent, partition) ? agent : seenByColleagues(agent)),
    );
    return this.durable(tenant, { items });
  }

  async get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal> {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const partition = this.partitions.get(tenant);
    const agent = partition?.get<Agent>('agent', id);
    if (!agent || agent.removedAt !== undefined) return refuse('agent.not_found');
    const seq = this.mappings.resource?.seq ?? 0;
    if (!knowsTimes(principal, agent, partition))
      return this.durable(tenant, { seq, data: publicView('agent', seenByColleagues(agent)) });
    const work = workOf(own(this.mappings.current.tenants[tenant]?.agents, id) ?? {}, this.clock.now());
    const data = { ...(publicView('agent', agent) as object), ...(work && { work }) };
    return this.durable(tenant, { seq, data });
  }

  async workstations(principal: Principal, tenant: string): Promise<Page | Refusal> {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const items = Object.entries(this.desksOf(tenant)).map(([name, desk]) => this.desk(tenant, name, desk));
    return this.durable(tenant, { items });
  }

  async workstation(
    principal: Principal,
    tenant: string,
    name: string,
  ): Promise<{ seq: number; data: unknown } | Refusal> {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const desk = own(this.desksOf(tenant), name);
    if (!desk) return refuse('workstation.not_found');
    const seq = this.mappings.resource?.seq ?? 0;
    return this.durable(tenant, { seq, data: this.desk(tenant, name, desk) });
  }

  private agents(tenant: string): Agent[] {
    const partition = this.partitions.get(tenant);
    return [...(partition?.ids('agent') ?? [])]
      .map((id) => partition?.get<Agent>('agent', id) as Agent)
      .filter(({ removedAt }) => removedAt === undefined)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private desksOf(tenant: string): Readonly<Record<string, Workstation>> {
    return this.mappings.current.tenants[tenant]?.workstations ?? {};
  }

  private desk(tenant: string, id: string, desk: Workstation): unknown {
    const agent = this.desks.agentAt(tenant, id);
    const { phone } = desk;
    const pbx = 'endpoint' in phone ? this.pbxOf(tenant, phone.endpoint) : undefined;
    const device = pbx !== undefined && 'endpoint' in phone ? this.devices.state(pbx, phone.endpoint) : 'unknown';
    return { id, ...desk, ...(agent !== undefined && { agent }), device };
  }

  /** The PBX that has a phone of the tenant. */
  private pbxOf(tenant: string, endpoint: string): string | undefined {
    const { pbxs, tenants } = this.mappings.current;
    const owns = Object.entries(tenants[tenant]?.owns ?? {});
    return owns.find(([name, owned]) => pbxs[name] && ownsEndpoint(endpoint, { pbx: pbxs[name], owns: owned }))?.[0];
  }

  /** People of the tenant are nothing for a key that is limited to venues. */
  private hidden(principal: Principal, tenant: string): Refusal | undefined {
    return barred(mayLook(principal, tenant) && inScope(principal, undefined), tenant, this.partitions);
  }

  private async durable<T>(tenant: string, answer: T): Promise<T> {
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return answer;
  }
}
