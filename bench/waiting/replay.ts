/** One day of a scenario, with what each method would have told to who waited. Same seed, same day. */
import { type Random, stream } from '../../connectors/simulator/random';
import { Agenda } from './agenda';
import { exponential, logNormal } from './chances';
import { type Desk, Floor, type Judged, type Waiting } from './floor';
import { limitOf } from './limit';
import type { Row } from './recording';
import type { Scenario } from './scenarios';

/** Between two announcements to the same caller. */
const AGAIN_MS = 60_000;

export interface DayPlayed {
  readonly judged: readonly Judged[];
  /** The same day as a recording of it. */
  readonly rows: readonly Row[];
}

/** `limit` costs most of the time of a replay. */
export const replay = (scenario: Scenario, seed: number, limit = false): readonly Judged[] =>
  play(scenario, seed, limit).judged;

export const play = (scenario: Scenario, seed: number, limit = false): DayPlayed =>
  new Day(scenario, seed, limit).run();

interface Agent extends Desk {
  readonly name: string;
  /** Leaves at the end of this call. */
  leaving: boolean;
  came: number;
}

class Day {
  private readonly floor: Floor;
  private readonly rows: Row[] = [];
  private readonly agents: Agent[];
  private readonly agenda = new Agenda();
  private readonly talk: Random;
  private readonly patience: Random;
  private readonly presence: Random;
  private readonly futures: Random;

  constructor(
    private readonly scenario: Scenario,
    private readonly seed: number,
    private readonly limited: boolean,
  ) {
    this.talk = stream(seed, `${scenario.name} talk`);
    this.patience = stream(seed, `${scenario.name} patience`);
    this.presence = stream(seed, `${scenario.name} presence`);
    this.futures = stream(seed, `${scenario.name} futures`);
    this.floor = new Floor((ahead, agents) => this.limit(ahead, agents));
    this.agents = scenario.agents.map((queues, n) => {
      return { queues: queues.map(nameOf), away: false, leaving: false, came: 0, name: `agent-${n + 1}` };
    });
    this.floor.desks.push(...this.agents);
  }

  run(): DayPlayed {
    for (let queue = 0; queue < this.scenario.queues; queue++) this.arrivals(queue);
    for (const agent of this.agents) this.presenceOf(agent);
    this.agenda.run();
    for (const agent of this.agents) if (!agent.away) this.gone(agent);
    return { judged: this.floor.judged, rows: this.rows };
  }

  private get end(): number {
    return this.scenario.hours * 3_600_000;
  }

  private get now(): number {
    return this.agenda.now;
  }

  private after(ms: number, act: () => void): void {
    this.agenda.after(ms, act);
  }

  private arrivals(queue: number): void {
    const random = stream(this.seed, `${this.scenario.name} arrivals ${queue}`);
    const { burst = 1, calls } = this.scenario;
    const next = () =>
      this.after(exponential(random, (3_600_000 * burst) / calls(this.now / 3_600_000, queue)), () => {
        if (this.now > this.end) return;
        for (let i = 0; i < burst; i++) this.after(burst > 1 ? random() * 60_000 : 0, () => this.arrive(nameOf(queue)));
        next();
      });
    next();
  }

  private presenceOf(agent: Agent): void {
    const { away } = this.scenario;
    if (!away) return;
    this.after(exponential(this.presence, away.present * 1_000), () => {
      if (this.now > this.end) return;
      if (agent.since === undefined) this.leave(agent);
      else agent.leaving = true;
    });
  }

  private leave(agent: Agent): void {
    agent.leaving = false;
    agent.away = true;
    this.gone(agent);
    this.after(exponential(this.presence, (this.scenario.away?.absent ?? 0) * 1_000), () => {
      agent.away = false;
      agent.came = this.now;
      this.serve(agent);
      this.presenceOf(agent);
    });
  }

  private gone({ name, queues, came }: Agent): void {
    this.row('here', { queue: queues.join(' '), who: name, from: came });
  }

  private arrive(queue: string): void {
    const free = this.agents.find((agent) => isFree(agent) && agent.queues.includes(queue));
    const patience = exponential(this.patience, this.scenario.patience * 1_000);
    const caller = this.floor.arrive(queue, this.now);
    if (free) return this.serve(free);
    this.tell(caller);
    this.after(patience, () => this.giveUp(caller));
  }

  private giveUp(caller: Waiting): void {
    if (!this.floor.line(caller.queue).includes(caller)) return;
    this.floor.gaveUp(caller, this.now);
    this.waited(caller, 'abandoned');
  }

  /** On arrival, and again while the caller waits. */
  private tell(caller: Waiting): void {
    if (this.floor.tell(caller, this.now)) this.after(AGAIN_MS, () => this.tell(caller));
  }

  private limit(ahead: number, agents: readonly { busyForMs?: number }[]): number {
    const { queues, away, handling, spread, patience } = this.scenario;
    if (!this.limited || queues > 1 || away) return Number.NaN;
    const busyFor = agents.map(({ busyForMs = 0 }) => busyForMs);
    const handlingMs = handling(this.now / 3_600_000) * 1_000;
    return limitOf({ ahead, busyFor, handlingMs, spread, patienceMs: patience * 1_000 }, this.futures);
  }

  /** The agent takes who has waited longest in any of its queues. */
  private serve(agent: Agent): void {
    if (!isFree(agent)) return;
    const fronts = agent.queues.flatMap((queue) => this.floor.line(queue)[0] ?? []);
    const caller = fronts.sort((a, b) => a.arrival - b.arrival)[0];
    if (!caller) return;
    this.floor.answered(caller, this.now);
    this.waited(caller, 'answered');
    const from = this.now;
    agent.since = from;
    const { handling, spread } = this.scenario;
    const ms = logNormal(this.talk, handling(this.now / 3_600_000) * 1_000, spread);
    this.after(ms, () => {
      this.floor.handled(caller.queue, ms, this.now);
      this.row('talk', { queue: caller.queue, who: agent.name, from });
      agent.since = undefined;
      if (agent.leaving) this.leave(agent);
      else this.serve(agent);
    });
  }

  private waited({ queue, arrival }: Waiting, how: string): void {
    this.row('wait', { queue, who: `caller-${this.rows.length}`, from: arrival }, how);
  }

  private row(what: Row['what'], row: Pick<Row, 'queue' | 'who' | 'from'>, how = ''): void {
    this.rows.push({ what, ...row, to: this.now, how, priority: 0 });
  }
}

const nameOf = (queue: number): string => `queue-${queue + 1}`;

const isFree = (agent: Agent): boolean => !agent.away && agent.since === undefined;
