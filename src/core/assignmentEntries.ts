/**
 * Who waits, for those who look for the next one to serve: in each queue the entries that ask for the same are a group
 * with an order of its own, so that the first one an agent may serve is the best of a few fronts and nobody is passed
 * by walking. Entries that nobody can serve stand in groups that are never looked into.
 */
import type { Ability, FreeAgent } from './assignmentAgents';
import { isBefore, type Place, Ranked, RankedNodes } from './ranked';
import { lacking, textOf, type Wanted } from './skills';

/** Why an entry that has its place cannot be served just now: somebody is being reached for it, or its time has not come. */
export type Withheld = 'offered' | 'held';

export interface WaitingEntry extends Place {
  readonly queue: string;
  /** Where its agent must be reached: the PBX that its call is on. */
  readonly at: string;
  readonly wanted: Wanted;
  readonly withheld?: Withheld;
}

/** Why an agent does not get an entry. */
export type Reason =
  | { readonly reason: Withheld | 'unreachable' }
  | { readonly reason: 'level'; readonly level: number }
  | { readonly reason: 'skill'; readonly skill: string; readonly level: number };

const NOBODY: Place = { id: '', priority: 0, arrival: 0 };

type Alike = Omit<WaitingEntry, keyof Place | 'queue'>;

/** What many ask for alike, in whatever queues: kept once, because it is looked at for every agent. */
interface Kind {
  readonly key: string;
  readonly alike: Alike;
  /** How many groups ask for it. */
  groups: number;
}

/** Entries of a queue that ask for the same; those that are withheld are one group, whatever they ask for. */
export class Group extends Ranked {
  /** The first of them, with the weight of the queue. */
  front: Place = NOBODY;

  constructor(
    nodes: RankedNodes<Ranked>,
    readonly queue: QueueGroups,
    readonly kind: Kind,
  ) {
    super(nodes);
  }

  get alike(): Alike {
    return this.kind.alike;
  }

  /** To be called when somebody came or went. */
  moved(): void {
    const id = this.first();
    if (id !== undefined && id === this.front.id) return;
    this.front = weighed(this.firstPlace() ?? NOBODY, this.queue.weight);
    this.queue.reorder(this);
  }
}

/** The groups of a queue in the order of their fronts: whoever looks for the first it may serve seldom looks far. */
class QueueGroups {
  private readonly byKey = new Map<string, Group>();
  readonly inOrder: Group[] = [];

  constructor(
    readonly name: string,
    public weight: number,
  ) {}

  get(key: string): Group | undefined {
    return this.byKey.get(key);
  }

  add(group: Group): void {
    this.byKey.set(group.kind.key, group);
    this.inOrder.push(group);
  }

  /** Puts a group where its front belongs, or takes it out when nobody is left of it. */
  reorder(group: Group): void {
    const { inOrder } = this;
    let at = inOrder.indexOf(group);
    if (group.size === 0) {
      this.byKey.delete(group.kind.key);
      inOrder.splice(at, 1);
      return;
    }
    for (; at > 0 && isBefore(group.front, (inOrder[at - 1] as Group).front); at--)
      inOrder[at] = inOrder[at - 1] as Group;
    for (; at < inOrder.length - 1 && isBefore((inOrder[at + 1] as Group).front, group.front); at++)
      inOrder[at] = inOrder[at + 1] as Group;
    inOrder[at] = group;
  }
}

/** Why somebody who can do that, at that level in the queue, gets nobody of those who ask alike; undefined: it may. */
export function reasonAgainst({ withheld, at, wanted }: Alike, can: Ability, level: number): Reason | undefined {
  if (withheld) return { reason: withheld };
  if (!can.reaches.includes(at)) return { reason: 'unreachable' };
  const lack = lacking(can.skills, wanted.required);
  if (lack) return { reason: 'skill', ...lack };
  const { minLevel = 0 } = wanted;
  return level < minLevel ? { reason: 'level', level: minLevel } : undefined;
}

/** Why the agent gets nobody of the group; undefined when it may. */
export const refusedTo = ({ queue, alike }: Group, agent: FreeAgent): Reason | undefined =>
  reasonAgainst(alike, agent, agent.queues.get(queue.name) ?? 0);

export class WaitingEntries {
  private readonly queues = new Map<string, QueueGroups>();
  private readonly nodes = new RankedNodes<Ranked>();
  private readonly kinds = new Map<string, Kind>();
  private readonly weights = new Map<string, number>();

  /** How much more than others the entries of a queue count where an agent has several. */
  weigh(name: string, weight: number): void {
    if (weight === 0) this.weights.delete(name);
    else this.weights.set(name, weight);
    const queue = this.queues.get(name);
    if (!queue || queue.weight === weight) return;
    for (const group of queue.inOrder) group.front = weighed(group.front, weight - queue.weight);
    queue.weight = weight;
  }

  /** Puts an entry in its place, or moves it there. */
  put(entry: WaitingEntry): void {
    const before = this.groupOf(entry.id);
    const group = this.group(entry);
    group.insert(entry.id, entry.priority, entry.arrival);
    if (before === group) group.front = NOBODY;
    else if (before) this.settle(before);
    group.moved();
  }

  remove(id: string): void {
    const group = this.groupOf(id);
    if (!group) return;
    group.remove(id);
    this.settle(group);
  }

  private settle(group: Group): void {
    group.moved();
    if (group.size === 0 && --group.kind.groups === 0) this.kinds.delete(group.kind.key);
  }

  groupOf(id: string): Group | undefined {
    return this.nodes.orderOf(this.nodes.find(id)) as Group | undefined;
  }

  /** The group whose front is the first of all of its queues that the agent may serve. */
  first(agent: FreeAgent): Group | undefined {
    let best: Group | undefined;
    for (const name of agent.queues.keys()) best = this.firstOf(name, agent, best);
    return best;
  }

  private firstOf(name: string, agent: FreeAgent, best: Group | undefined): Group | undefined {
    for (const group of this.queues.get(name)?.inOrder ?? []) {
      if (best && !isBefore(group.front, best.front)) return best;
      if (!refusedTo(group, agent)) return group;
    }
    return best;
  }

  /** The groups of a queue. */
  all(name: string): readonly Group[] {
    return this.queues.get(name)?.inOrder ?? [];
  }

  private group({ queue: name, at, wanted, withheld }: WaitingEntry): Group {
    const queue = this.queue(name);
    const key = withheld ?? keyOf(at, wanted);
    const known = queue.get(key);
    if (known) return known;
    const kind = this.kinds.get(key) ?? { key, alike: { at, wanted, ...(withheld && { withheld }) }, groups: 0 };
    this.kinds.set(key, kind);
    kind.groups++;
    const group = new Group(this.nodes, queue, kind);
    queue.add(group);
    return group;
  }

  private queue(name: string): QueueGroups {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new QueueGroups(name, this.weights.get(name) ?? 0);
    this.queues.set(name, queue);
    return queue;
  }
}

/** A place with so much more priority. */
export const weighed = ({ id, priority, arrival }: Place, weight: number): Place => ({
  id,
  priority: priority + weight,
  arrival,
});

/** The same for all entries that ask for the same, in whatever sequence they name it. */
const keyOf = (at: string, { required, preferred, minLevel }: Wanted) =>
  `${at}|${textOf(required)}|${textOf(preferred)}|${minLevel ?? ''}`;
