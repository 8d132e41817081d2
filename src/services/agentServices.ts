/** Agents, their commands and who brings them together with those who wait, put together. */
import type { DeviceState } from '../core/line';
import { AgentCommands } from './agentCommands';
import { AgentDuties } from './agentDuties';
import { AgentService } from './agents';
import type { Api, Queues } from './api';
import { AssignmentBoards } from './assignmentBoards';
import { Assignments, type CallbackOffers } from './assignments';
import type { CommandFamily } from './commandReplies';
import type { Deadlines } from './deadlines';
import type { Desks } from './desks';
import { Devices, type PhoneAt } from './devices';
import type { TenantLimits } from './limits';
import type { Lines } from './lines';
import type { MappingAdministration } from './mappingApi';
import type { Mappings } from './mappings';
import { OfferCommands } from './offerCommands';
import { OfferService } from './offers';
import { OutsideCalls, type PhoneEvent } from './outsideCalls';
import { OwnParts } from './ownParts';
import type { PartitionListener, Partitions, Ports } from './partitions';

export interface AgentParts {
  readonly desks: Desks;
  readonly lines: Pick<Lines, 'get' | 'state'>;
  readonly callbacks: () => CallbackOffers;
}

export class AgentServices {
  private readonly agents: AgentService;
  private readonly duties: AgentDuties;
  private readonly offers: OfferService;
  readonly families: readonly CommandFamily[];
  readonly listeners: readonly PartitionListener[];
  private readonly desks: Desks;
  private readonly devices: Devices;
  readonly boards: AssignmentBoards;
  private readonly assignments: Assignments;
  private readonly outside: OutsideCalls;

  constructor(
    ports: Ports,
    partitions: Partitions,
    private readonly mappings: Mappings,
    parts: AgentParts,
  ) {
    const { desks, lines } = parts;
    const changed = (tenant: string, phone: PhoneAt): void => this.assignments.phoneChanged(tenant, phone);
    this.desks = desks;
    this.devices = new Devices(ports, partitions, mappings, lines, changed);
    this.agents = new AgentService(ports.clock, partitions, mappings, desks, this.devices);
    this.offers = new OfferService(ports, partitions);
    this.duties = new AgentDuties(partitions, mappings);
    this.families = [new AgentCommands(mappings, desks, this.duties), new OfferCommands(mappings, lines)];
    this.boards = new AssignmentBoards(partitions, mappings, { lines, devices: this.devices });
    this.assignments = new Assignments(ports, partitions, mappings, this.boards, parts.callbacks);
    this.outside = new OutsideCalls(ports, partitions, mappings, lines);
    this.listeners = [desks, this.duties, this.devices, this.boards, this.assignments];
  }

  api(
    administration: MappingAdministration,
    limits: TenantLimits,
    queues: Queues,
  ): Pick<Api, 'agents' | 'offers' | 'ownParts'> {
    const { agents, offers, mappings } = this;
    return { agents, offers, ownParts: new OwnParts({ mappings, administration, limits, agents, queues }) };
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('agent', (tenant, id, name, at) =>
      name === 'duty' ? this.duties.due(tenant, id) : this.agents.deadline(tenant, id, name, at),
    );
  }

  /** Knows who is where in a tenant that was loaded. */
  loaded(tenant: string): void {
    this.desks.loaded(tenant);
    this.boards.loaded(tenant);
  }

  /** Makes true what the mapping in force says. */
  async follow(): Promise<void> {
    await this.agents.follow();
    await this.duties.follow();
    this.devices.mapped();
    this.outside.mapped();
    this.assignments.follow();
  }

  /** The calls of a PBX are taken up: others can begin. */
  adopted(pbx: string): void {
    this.devices.live(pbx);
    this.outside.live(pbx);
    this.assignments.adopted(pbx);
  }

  /** Nobody can be dialled from a PBX. */
  lost(pbx: string): void {
    this.assignments.lost(pbx);
  }

  phoneCall(pbx: string, event: PhoneEvent): void {
    this.outside.take(pbx, event);
  }

  deviceChanged(pbx: string, endpoint: string, state: DeviceState): void {
    this.devices.changed(pbx, endpoint, state);
  }
}
