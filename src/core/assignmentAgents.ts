/**
 * Agents who are free, for an entry that looks for one: in each queue those who can do the same are a group, ordered by
 * the strategy of the queue. Who is asked first is decided between the fronts of the groups: the higher level in the
 * queue, then the more of what the entry prefers, then the strategy, then the id: the same agents give the same answer.
 */
import { isBefore, type Place, Ranked, RankedNodes } from './ranked';
import { countMet, type Levels, sumOf, textOf, type Wanted } from './skills';

export interface FreeAgent {
  readonly id: string;
  /** PBXs by which it can be reached now. */
  readonly reaches: readonly string[];
  readonly skills: Levels;
  /** Queue → level: how gladly it takes entries of it. */
  readonly queues: ReadonlyMap<string, number>;
  readonly idleSince: number;
  /** When an entry was last offered to it; absent: never. */
  readonly offeredAt?: number;
}

/** Among agents of the same level who have as much of what the entry prefers, who is asked first. */
export const STRATEGIES = ['longestIdle', 'leastRecent', 'bestSkill', 'roundRobin'] as const;
/**
 * `longestIdle`: who is idle longest. `leastRecent`: who was not asked for longest, whether it took the entry or not.
 * `bestSkill`: who is best at what the entry asks for, over all of it; among equals who is idle longest. `roundRobin`: each
 * in turn, in the order of ids.
 */
export type Strategy = (typeof STRATEGIES)[number];

/** What an agent can do, in whatever queue. */
export type Ability = Pick<FreeAgent, 'reaches' | 'skills'>;

/** Agents of a queue who can do the same, at the same level. */
export interface AgentGroup {
  readonly queue: QueueAgents;
  readonly key: string;
  readonly can: Ability;
  readonly level: number;
  readonly line: Ranked;
}

interface QueueAgents {
  strategy: Strategy;
  /** Whom the last entry of the queue was offered to. */
  last?: string;
  readonly groups: Map<string, AgentGroup>;
}

/** An agent, and where it stands in each of its queues: the node of each group. */
interface Standing {
  readonly agent: FreeAgent;
  readonly nodes: Map<AgentGroup, number>;
}

export class FreeAgents {
  private readonly agents = new Map<string, Standing>();
  private readonly queues = new Map<string, QueueAgents>();
  private readonly nodes = new RankedNodes<Ranked>(false);

  get size(): number {
    return this.agents.size;
  }

  get(id: string): FreeAgent | undefined {
    return this.agents.get(id)?.agent;
  }

  /** How many could be asked for entries of a queue. */
  countIn(queue: string): number {
    let count = 0;
    for (const { line } of this.queues.get(queue)?.groups.values() ?? []) count += line.size;
    return count;
  }

  ids(): IterableIterator<string> {
    return this.agents.keys();
  }

  /** Puts the agents of a queue in another order. */
  setStrategy(queue: string, strategy: Strategy): void {
    const found = this.queue(queue);
    if (found.strategy === strategy) return;
    found.strategy = strategy;
    for (const group of found.groups.values())
      for (const id of group.line.firstOnes(group.line.size)) {
        const { agent, nodes } = this.agents.get(id) as Standing;
        group.line.drop(nodes.get(group) as number);
        nodes.set(group, stand(agent, group));
      }
  }

  /** The last entry of a queue was offered to that agent: the next turn is whose id follows. */
  setLast(queue: string, agent: string): void {
    this.queue(queue).last = agent;
  }

  put(agent: FreeAgent): void {
    this.remove(agent.id);
    const ability = `${agent.reaches.join()}|${textOf(agent.skills)}`;
    const nodes = new Map<AgentGroup, number>();
    for (const [queue, level] of agent.queues) {
      const group = this.group(queue, level, agent, ability);
      nodes.set(group, stand(agent, group));
    }
    this.agents.set(agent.id, { agent, nodes });
  }

  remove(id: string): void {
    const standing = this.agents.get(id);
    if (!standing) return;
    this.agents.delete(id);
    for (const [{ queue, key, line }, node] of standing.nodes) {
      line.drop(node);
      if (line.size === 0) queue.groups.delete(key);
    }
  }

  /** Agents of a queue in the order in which an entry is offered to them, of the groups that may serve it. */
  *inOrder(queue: string, wanted: Wanted, may: (group: AgentGroup) => boolean): Generator<FreeAgent, void> {
    const found = this.queues.get(queue);
    if (!found) return;
    const last = found.strategy === 'roundRobin' ? found.last : undefined;
    const groups = [...found.groups.values()].filter(may);
    for (const grade of gradesOf(groups, wanted, found.strategy))
      for (const id of merged(grade.map(({ line }) => new Reader(line, last)))) yield this.get(id) as FreeAgent;
  }

  private queue(name: string): QueueAgents {
    const known = this.queues.get(name);
    if (known) return known;
    const queue: QueueAgents = { strategy: 'longestIdle', groups: new Map() };
    this.queues.set(name, queue);
    return queue;
  }

  private group(name: string, level: number, can: Ability, ability: string): AgentGroup {
    const queue = this.queue(name);
    const key = `${level}|${ability}`;
    const known = queue.groups.get(key);
    if (known) return known;
    const group = { queue, key, can, level, line: new Ranked(this.nodes) };
    queue.groups.set(key, group);
    return group;
  }
}

const stand = (agent: FreeAgent, { queue, line }: AgentGroup): number =>
  line.add({ id: agent.id, ...turnOf(agent, queue.strategy) });

/** Where an agent stands among those who can do the same. */
function turnOf({ idleSince, offeredAt = 0 }: FreeAgent, strategy: Strategy): Omit<Place, 'id'> {
  if (strategy === 'roundRobin') return { priority: 0, arrival: 0 };
  return { priority: 0, arrival: strategy === 'leastRecent' ? offeredAt : idleSince };
}

/** Groups of those who are as good for an entry as each other, the best first. */
function gradesOf(groups: readonly AgentGroup[], wanted: Wanted, strategy: Strategy): (readonly AgentGroup[])[] {
  if (groups.length < 2) return groups.length === 0 ? [] : [groups];
  const grades: AgentGroup[][] = [];
  let before: readonly number[] | undefined;
  const graded = groups.map((group) => ({ group, grade: gradeOf(group, wanted, strategy) }));
  for (const { group, grade } of graded.sort((a, b) => compare(a.grade, b.grade))) {
    if (before && compare(before, grade) === 0) grades.at(-1)?.push(group);
    else grades.push([group]);
    before = grade;
  }
  return grades;
}

/** Less is better; the first difference decides. */
const gradeOf = (
  { level, can: { skills } }: AgentGroup,
  { required, preferred }: Wanted,
  strategy: Strategy,
): number[] => [
  -level,
  -countMet(skills, preferred),
  strategy === 'bestSkill' ? -sumOf(skills, { ...required, ...preferred }) : 0,
];

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, i) => value - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;

/** Places of a line in order; when there was a `last` one, those who follow it come first. */
class Reader {
  private readonly first: number;
  private read = 0;
  front: Place | undefined;

  constructor(
    private readonly line: Ranked,
    last: string | undefined,
  ) {
    const before = last === undefined ? 0 : line.countBefore({ id: last, priority: 0, arrival: 0 });
    this.first = last !== undefined && line.at(before + 1) === last ? before + 1 : before;
    this.next();
  }

  next(): void {
    const { line, first } = this;
    const at = first + this.read++;
    const place = this.read > line.size ? undefined : line.placeAt(at < line.size ? at + 1 : at - line.size + 1);
    this.front = place && at >= line.size ? { ...place, priority: -1 } : place;
  }
}

/** Ids of several lines in one order. */
function* merged(readers: readonly Reader[]): Generator<string, void> {
  for (;;) {
    let best: Reader | undefined;
    for (const reader of readers)
      if (reader.front && (!best?.front || isBefore(reader.front, best.front))) best = reader;
    if (!best?.front) return;
    yield best.front.id;
    best.next();
  }
}
