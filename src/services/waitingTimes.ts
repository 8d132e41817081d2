/**
 * How long whoever waits is going to wait (design §7): what the queue has learned, who serves it now, and who stands
 * before. Made anew whenever somebody asks; it costs O(agents · log entries).
 */
import type { Agent, PlaceState } from '../core/agent';
import { asking, askingLater } from '../core/entrySkills';
import { own } from '../core/own';
import { type Entry, standing } from '../core/queue';
import { learnedOf, type QueueLearning } from '../core/queueLearning';
import type { QueueSettings } from '../core/queueSettings';
import type { Place } from '../core/ranked';
import type { WaitingState } from '../core/waitingLearning';
import { lookedAt, mayServe, takenFor } from '../core/waitingLine';
import { type Estimate, estimateOf, shareOf, soonerOf, type WaitingAgent } from '../core/waitingTime';
import type { AssignmentBoards } from './assignmentBoards';
import type { Desks } from './desks';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';

/** Who takes a place: an entry, or somebody who might come. */
export type Candidate = Pick<
  Entry,
  'id' | 'queue' | 'priority' | 'arrivedAt' | 'agingMs' | 'moved' | 'skills' | 'asked' | 'relax'
>;

/** Somebody who serves a queue; `takenMs` is 0 for one who is free. */
interface Serving {
  readonly agent: Agent;
  readonly takenMs: number;
}

/** Where somebody stands, and how many are before. */
interface Standing {
  readonly queue: string;
  readonly place: Place;
  readonly ahead: number;
}

/** `free`: agents of the queue who may be offered somebody now. */
export interface Needed {
  readonly ahead: number;
  readonly free: number;
  readonly withinMs: number;
}

const BUSY: ReadonlySet<PlaceState> = new Set(['busy', 'wrapUp']);

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
    const now = this.ports.clock.now();
    // Who is going to insist on less while it waits is then served by more.
    return askingLater(entry, now).reduce(
      (soonest, { at, skills }) => {
        if (soonest && soonest.p50Ms <= at - now) return soonest;
        return soonerOf(soonest, this.asking(tenant, { ...entry, skills }, withHeld, now), at - now);
      },
      this.asking(tenant, entry, withHeld, now),
    );
  }

  /** As if it went on asking for what it asks for. */
  private asking(tenant: string, entry: Candidate, withHeld: boolean, now: number): Estimate | undefined {
    const { queue } = entry;
    const place = { id: entry.id, ...standing(entry) };
    const serving = this.serving(tenant, entry, now);
    const lost = this.parts.boards.unservable(tenant, place, queue, (wanted) =>
      serving.some(({ agent }) => mayServe(agent, queue, wanted)),
    );
    const held = withHeld ? this.parts.lines.heldBefore(tenant, queue, place) : 0;
    const ahead = Math.max(0, this.parts.lines.before(tenant, queue, place) - lost) + held;
    const agents = this.shared(tenant, { queue, place, ahead }, serving);
    const learned = this.learned(tenant, queue, now);
    const callbacks = Math.min(ahead, this.parts.lines.callbacksBefore(tenant, queue, place) + held);
    return estimateOf(learned, { ahead, callbacks, agents: lookedAt(agents) });
  }

  /**
   * Whether, within a time, an agent is there for an entry and for each of so many `ahead` of it: one who is free now, whose wrap-up
   * is over by then or, in nine of ten cases, whose talk is. Where not, `again` is when that may have changed by time alone.
   */
  sure(tenant: string, entry: Entry, { ahead, free, withinMs }: Needed): { sure: boolean; again?: number } {
    if (free > ahead) return { sure: true };
    const { queue } = entry;
    const now = this.ports.clock.now();
    const place = { id: entry.id, ...standing(entry) };
    // Who is offered somebody is there for that one.
    const busy = this.serving(tenant, entry, now).filter(({ agent: { voice } }) => BUSY.has(voice.state));
    const until = ({ agent: { voice } }: Serving): number => voice.until ?? Number.POSITIVE_INFINITY;
    const over = busy.filter((one) => until(one) <= now + withinMs).map(({ agent }) => ({ agent, takenMs: 0 }));
    const later = busy.filter((one) => until(one) > now + withinMs);
    const idle = Array.from({ length: free }, (): WaitingAgent => ({ share: 1 }));
    const agents = [...idle, ...this.shared(tenant, { queue, place, ahead }, [...over, ...later])];
    const learned = this.learned(tenant, queue, now);
    const estimate = estimateOf(learned, { ahead, callbacks: ahead, agents: lookedAt(agents) });
    if (estimate && (estimate.p90Ms === 0 || (!estimate.cold && estimate.p90Ms <= withinMs))) return { sure: true };
    if (later.length === 0) return { sure: false };
    // Who talks on for so long without anything happening may be near the end, too.
    return { sure: false, again: Math.min(now + withinMs, Math.min(...later.map(until)) - withinMs) };
  }

  /** How long somebody would wait who came now, with the priority 0 and what the queue itself asks for. */
  newcomer(tenant: string, queue: string): Estimate | undefined {
    const now = this.ports.clock.now();
    const asks = asking(this.settings(tenant, queue) ?? {}, { of: undefined, attributes: {} }, now);
    return this.of(tenant, { id: '', queue, priority: 0, arrivedAt: now, ...asks });
  }

  private settings(tenant: string, queue: string): QueueSettings | undefined {
    return own(this.mappings.current.tenants[tenant]?.queues, queue);
  }

  private learned(tenant: string, queue: string, now: number): WaitingState {
    const known = this.partitions.get(tenant)?.get<QueueLearning>('queueLearning', queue);
    return learnedOf(known, this.settings(tenant, queue) ?? {}, now);
  }

  /** How much of each of them is for whoever stands there. */
  private shared(tenant: string, { queue, place, ahead }: Standing, serving: readonly Serving[]): WaitingAgent[] {
    const shares = new Map<string, number>();
    return serving.map(({ agent, takenMs }) => {
      const queues = Object.keys(agent.queues);
      const key = queues.join(' ');
      const share = shares.get(key) ?? shareOf(ahead, this.aheadIn(tenant, { queues, queue, place, ahead }));
      shares.set(key, share);
      return { share, ...(takenMs > 0 && { busyForMs: takenMs }) };
    });
  }

  /** Who is there and may serve it, and for how long each has been taken. */
  private serving(tenant: string, { queue, skills }: Candidate, now: number): Serving[] {
    const partition = this.partitions.get(tenant);
    const serving: Serving[] = [];
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
    { queues, queue, place, ahead }: Standing & { readonly queues: readonly string[] },
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
