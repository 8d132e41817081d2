/**
 * Brings entries and agents together (design §2, §6): whenever an entry waits or an agent is free, after the turn in
 * which that happened. Nothing is polled; only what changed is looked at.
 */
import { type Agent, isFree } from '../core/agent';
import { agentsFor, entryFor } from '../core/assignment';
import type { Call } from '../core/call';
import { decideOffer } from '../core/callOffer';
import { isRefusal } from '../core/errors';
import { lineTo } from '../core/ownership';
import type { Entry } from '../core/queue';
import type { JournalRecord } from '../core/record';
import type { Desks } from './desks';
import type { Devices } from './devices';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

interface Due {
  readonly agents: Set<string>;
  readonly queues: Set<string>;
}

export class Assignments implements PartitionListener {
  /** What is to be looked at, by tenant. */
  private readonly due = new Map<string, Due>();
  /** Tenants in which nothing was offered because the store was away. */
  private readonly held = new Set<string>();
  private woken = false;

  constructor(
    private readonly ports: Pick<Ports, 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: {
      readonly queues: Pick<QueueLines, 'next' | 'entries'>;
      readonly desks: Pick<Desks, 'free' | 'allFree'>;
      readonly lines: Pick<Lines, 'state'>;
      readonly devices: Pick<Devices, 'free'>;
    },
  ) {}

  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('agent/') && isFree(data as Agent)) this.wake(tenant, 'agents', (data as Agent).id);
    else if (subject.startsWith('entry/') && (data as Entry).state === 'waiting')
      this.wake(tenant, 'queues', (data as Entry).queue);
  }

  /** The store answers again: what was left undone meanwhile is done. */
  durable(): void {
    if (this.held.size === 0 || this.partitions.commits.away) return;
    for (const tenant of this.held) this.everybody(tenant);
    this.held.clear();
  }

  dropped(tenant: string): void {
    this.due.delete(tenant);
    this.held.delete(tenant);
  }

  /** A PBX can be dialled by again. */
  adopted(pbx: string): void {
    for (const [tenant, { owns }] of Object.entries(this.mappings.current.tenants))
      if (owns[pbx]) this.everybody(tenant);
  }

  /** Whoever is free in a tenant is looked at: something they depend on has changed. */
  everybody(tenant: string): void {
    for (const agent of this.parts.desks.allFree(tenant)) this.wake(tenant, 'agents', agent);
  }

  private wake(tenant: string, what: keyof Due, id: string): void {
    const due = this.due.get(tenant) ?? { agents: new Set(), queues: new Set() };
    this.due.set(tenant, due);
    due[what].add(id);
    if (this.woken) return;
    this.woken = true;
    void Promise.resolve().then(() => this.run());
  }

  private run(): void {
    this.woken = false;
    const all = [...this.due];
    this.due.clear();
    for (const [tenant, due] of all) this.contain(tenant, due);
  }

  /** A defect in one tenant keeps no other from its calls. */
  private contain(tenant: string, due: Due): void {
    try {
      this.match(tenant, due);
    } catch (error) {
      this.ports.log.error('entries could not be offered', {
        tenant,
        error: error instanceof Error ? error.stack : String(error),
      });
    }
  }

  /** Agents first: who has waited longest gets them, not whoever came this moment. */
  private match(tenant: string, { agents, queues }: Due): void {
    if (this.partitions.commits.away) return void this.held.add(tenant);
    const partition = this.partitions.get(tenant);
    const looked = [...agents].map((id) => partition?.get<Agent>('agent', id)).filter((agent) => agent !== undefined);
    for (const { id } of looked.sort((a, b) => (a.idleSince ?? 0) - (b.idleSince ?? 0))) {
      const agent = partition?.get<Agent>('agent', id);
      if (agent && isFree(agent)) this.matchAgent(tenant, agent);
    }
    for (const queue of queues) this.matchQueue(tenant, queue);
  }

  private matchAgent(tenant: string, agent: Agent): void {
    const fronts = Object.keys(agent.queues).flatMap(
      (queue) => this.parts.queues.next(tenant, queue, (entry) => this.reaches(tenant, entry, agent)) ?? [],
    );
    const entry = entryFor(agent, fronts);
    if (entry) this.offer(tenant, entry, [agent]);
  }

  /** In the order of the queue, as long as anybody is free: who comes back goes before who just came. */
  private matchQueue(tenant: string, queue: string): void {
    for (const entry of this.parts.queues.entries(tenant, queue)) {
      const all = [...this.parts.desks.free(tenant, queue)];
      if (all.length === 0) return;
      if (entry.state !== 'waiting') continue;
      const agents = agentsFor(
        entry,
        all.filter((agent) => this.reaches(tenant, entry, agent)),
      );
      if (agents.length > 0) this.offer(tenant, entry, agents);
    }
  }

  /** Whether the phone of the agent can be dialled from the PBX that the entry's call is on. */
  private reaches(tenant: string, entry: Entry, agent: Agent): boolean {
    const call = this.partitions.get(tenant)?.get<Call>('call', entry.call ?? '');
    const desk = this.mappings.current.tenants[tenant]?.workstations[agent.workstation ?? ''];
    if (!call || !desk || this.parts.lines.state(call.pbx) !== 'live') return false;
    const { pbx, mapping } = this.mappings.callConfig(tenant, call.pbx);
    const line = lineTo(desk.phone, { pbx, owns: mapping?.owns[call.pbx] });
    if (isRefusal(line)) return false;
    return line.endpoint === undefined || this.parts.devices.free(call.pbx, line.endpoint);
  }

  private offer(tenant: string, entry: Entry, agents: readonly Agent[]): void {
    const made = this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const call = partition.get<Call>('call', entry.call ?? '') as Call;
      return decideOffer(call, agents, this.mappings.callConfig(tenant, call.pbx), context);
    });
    if (isRefusal(made)) this.ports.log.error('an entry could not be offered', { tenant, entry: entry.id, ...made });
  }
}
