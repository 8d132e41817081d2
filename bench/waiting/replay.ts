/** One day of a scenario, with what each method would have told at each arrival. Same seed, same day. */
import { type Random, stream } from '../../connectors/simulator/random';
import { type Basis, learn, unlearned, type WaitingState } from '../../src/core/waitingLearning';
import { estimateOf, shareOf } from '../../src/core/waitingTime';
import { Agenda } from './agenda';
import { exponential, logNormal } from './chances';
import { limitOf } from './limit';
import type { Scenario } from './scenarios';

/** All in ms. */
export interface Told {
  readonly ours: number;
  readonly p90: number;
  readonly appQueue: number;
  readonly lastWaits: number;
  readonly simple: number;
  /** Only for a single queue whose agents stay. */
  readonly limit: number;
  readonly truth: number;
  /** How long the caller had waited when it was told. */
  readonly waited: number;
}

type Said = Omit<Told, 'truth'>;

interface Caller {
  readonly queue: number;
  readonly arrival: number;
  readonly leaves: number;
  readonly told: Said[];
  basis?: Basis;
}

interface Agent {
  readonly queues: readonly number[];
  away: boolean;
  /** Leaves at the end of this call. */
  leaving: boolean;
  since?: number | undefined;
}

interface Queue {
  waiting: Caller[];
  state: WaitingState;
  /** What app_queue keeps: a moving mean of the waits of answered calls. */
  hold: number;
  last: number[];
  handled: number;
  handledSum: number;
}

/** Between two announcements to the same caller. */
const AGAIN_MS = 60_000;

/** `limit` costs most of the time of a replay. */
export function replay(scenario: Scenario, seed: number, limit = false): Told[] {
  return new Day(scenario, seed, limit).run();
}

class Day {
  private readonly told: Told[] = [];
  private readonly queues: Queue[];
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
    this.queues = Array.from({ length: scenario.queues }, () => ({
      waiting: [],
      state: unlearned(0),
      hold: 0,
      last: [],
      handled: 0,
      handledSum: 0,
    }));
    this.agents = scenario.agents.map((queues) => ({ queues, away: false, leaving: false }));
  }

  run(): Told[] {
    this.queues.forEach((_, queue) => {
      this.arrivals(queue);
    });
    for (const agent of this.agents) this.presenceOf(agent);
    this.agenda.run();
    return this.told;
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
        for (let i = 0; i < burst; i++) this.after(burst > 1 ? random() * 60_000 : 0, () => this.arrive(queue));
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
    this.after(exponential(this.presence, (this.scenario.away?.absent ?? 0) * 1_000), () => {
      agent.away = false;
      this.serve(agent);
      this.presenceOf(agent);
    });
  }

  private arrive(index: number): void {
    const queue = this.queues[index] as Queue;
    const free = this.agents.find((agent) => isFree(agent) && agent.queues.includes(index));
    const leaves = this.now + exponential(this.patience, this.scenario.patience * 1_000);
    const caller: Caller = { queue: index, arrival: this.now, leaves, told: [] };
    queue.waiting.push(caller);
    if (free) this.serve(free);
    else {
      this.tell(queue, caller);
      this.after(leaves - this.now, () => this.giveUp(queue, caller));
    }
  }

  private giveUp(queue: Queue, caller: Caller): void {
    const at = queue.waiting.indexOf(caller);
    if (at < 0) return;
    queue.waiting.splice(at, 1);
    const waitedMs = this.now - caller.arrival;
    queue.state = learn(queue.state, { kind: 'left', waitedMs, ...basisOf(caller) }, this.now);
  }

  /** On arrival, and again while the caller waits. */
  private tell(queue: Queue, caller: Caller): void {
    const ahead = queue.waiting.indexOf(caller);
    if (ahead < 0) return;
    const waited = this.now - caller.arrival;
    const there = this.agents.filter((agent) => !agent.away && agent.queues.includes(caller.queue));
    const agents = there.map((agent) => ({
      share: shareOf(ahead, this.aheadOf(caller, agent)),
      ...(agent.since !== undefined && { busyForMs: this.now - agent.since }),
    }));
    const ours = estimateOf(queue.state, { ahead, agents });
    if (ours) {
      if (waited === 0) caller.basis = ours.basis;
      const told = { ours: ours.p50Ms, p90: ours.p90Ms, waited, limit: this.limit(ahead, agents) };
      caller.told.push({ ...told, ...peers(queue, ahead, there.length, waited) });
    }
    this.after(AGAIN_MS, () => this.tell(queue, caller));
  }

  /** Everybody in any queue of the agent who came before. */
  private aheadOf(caller: Caller, { queues }: Agent): number {
    const before = (queue: number) => this.queues[queue]?.waiting.filter(({ arrival }) => arrival < caller.arrival);
    return queues.reduce((sum, queue) => sum + (before(queue)?.length ?? 0), 0);
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
    const fronts = agent.queues.flatMap((queue) => this.queues[queue]?.waiting[0] ?? []);
    const caller = fronts.sort((a, b) => a.arrival - b.arrival)[0];
    if (!caller) return;
    const queue = this.queues[caller.queue] as Queue;
    queue.waiting.shift();
    this.answered(queue, caller);
    agent.since = this.now;
    const { handling, spread } = this.scenario;
    const ms = logNormal(this.talk, handling(this.now / 3_600_000) * 1_000, spread);
    this.after(ms, () => {
      queue.state = learn(queue.state, { kind: 'handled', ms }, this.now);
      queue.handled++;
      queue.handledSum += ms;
      agent.since = undefined;
      if (agent.leaving) this.leave(agent);
      else this.serve(agent);
    });
  }

  private answered(queue: Queue, caller: Caller): void {
    const waitedMs = this.now - caller.arrival;
    for (const said of caller.told) this.told.push({ ...said, truth: waitedMs - said.waited });
    queue.state = learn(queue.state, { kind: 'served', by: 'agent', waitedMs, ...basisOf(caller) }, this.now);
    queue.hold = (3 * queue.hold + waitedMs) / 4;
    queue.last = [...queue.last.slice(-9), waitedMs];
  }
}

/** app_queue counts what was waited off its mean and takes the amount: past it, the value climbs again. */
function peers({ hold, last, handled, handledSum }: Queue, ahead: number, agents: number, waited: number) {
  const mean = last.reduce((sum, wait) => sum + wait, 0) / Math.max(1, last.length);
  const aht = handled > 0 ? handledSum / handled : 180_000;
  return {
    appQueue: Math.abs(hold - waited),
    lastWaits: Math.max(0, mean - waited),
    simple: (aht * (ahead + 1)) / Math.max(1, agents),
  };
}

const isFree = (agent: Agent): boolean => !agent.away && agent.since === undefined;

const basisOf = ({ basis }: Caller): { basis?: Basis } => (basis ? { basis } : {});
