/**
 * How long whoever waits is going to wait (design §7): what the queue has learned, who serves it now, and who stands
 * before. Made anew whenever somebody asks; it costs O(agents · log entries).
 */
import type { Agent } from '../core/agent';
import { asking } from '../core/entrySkills';
import { own } from '../core/own';
import { type Entry, standing } from '../core/queue';
import { learnedOf, type QueueLearning } from '../core/queueLearning';
import type { Place } from '../core/ranked';
import { lookedAt, mayServe, takenFor } from '../core/waitingLine';
import { type Estimate, estimateOf, shareOf, type WaitingAgent } from '../core/waitingTime';
import type { AssignmentBoards } from './assignmentBoards';
import type { Desks } from './desks';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

/** Who takes a place: an entry, or somebody who might come. */
export type Candidate = Pick<Entry, 'id' | 'queue' | 'priority' | 'arrivedAt' | 'agingMs' | 'moved' | 'skills'>;

export interface WaitingParts {
  readonly lines: Pick<QueueLines, 'before' | 'callbacksBefore' | 'heldBefore'>;
  readonly desks: Pick<Desks, 'members'>;
  readonly boards: Pick<AssignmentBoards, 'reaches' | 'unservable'>;
}

export class WaitingTimes {
  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Pick<Mappings, 'current'>,
    private readonly parts: WaitingParts,
  ) {}

  /**
   * How much longer an entry waits, from now on; undefined when nobody can say. `withHeld`: it is held itself, until those before
   * it are in line again who are held now.
   */
  of(tenant: string, entry: Candidate, withHeld = false): Estimate | undefined {
    const partition = this.partitions.get(tenant);
    const { queue } = entry;
    const now = this.ports.clock.now();
    const place = { id: entry.id, ...standing(entry) };
    const serving = this.serving(tenant, entry, now);
    const lost = this.parts.boards.unservable(tenant, place, queue, (wanted) =>
      serving.some(({ agent }) => mayServe(agent, queue, wanted)),
    );
    const held = withHeld ? this.parts.lines.heldBefore(tenant, queue, place) : 0;
    const ahead = Math.max(0, this.parts.lines.before(tenant, queue, place) - lost) + held;
    const shares = new Map<string, number>();
    const agents = serving.map(({ agent, takenMs }): WaitingAgent => {
      const queues = Object.keys(agent.queues);
      const key = queues.join(' ');
      const share = shares.get(key) ?? shareOf(ahead, this.aheadIn(tenant, { queues, queue, place, ahead }));
      shares.set(key, share);
      return { share, ...(takenMs > 0 && { busyForMs: takenMs }) };
    });
    const learned = learnedOf(partition?.get<QueueLearning>('queueLearning', queue), now);
    const callbacks = Math.min(ahead, this.parts.lines.callbacksBefore(tenant, queue, place) + held);
    return estimateOf(learned, { ahead, callbacks, agents: lookedAt(agents) });
  }

  /** How long somebody would wait who came now, with the priority 0 and what the queue itself asks for. */
  newcomer(tenant: string, queue: string): Estimate | undefined {
    const settings = own(this.mappings.current.tenants[tenant]?.queues, queue);
    const now = this.ports.clock.now();
    const { skills } = asking(settings ?? {}, { of: undefined, attributes: {} }, now);
    return this.of(tenant, { id: '', queue, priority: 0, arrivedAt: now, ...(skills && { skills }) });
  }

  /** Who is there and may serve it, and for how long each has been taken. */
  private serving(tenant: string, { queue, skills }: Candidate, now: number): { agent: Agent; takenMs: number }[] {
    const partition = this.partitions.get(tenant);
    const serving: { agent: Agent; takenMs: number }[] = [];
    for (const id of this.parts.desks.members(tenant, queue)) {
      const agent = partition?.get<Agent>('agent', id);
      const takenMs = agent && takenFor(agent, now);
      if (!agent || takenMs === undefined || !mayServe(agent, queue, skills)) continue;
      if (this.parts.boards.reaches(tenant, agent)) serving.push({ agent, takenMs });
    }
    return serving;
  }

  /** How many an agent of several queues serves before: by the weights of the queues, then as each is ordered. */
  private aheadIn(
    tenant: string,
    { queues, queue, place, ahead }: { queues: readonly string[]; queue: string; place: Place; ahead: number },
  ): number {
    const settings = this.mappings.current.tenants[tenant]?.queues;
    const weight = (name: string): number => own(settings, name)?.weight ?? 0;
    return queues.reduce((sum, name) => {
      if (name === queue) return sum + ahead;
      const there = { ...place, priority: place.priority + weight(queue) - weight(name) };
      return sum + this.parts.lines.before(tenant, name, there);
    }, 0);
  }
}
