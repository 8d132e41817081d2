/**
 * The board of each tenant: who waits and who is free, indexed for whoever brings them together. Made of the records of
 * the partitions, the queues of the mapping and the links to the PBXs; nothing is kept here that these do not say.
 */
import { type Agent, isFree } from '../core/agent';
import { type Assignment, AssignmentBoard } from '../core/assignment';
import { freeAgent, waitingEntry } from '../core/assignmentViews';
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { isRefusal } from '../core/errors';
import { lineTo } from '../core/ownership';
import type { Entry } from '../core/queue';
import type { Place } from '../core/ranked';
import type { JournalRecord } from '../core/record';
import type { Wanted } from '../core/skills';
import { CallbackModes } from './callbackModes';
import type { Devices, PhoneAt } from './devices';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions } from './partitions';

interface TenantBoard {
  readonly board: AssignmentBoard;
  /** Free agents whose phones are in use, as far as is known. */
  readonly doubted: Set<string>;
  /** Queue → when its last entry was offered. */
  readonly offered: Map<string, number>;
}

export class AssignmentBoards implements PartitionListener {
  readonly kinds = ['agent', 'callback', 'callbackFallback', 'entry'] as const;
  private readonly tenants = new Map<string, TenantBoard>();
  /** PBXs that were listed since their link is there. */
  private readonly adopted = new Set<string>();
  private readonly modes: CallbackModes;

  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: {
      readonly lines: Pick<Lines, 'state'>;
      readonly devices: Pick<Devices, 'free'>;
    },
  ) {
    this.modes = new CallbackModes(partitions, mappings);
  }

  board(tenant: string): AssignmentBoard {
    return this.of(tenant).board;
  }

  /** Whether the phone of an agent can be rung when its turn comes, as far as is known: of one who is free, now. */
  reaches(tenant: string, { id }: Agent): boolean {
    return !this.of(tenant).doubted.has(id);
  }

  /** How many before a place in a queue ask for what nobody can do. */
  unservable(tenant: string, place: Place, queue: string, servable: (wanted: Wanted) => boolean): number {
    const groups = this.board(tenant).entries.all(queue);
    if (groups.length < 2) return 0;
    const lost = groups.filter(({ alike }) => alike.withheld === undefined && !servable(alike.wanted));
    return lost.reduce((sum, group) => sum + group.countBefore(place), 0);
  }

  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('entry/')) this.putEntry(tenant, data as Entry);
    else if (subject.startsWith('callback/')) this.putPlaceOf(tenant, data as Callback);
    else if (subject.startsWith('agent/')) this.putAgent(tenant, data as Agent);
    // Other callbacks of the queue than before may be offered.
    else if (subject.startsWith('callbackFallback/')) this.putEntries(tenant);
  }

  /** Puts everybody of a tenant that was loaded on its board. */
  loaded(tenant: string): void {
    this.setRules(tenant);
    this.modes.changed(tenant);
    this.putEntries(tenant);
    this.putAgents(tenant);
  }

  private putEntries(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('entry') ?? []) this.putEntry(tenant, partition?.get<Entry>('entry', id) as Entry);
  }

  dropped(tenant: string): void {
    this.tenants.delete(tenant);
  }

  /** Another mapping is in force: queues are served, and phones reached, as it says. */
  follow(): void {
    for (const tenant of this.partitions.tenants()) {
      this.setRules(tenant);
      this.putAgents(tenant);
      if (this.modes.changed(tenant)) this.putEntries(tenant);
    }
  }

  /** A phone may be rung now, or not any more; says who is signed in there. */
  phoneChanged(tenant: string, { pbx, endpoint }: PhoneAt): string | undefined {
    const agent = this.mappings.callConfig(tenant, pbx).agentAt({ endpoint });
    if (agent !== undefined) this.look(tenant, agent);
    return agent;
  }

  /** What a PBX told of a phone that is in use may be long ago. */
  doubt(tenant: string): void {
    for (const agent of [...this.of(tenant).doubted]) this.look(tenant, agent);
  }

  /** Puts an agent on the board anew, as the mapping in force has its workstation. */
  look(tenant: string, id: string): void {
    const agent = this.partitions.get(tenant)?.get<Agent>('agent', id);
    if (agent) this.putAgent(tenant, agent);
  }

  /**
   * An entry with an agent who has just been cut off from it; undefined where that is not free for it. The phone of the agent
   * may still be said to be in use, by the call that is over.
   */
  together(
    tenant: string,
    entry: string,
    by: { readonly agent: string; readonly pbx: string },
  ): Assignment | undefined {
    const agent = this.partitions.get(tenant)?.get<Agent>('agent', by.agent);
    if (!agent || !isFree(agent)) return undefined;
    const { board } = this.of(tenant);
    board.agents.put(freeAgent(agent, [by.pbx]));
    const found = board.forBoth(entry, agent.id);
    this.putAgent(tenant, agent);
    return found;
  }

  /** Phones can be dialled from that PBX again, or no more; says whose. */
  linked(pbx: string, up: boolean): string[] {
    if (up) this.adopted.add(pbx);
    else this.adopted.delete(pbx);
    const concerned = this.partitions.tenants().filter((tenant) => this.mappings.running.tenants[tenant]?.owns[pbx]);
    for (const tenant of concerned) this.putAgents(tenant);
    return concerned;
  }

  private of(tenant: string): TenantBoard {
    const known = this.tenants.get(tenant);
    if (known) return known;
    const made = { board: new AssignmentBoard(), doubted: new Set<string>(), offered: new Map() };
    this.tenants.set(tenant, made);
    return made;
  }

  private setRules(tenant: string): void {
    const { board } = this.of(tenant);
    const queues = this.mappings.current.tenants[tenant]?.queues ?? {};
    board.setRules(new Map(Object.entries(queues)));
  }

  private putAgents(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('agent') ?? []) this.putAgent(tenant, partition?.get<Agent>('agent', id) as Agent);
  }

  private putEntry(tenant: string, entry: Entry): void {
    const { entries } = this.board(tenant);
    const call = this.partitions.get(tenant)?.get<Call>('call', entry.call ?? '');
    const waiting = waitingEntry(entry, call?.pbx ?? this.modes.reservesAt(tenant, entry));
    if (waiting) entries.put(waiting);
    else entries.remove(entry.id);
  }

  /** Whether it may be offered to agents depends on the callback. */
  private putPlaceOf(tenant: string, { entry: id = '' }: Callback): void {
    const entry = this.partitions.get(tenant)?.get<Entry>('entry', id);
    if (entry) this.putEntry(tenant, entry);
  }

  private putAgent(tenant: string, agent: Agent): void {
    const { board, offered, doubted } = this.of(tenant);
    const { offeredIn, offeredAt = 0 } = agent;
    if (offeredIn !== undefined && offeredAt >= (offered.get(offeredIn) ?? 0)) {
      offered.set(offeredIn, offeredAt);
      board.agents.setLast(offeredIn, agent.id);
    }
    doubted.delete(agent.id);
    if (!isFree(agent)) return board.agents.remove(agent.id);
    const reaches = this.pbxsOf(tenant, agent);
    board.agents.put(freeAgent(agent, reaches));
    if (reaches.length === 0) doubted.add(agent.id);
  }

  /** PBXs from which the phone at the agent's workstation may be dialled now. */
  private pbxsOf(tenant: string, { workstation = '' }: Agent): string[] {
    const { workstations, owns = {} } = this.mappings.running.tenants[tenant] ?? {};
    const phone = workstations?.[workstation]?.phone;
    if (!phone) return [];
    return Object.keys(owns).filter((name) => {
      if (!this.adopted.has(name) || this.parts.lines.state(name) !== 'live') return false;
      const line = lineTo(phone, { pbx: this.mappings.callConfig(tenant, name).pbx, owns: owns[name] });
      return !isRefusal(line) && (line.endpoint === undefined || this.parts.devices.free(name, line.endpoint));
    });
  }
}
