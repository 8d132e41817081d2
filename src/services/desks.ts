/**
 * Who is signed in where, and for which queues: indexes made of the agents of the partitions. Nothing is kept
 * here that a record does not say.
 */
import type { Agent } from '../core/agent';
import type { JournalRecord } from '../core/record';
import type { PartitionListener, Partitions } from './partitions';

interface Known {
  readonly workstation: string | undefined;
  readonly queues: readonly string[];
}

interface TenantDesks {
  /** Workstation → agent. */
  readonly at: Map<string, string>;
  /** Queue → agents that are signed in. */
  readonly staff: Map<string, Set<string>>;
  /** Agent → what it is indexed by. */
  readonly known: Map<string, Known>;
}

export class Desks implements PartitionListener {
  readonly kinds = ['agent'] as const;
  private readonly tenants = new Map<string, TenantDesks>();

  constructor(private readonly partitions: Partitions) {}

  applied(tenant: string, record: JournalRecord): void {
    this.index(tenant, record.data as Agent);
  }

  /** Indexes the agents of a tenant that was loaded. */
  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('agent') ?? []) this.index(tenant, partition?.get<Agent>('agent', id) as Agent);
  }

  dropped(tenant: string): void {
    this.tenants.delete(tenant);
  }

  private index(tenant: string, agent: Agent): void {
    const desks = this.tenants.get(tenant) ?? fresh();
    this.tenants.set(tenant, desks);
    const before = desks.known.get(agent.id);
    if (before?.workstation !== undefined && desks.at.get(before.workstation) === agent.id)
      desks.at.delete(before.workstation);
    for (const queue of before?.queues ?? []) desks.staff.get(queue)?.delete(agent.id);
    const { workstation } = agent;
    const queues = agent.state === 'loggedOff' ? [] : Object.keys(agent.queues);
    if (workstation !== undefined) desks.at.set(workstation, agent.id);
    for (const queue of queues) add(desks.staff, queue, agent.id);
    desks.known.set(agent.id, { workstation, queues });
  }

  /** Who is signed in at a workstation. */
  agentAt(tenant: string, workstation: string | undefined): string | undefined {
    return workstation === undefined ? undefined : this.tenants.get(tenant)?.at.get(workstation);
  }

  /** Who is signed in and takes entries of that queue, ready or not. */
  members(tenant: string, queue: string): Iterable<string> {
    return this.tenants.get(tenant)?.staff.get(queue) ?? [];
  }

  /** Whether anybody is signed in who takes entries of that queue, ready or not. */
  staffed(tenant: string, queue: string): boolean {
    return this.staff(tenant, queue) > 0;
  }

  /** How many are. */
  staff(tenant: string, queue: string): number {
    return this.tenants.get(tenant)?.staff.get(queue)?.size ?? 0;
  }
}

const fresh = (): TenantDesks => ({ at: new Map(), staff: new Map(), known: new Map() });

function add(index: Map<string, Set<string>>, queue: string, agent: string): void {
  const set = index.get(queue) ?? new Set();
  index.set(queue, set.add(agent));
}
