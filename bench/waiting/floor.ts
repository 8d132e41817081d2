/**
 * Who waits and who talks at a moment of a day, simulated or recorded, and what everybody who waits was told. Whoever is
 * answered gives the truth to what was said before.
 */
import { shareOf } from '../../src/core/waitingTime';
import { Memory, type Said, type Told } from './memory';

/** Something that was said, with what became of it; times in ms. */
export interface Judged extends Said {
  /** An estimate that knows the distributions; only for a single simulated queue whose agents stay. */
  readonly limit: number;
  readonly truth: number;
}

export interface Waiting extends Told {
  readonly queue: string;
  readonly arrival: number;
  readonly priority: number;
  readonly said: (Said & { readonly limit: number })[];
}

export interface Desk {
  readonly queues: readonly string[];
  away: boolean;
  /** Since when it talks or wraps up. */
  since?: number | undefined;
}

/** What somebody who knew more would say. */
export type Limit = (ahead: number, agents: readonly { busyForMs?: number }[]) => number;

export class Floor {
  readonly judged: Judged[] = [];
  readonly waiting = new Map<string, Waiting[]>();
  readonly desks: Desk[] = [];
  private readonly memories = new Map<string, Memory>();

  constructor(private readonly limit: Limit = () => Number.NaN) {}

  /** Those of a queue, in the order in which they are served. */
  line(queue: string): Waiting[] {
    const line = this.waiting.get(queue) ?? [];
    this.waiting.set(queue, line);
    return line;
  }

  arrive(queue: string, now: number, priority = 0): Waiting {
    const caller: Waiting = { queue, arrival: now, priority, said: [] };
    const line = this.line(queue);
    const behind = line.findIndex((one) => one.priority < priority);
    line.splice(behind < 0 ? line.length : behind, 0, caller);
    return caller;
  }

  /** Says something to who waits; false when it does not wait any more. */
  tell(caller: Waiting, now: number): boolean {
    const line = this.line(caller.queue);
    const ahead = line.indexOf(caller);
    if (ahead < 0) return false;
    const agents = this.desks
      .filter(({ away, queues }) => !away && queues.includes(caller.queue))
      .map((desk) => ({
        share: shareOf(ahead, this.aheadOf(caller, desk)),
        ...(desk.since !== undefined && { busyForMs: now - desk.since }),
      }));
    const said = this.memory(caller.queue).say(caller, { ahead, agents, waited: now - caller.arrival });
    if (said) caller.said.push({ ...said, limit: this.limit(ahead, agents) });
    return true;
  }

  answered(caller: Waiting, now: number): void {
    const waited = this.leave(caller, now);
    for (const said of caller.said) this.judged.push({ ...said, truth: waited - said.waited });
    this.memory(caller.queue).answered(caller, waited, now);
  }

  gaveUp(caller: Waiting, now: number): void {
    this.memory(caller.queue).gaveUp(caller, this.leave(caller, now), now);
  }

  handled(queue: string, ms: number, now: number): void {
    this.memory(queue).handled(ms, now);
  }

  private leave(caller: Waiting, now: number): number {
    const line = this.line(caller.queue);
    line.splice(line.indexOf(caller), 1);
    return now - caller.arrival;
  }

  private memory(queue: string): Memory {
    const memory = this.memories.get(queue) ?? new Memory();
    this.memories.set(queue, memory);
    return memory;
  }

  /** Everybody in any queue of the desk who came before. */
  private aheadOf(caller: Waiting, { queues }: Desk): number {
    const before = (queue: string) => this.line(queue).filter(({ arrival }) => arrival < caller.arrival);
    return queues.reduce((sum, queue) => sum + before(queue).length, 0);
  }
}
