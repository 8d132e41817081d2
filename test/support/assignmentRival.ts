/**
 * The rules of assignment as a search through everything, beside the board that is to follow them: both are told the
 * same, and each answer of the board is held against the search.
 */
import { expect } from 'chai';
import { type Assignment, AssignmentBoard, type AssignmentRules, DEFAULT_RULES } from '../../src/core/assignment';
import type { FreeAgent } from '../../src/core/assignmentAgents';
import type { WaitingEntry } from '../../src/core/assignmentEntries';
import { isBefore, type Place } from '../../src/core/ranked';
import { countMet, type Levels, lacking, sumOf } from '../../src/core/skills';

/** As it is drawn. */
export interface DrawnEntry extends Place, Pick<WaitingEntry, 'queue' | 'at'> {
  readonly required: Levels;
  readonly preferred: Levels;
  readonly minLevel: number | undefined;
  readonly held: boolean;
}
export interface DrawnAgent {
  readonly id: string;
  readonly reaches: readonly string[];
  readonly skills: Levels;
  readonly queues: Readonly<Record<string, number>>;
  readonly idleSince: number;
  readonly offeredAt: number | undefined;
}

export type Step =
  | { readonly do: 'put' | 'leave'; readonly entry: DrawnEntry }
  | { readonly do: 'free' | 'busy'; readonly agent: DrawnAgent }
  | { readonly do: 'decline' | 'accept'; readonly nth: number }
  | { readonly do: 'rule'; readonly rule: AssignmentRules & { readonly queue: string } }
  | { readonly do: 'settle' };

interface Offer {
  readonly entry: WaitingEntry;
  readonly agents: readonly FreeAgent[];
}

class Rival {
  private readonly board = new AssignmentBoard();
  private readonly entries = new Map<string, WaitingEntry>();
  private readonly agents = new Map<string, FreeAgent>();
  private readonly rules = new Map<string, AssignmentRules>();
  private readonly last = new Map<string, string>();
  private offers: Offer[] = [];

  /** Lazy: what was told is acted upon when it is settled, all at once. */
  constructor(private readonly lazy: boolean) {}

  take(step: Step): void {
    this.change(step);
    if (!this.lazy) this.check();
  }

  private change(step: Step): void {
    switch (step.do) {
      case 'put':
        return this.put(entryOf(step.entry));
      case 'leave':
        return this.leave(step.entry.id);
      case 'free':
        return this.free(agentOf(step.agent));
      case 'busy':
        return this.busy(step.agent.id);
      case 'rule':
        return this.rule(step.rule);
      case 'settle':
        return this.settle();
      default:
        return this.answer(step.do, step.nth);
    }
  }

  /** As a start would: everybody asks. */
  settle(): void {
    for (const id of [...this.agents.keys()]) this.follow(() => this.board.forAgent(id));
  }

  /** Nobody waits whom somebody who is free could serve; nobody is offered twice. */
  check(): void {
    for (const agent of this.agents.values()) expect(this.first(agent), `${agent.id} is free`).to.equal(undefined);
    const offered = this.offers.flatMap(({ agents }) => agents.map(({ id }) => id));
    expect(new Set(offered).size).to.equal(offered.length);
  }

  private put(entry: WaitingEntry): void {
    if (this.offers.some((offer) => offer.entry.id === entry.id)) return;
    this.entries.set(entry.id, entry);
    this.board.entries.put(entry);
    if (!this.lazy) this.follow(() => this.board.forEntry(entry.id));
  }

  private leave(id: string): void {
    if (this.offers.some((offer) => offer.entry.id === id)) return;
    this.entries.delete(id);
    this.board.entries.remove(id);
  }

  private free(agent: FreeAgent): void {
    if (this.offers.some(({ agents }) => agents.some(({ id }) => id === agent.id))) return;
    this.agents.set(agent.id, agent);
    this.board.agents.put(agent);
    if (!this.lazy) this.follow(() => this.board.forAgent(agent.id));
  }

  private busy(id: string): void {
    this.agents.delete(id);
    this.board.agents.remove(id);
  }

  private rule({ queue, ...rule }: AssignmentRules & { readonly queue: string }): void {
    this.rules.set(queue, rule);
    this.board.setRules(new Map(this.rules));
  }

  private answer(how: 'decline' | 'accept', nth: number): void {
    const offer = this.offers[nth % Math.max(1, this.offers.length)];
    if (!offer) return;
    this.offers = this.offers.filter((one) => one !== offer);
    const { withheld: _, ...entry } = offer.entry;
    if (how === 'accept') this.leave(entry.id);
    else this.put(entry);
    for (const agent of offer.agents.slice(how === 'accept' ? 1 : 0)) this.free(agent);
  }

  private follow(decide: () => Assignment | undefined): void {
    for (let made = decide(); made; made = decide()) {
      this.compare(made);
      this.offer(made);
    }
  }

  private offer({ entry, queue, agents }: Assignment): void {
    const found = this.entries.get(entry) as WaitingEntry;
    this.offers.push({ entry: found, agents: agents.map(({ agent }) => this.agents.get(agent) as FreeAgent) });
    this.entries.set(entry, { ...found, withheld: 'offered' });
    this.board.entries.put({ ...found, withheld: 'offered' });
    for (const { agent } of agents) {
      this.busy(agent);
      this.last.set(queue, agent);
      this.board.agents.setLast(queue, agent);
    }
  }

  private compare({ entry, agents }: Assignment): void {
    const wanted = this.entries.get(entry) as WaitingEntry;
    const able = [...this.agents.values()].filter((agent) => may(agent, wanted) && this.first(agent) === wanted);
    const asked = able.sort((a, b) => this.compareAgents(wanted, a, b)).slice(0, this.rulesOf(wanted.queue).ringAtOnce);
    expect(agents.map(({ agent }) => agent)).to.deep.equal(asked.map(({ id }) => id));
    for (const { agent, passed } of agents) this.comparePassed(wanted, this.agents.get(agent) as FreeAgent, passed);
  }

  private comparePassed(served: WaitingEntry, agent: FreeAgent, passed: Assignment['agents'][number]['passed']): void {
    const before = [...this.entries.values()].filter(
      (one) => agent.queues.has(one.queue) && isBefore(this.place(one), this.place(served)),
    );
    for (const one of before) expect(may(agent, one), `${one.id} was passed over`).to.equal(false);
    expect(passed.reduce((sum, { count }) => sum + count, 0)).to.equal(before.length);
    for (const { because, entries, count } of passed) {
      const ids = before.filter((one) => reasons(agent, one).includes(because.reason)).map(({ id }) => id);
      expect(entries.length).to.equal(Math.min(count, 3));
      expect(ids).to.include.members(entries);
    }
  }

  private first(agent: FreeAgent): WaitingEntry | undefined {
    const all = [...this.entries.values()].filter((one) => may(agent, one));
    return all.sort((a, b) => (isBefore(this.place(a), this.place(b)) ? -1 : 1))[0];
  }

  private place(one: WaitingEntry): Place {
    return { ...one, priority: one.priority + this.rulesOf(one.queue).weight };
  }

  private rulesOf(queue: string): AssignmentRules {
    return this.rules.get(queue) ?? DEFAULT_RULES;
  }

  private compareAgents({ queue, wanted }: WaitingEntry, a: FreeAgent, b: FreeAgent): number {
    const level = (one: FreeAgent) => one.queues.get(queue) as number;
    const met = countMet(b.skills, wanted.preferred) - countMet(a.skills, wanted.preferred);
    const byId = a.id < b.id ? -1 : 1;
    return level(b) - level(a) || met || this.byStrategy(queue, wanted, a, b) || byId;
  }

  private byStrategy(queue: string, wanted: WaitingEntry['wanted'], a: FreeAgent, b: FreeAgent): number {
    const all = { ...wanted.required, ...wanted.preferred };
    const idle = a.idleSince - b.idleSince;
    const last = this.last.get(queue) ?? '';
    switch (this.rulesOf(queue).strategy) {
      case 'longestIdle':
        return idle;
      case 'leastRecent':
        return (a.offeredAt ?? 0) - (b.offeredAt ?? 0);
      case 'bestSkill':
        return sumOf(b.skills, all) - sumOf(a.skills, all) || idle;
      case 'roundRobin':
        return Number(a.id <= last) - Number(b.id <= last);
    }
  }
}

function reasons(agent: FreeAgent, { queue, at, wanted, withheld }: WaitingEntry): string[] {
  const level = agent.queues.get(queue);
  return [
    ...(level === undefined ? ['queue'] : []),
    ...(withheld ? [withheld] : []),
    ...(agent.reaches.includes(at) ? [] : ['unreachable']),
    ...(lacking(agent.skills, wanted.required) ? ['skill'] : []),
    ...((level ?? 0) < (wanted.minLevel ?? 0) ? ['level'] : []),
  ];
}

const may = (agent: FreeAgent, entry: WaitingEntry): boolean => reasons(agent, entry).length === 0;

const entryOf = ({ required, preferred, minLevel, held, ...rest }: DrawnEntry): WaitingEntry => ({
  ...rest,
  wanted: { required, preferred, ...(minLevel !== undefined && { minLevel }) },
  ...(held && { withheld: 'held' }),
});

const agentOf = ({ queues, offeredAt, ...rest }: DrawnAgent): FreeAgent => ({
  ...rest,
  queues: new Map(Object.entries(queues)),
  ...(offeredAt !== undefined && { offeredAt }),
});

export const rivalOf = (lazy: boolean): Rival => new Rival(lazy);
