/**
 * Brings entries and agents together (design §2, §6): whenever an entry waits or an agent is free, after the turn in
 * which that happened. Nothing is polled; only what changed is looked at, on the board of its tenant.
 */
import { type Agent, isFree } from '../core/agent';
import type { Assignment } from '../core/assignment';
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { decideOffer } from '../core/callOffer';
import { isRefusal, type Refusal } from '../core/errors';
import type { Entry } from '../core/queue';
import type { JournalRecord } from '../core/record';
import type { AssignmentBoards } from './assignmentBoards';
import type { PhoneAt } from './devices';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** Who offers a callback whose customer is not on the line. */
export interface CallbackOffers {
  /** Afterwards it is offered, or not to be offered now. */
  offer(tenant: string, entry: Entry, agents: Assignment['agents']): Refusal | undefined;
  /** Agents are free: customers who are dialled first are, before somebody behind them gets the agent. */
  turn(tenant: string): void;
}

interface Due {
  readonly agents: Set<string>;
  readonly entries: Set<string>;
}

/** Why an entry of a board that is behind the mapping cannot be offered. */
const OF_ANOTHER_MAPPING: readonly string[] = ['queue.not_found', 'callback.not_offered'];

export class Assignments implements PartitionListener {
  readonly kinds = ['agent', 'callback', 'callbackFallback', 'entry'] as const;
  /** What is to be looked at, by tenant. */
  private readonly due = new Map<string, Due>();
  /** Tenants in which nothing was offered because the store was away. */
  private readonly held = new Set<string>();
  private woken = false;

  constructor(
    private readonly ports: Pick<Ports, 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly boards: AssignmentBoards,
    private readonly callbacks: () => CallbackOffers,
  ) {}

  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('agent/') && isFree(data as Agent)) this.wake(tenant, 'agents', (data as Agent).id);
    else if (subject.startsWith('entry/') && (data as Entry).state === 'waiting')
      this.wake(tenant, 'entries', (data as Entry).id);
    else if (subject.startsWith('callback/')) this.inLine(tenant, data as Callback);
    else if (subject.startsWith('callbackFallback/')) this.everybody(tenant);
  }

  /** The turn of a callback can come. */
  private inLine(tenant: string, { state, waiting, entry }: Callback): void {
    if (state === 'queued' && !waiting && entry !== undefined) this.wake(tenant, 'entries', entry);
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
    for (const tenant of this.boards.linked(pbx, true)) this.everybody(tenant);
  }

  /** A PBX cannot be dialled by any more. */
  lost(pbx: string): void {
    this.boards.linked(pbx, false);
  }

  /** Whoever is signed in at that phone may be reached now, or not any more. */
  phoneChanged(tenant: string, phone: PhoneAt): void {
    const agent = this.boards.phoneChanged(tenant, phone);
    if (agent !== undefined) this.wake(tenant, 'agents', agent);
  }

  /** Another mapping is in force. */
  follow(): void {
    this.boards.follow();
    for (const tenant of this.partitions.tenants()) this.everybody(tenant);
  }

  /** Whoever is free in a tenant is looked at: something they depend on has changed. */
  private everybody(tenant: string): void {
    for (const agent of this.boards.board(tenant).agents.ids()) this.wake(tenant, 'agents', agent);
  }

  private wake(tenant: string, what: keyof Due, id: string): void {
    const due = this.due.get(tenant) ?? { agents: new Set(), entries: new Set() };
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
  private match(tenant: string, { agents, entries }: Due): void {
    if (this.partitions.commits.away) return void this.held.add(tenant);
    const board = this.boards.board(tenant);
    this.boards.doubt(tenant);
    for (const id of entries) this.again(tenant, id);
    if (agents.size > 0) this.callbacks().turn(tenant);
    for (const id of agents) this.settle(tenant, () => board.forAgent(id));
    for (const id of entries) this.settle(tenant, () => board.forEntry(id));
  }

  /** Whoever was cut off from an agent gets the same one where that is free. */
  private again(tenant: string, id: string): void {
    const partition = this.partitions.get(tenant);
    const { again, call = '' } = partition?.get<Entry>('entry', id) ?? {};
    if (again === undefined) return;
    const found = this.boards.together(tenant, id, {
      agent: again,
      pbx: partition?.get<Call>('call', call)?.pbx ?? '',
    });
    if (found) this.offer(tenant, found);
  }

  /**
   * Carries out what follows; each offer changes the board, so it is asked until there is nothing more. Until another
   * mapping is followed the board is of the one before: an agent it is wrong about is looked at again, once; where a
   * queue is gone or takes no callbacks any more, everybody is looked at when the mapping is followed.
   */
  private settle(tenant: string, ask: () => Assignment | undefined): void {
    const again = new Set<string>();
    for (let found = ask(); found; found = ask()) {
      const refused = this.offer(tenant, found);
      if (!refused) continue;
      if (OF_ANOTHER_MAPPING.includes(refused.refused)) return;
      const doubtful = found.agents.filter(({ agent }) => !again.has(agent));
      if (refused.refused !== 'agent.not_free' || doubtful.length === 0)
        return this.ports.log.error('an entry could not be offered', { tenant, entry: found.entry, ...refused });
      for (const { agent } of doubtful) {
        again.add(agent);
        this.boards.look(tenant, agent);
      }
    }
  }

  private offer(tenant: string, assignment: Assignment): Refusal | undefined {
    const place = this.partitions.get(tenant)?.get<Entry>('entry', assignment.entry);
    if (place?.callback !== undefined && place.call === undefined)
      return this.callbacks().offer(tenant, place, assignment.agents);
    const made = this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const entry = partition.get<Entry>('entry', assignment.entry);
      const call = partition.get<Call>('call', entry?.call ?? '') as Call;
      return decideOffer(call, assignment.agents, this.mappings.callConfig(tenant, call.pbx), context);
    });
    return isRefusal(made) ? made : undefined;
  }
}
