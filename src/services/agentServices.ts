/** Agents, their commands and who brings them together with those who wait, put together. */
import { AgentCommands } from './agentCommands';
import { AgentService } from './agents';
import { Assignments } from './assignments';
import type { Deadlines } from './deadlines';
import type { Desks } from './desks';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

export interface AgentParts {
  readonly queues: QueueLines;
  readonly desks: Desks;
  readonly lines: Lines;
}

export class AgentServices {
  readonly api: AgentService;
  readonly commands: AgentCommands;
  readonly assignments: Assignments;
  readonly listeners: readonly PartitionListener[];
  private readonly desks: Desks;

  constructor(ports: Ports, partitions: Partitions, mappings: Mappings, parts: AgentParts) {
    const { desks } = parts;
    this.desks = desks;
    this.api = new AgentService(partitions, mappings, desks);
    this.commands = new AgentCommands(mappings, desks);
    this.assignments = new Assignments(ports, partitions, mappings, parts);
    this.listeners = [desks, this.assignments];
  }

  /** Knows who is where in a tenant that was loaded. */
  loaded(tenant: string): void {
    this.desks.loaded(tenant);
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('agent', (tenant, id, name, at) => this.api.deadline(tenant, id, name, at));
  }
}
