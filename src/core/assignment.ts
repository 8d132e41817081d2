/**
 * Who gets which entry. An agent always gets the first of all of its queues that it may serve, an entry the agents whom
 * the strategy of its queue puts first; where the two disagree the earlier entry goes first. So nobody who could be
 * served by an agent is passed over by it, and what was decided says of all who stood before why they were not served.
 *
 * Nothing is changed by a decision: who was offered what is told to the board when it is a fact.
 */
import { type AgentGroup, type FreeAgent, FreeAgents, type Strategy } from './assignmentAgents';
import { type Group, reasonAgainst, refusedTo, WaitingEntries, weighed } from './assignmentEntries';
import type { Passed } from './offer';
import { isBefore, type Place } from './ranked';

/** How the entries of a queue are given to agents. */
export interface AssignmentRules {
  readonly strategy: Strategy;
  /** To how many an entry is offered at once. */
  readonly ringAtOnce: number;
  /** Added to the priority of its entries where an agent has several queues. */
  readonly weight: number;
}

export const DEFAULT_RULES: AssignmentRules = Object.freeze({ strategy: 'longestIdle', ringAtOnce: 1, weight: 0 });

export interface Chosen {
  readonly agent: string;
  /** Who stood before the entry in the queues of the agent, and why it did not get them. */
  readonly passed: Passed[];
}

export interface Assignment {
  readonly entry: string;
  readonly queue: string;
  /** In the order in which they were chosen. */
  readonly agents: readonly Chosen[];
}

/** So many of those who were passed over for the same reason are named; all are counted. */
const NAMED = 3;

export class AssignmentBoard {
  readonly entries = new WaitingEntries();
  readonly agents = new FreeAgents();
  private rules: ReadonlyMap<string, AssignmentRules> = new Map();

  /** Sets how all queues are served; those that are not named have the default rules. */
  setRules(rules: ReadonlyMap<string, AssignmentRules>): void {
    const before = [...this.rules.keys()];
    this.rules = rules;
    for (const queue of new Set([...before, ...rules.keys()])) {
      const { weight, strategy } = rules.get(queue) ?? DEFAULT_RULES;
      this.entries.weigh(queue, weight);
      this.agents.setStrategy(queue, strategy);
    }
  }

  /** What follows from an agent being free; undefined when there is nobody for it, or it is not free. */
  forAgent(id: string): Assignment | undefined {
    const agent = this.agents.get(id);
    const group = agent && this.entries.first(agent);
    return group && this.decide(group, group.front.id, { agent, group });
  }

  /**
   * What follows from an entry waiting; undefined when no free agent may serve it. It may be about another entry: one that
   * stands before it and that the agent who would serve it must serve first.
   */
  forEntry(id: string): Assignment | undefined {
    const group = this.entries.groupOf(id);
    return group && this.decide(group, id);
  }

  /** An entry waits for one agent before all others; undefined where it would not be the next of that agent now. */
  forBoth(id: string, name: string): Assignment | undefined {
    const group = this.entries.groupOf(id);
    const agent = this.agents.get(name);
    if (!group || !agent || group.alike.withheld || this.entries.first(agent)?.front.id !== id) return undefined;
    return { entry: id, queue: group.queue.name, agents: [{ agent: name, passed: this.passed(name, group.front) }] };
  }

  /** `known`: what an agent was found to serve first. */
  private decide(group: Group, entry: string, known?: { agent: FreeAgent; group: Group }): Assignment | undefined {
    const asked: string[] = [];
    const queue = group.queue.name;
    const { ringAtOnce } = this.rules.get(queue) ?? DEFAULT_RULES;
    for (const agent of this.candidates(group)) {
      const first = agent === known?.agent ? known.group : (this.entries.first(agent) ?? group);
      if (first.front.id === entry) asked.push(agent.id);
      // Whoever would be asked first must serve another before: one earlier in an order of all, so this comes to an end.
      else if (asked.length === 0) return this.decide(first, first.front.id);
      if (asked.length === ringAtOnce) break;
    }
    if (asked.length === 0) return undefined;
    return { entry, queue, agents: asked.map((agent) => ({ agent, passed: this.passed(agent, group.front) })) };
  }

  /** Free agents who may serve those of a group, in the order in which they are asked. */
  private *candidates({ alike, queue }: Group): Generator<FreeAgent, void> {
    if (alike.withheld) return;
    const may = ({ can, level }: AgentGroup) => !reasonAgainst(alike, can, level);
    yield* this.agents.inOrder(queue.name, alike.wanted, may);
  }

  /** Who of the queues of an agent stands before a place, and why it does not get them. */
  private passed(id: string, place: Place): Passed[] {
    const agent = this.agents.get(id) as FreeAgent;
    const passed: Passed[] = [];
    for (const queue of agent.queues.keys())
      for (const group of this.entries.all(queue)) {
        if (!isBefore(group.front, place)) break;
        const because = refusedTo(group, agent);
        if (!because) throw new Error(`${id} was to pass over an entry that it may serve`);
        const count = group.size === 1 ? 1 : group.countBefore(weighed(place, -group.queue.weight));
        const entries = count === 1 ? [group.front.id] : group.firstOnes(Math.min(count, NAMED));
        passed.push({ queue, because, count, entries });
      }
    return passed;
  }
}
