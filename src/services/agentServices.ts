/** Agents, their commands and who brings them together with those who wait, put together. */
import type { DeviceState } from '../core/line';
import { AgentCommands } from './agentCommands';
import { AgentService } from './agents';
import { Assignments } from './assignments';
import type { Deadlines } from './deadlines';
import type { Desks } from './desks';
import { Devices } from './devices';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

export interface AgentParts {
  readonly queues: QueueLines;
  readonly desks: Desks;
  readonly lines: Pick<Lines, 'get' | 'state'>;
}

export class AgentServices {
  readonly api: AgentService;
  readonly commands: AgentCommands;
  readonly listeners: readonly PartitionListener[];
  private readonly desks: Desks;
  private readonly devices: Devices;
  private readonly assignments: Assignments;

  constructor(ports: Ports, partitions: Partitions, mappings: Mappings, parts: AgentParts) {
    const { desks, lines } = parts;
    const wake = (tenant: string): void => this.assignments.everybody(tenant);
    this.desks = desks;
    this.devices = new Devices(ports, partitions, mappings, lines, wake);
    this.api = new AgentService(partitions, mappings, desks, this.devices);
    this.commands = new AgentCommands(mappings, desks);
    this.assignments = new Assignments(ports, partitions, mappings, { ...parts, devices: this.devices });
    this.listeners = [desks, this.devices, this.assignments];
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('agent', (tenant, id, name, at) => this.api.deadline(tenant, id, name, at));
  }

  /** Knows who is where in a tenant that was loaded. */
  loaded(tenant: string): void {
    this.desks.loaded(tenant);
  }

  /** Agents are as the mapping in force says. */
  follow(): void {
    this.api.follow();
    this.devices.mapped();
  }

  /** The calls of a PBX are taken up: others can begin. */
  adopted(pbx: string): void {
    this.devices.live(pbx);
    this.assignments.adopted(pbx);
  }

  deviceChanged(pbx: string, endpoint: string, state: DeviceState): void {
    this.devices.changed(pbx, endpoint, state);
  }
}
