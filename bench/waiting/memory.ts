/**
 * What each method knows of a queue, and what it says to who waits there: the number that it computes, and what the caller
 * hears of it. app_queue's are those of its source (22.x): `holdtime` in whole seconds, moved by a quarter with each
 * answer; to be told is `|holdtime + 30 − waited|` in whole minutes, rounded down, and nothing at all below one.
 */
import { type Basis, learn, unlearned, type WaitingState } from '../../src/core/waitingLearning';
import { type Spoken, spokenOf } from '../../src/core/waitingSpoken';
import { estimateOf, type WaitingAgent } from '../../src/core/waitingTime';

/** All in ms; what is not there was not said. */
export interface Said {
  /** Median and ninth decile. */
  readonly ours: number;
  readonly p90: number;
  /** In whole minutes, as the caller hears it. */
  readonly oursTold: number;
  readonly appQueue: number;
  readonly appQueueTold: number;
  readonly lastWaits: number;
  readonly simple: number;
  /** How long the caller had waited when it was said. */
  readonly waited: number;
}

/** A caller, as far as something is said to it. */
export interface Told {
  /** What our estimate stood on when it came. */
  basis?: Basis;
  spoken?: Spoken;
}

const MINUTE = 60_000;
const ADDED_S = 30;
/** Without history. */
const HANDLING_MS = 180_000;

export class Memory {
  private state: WaitingState = unlearned(0);
  /** app_queue's `holdtime`, in s. */
  private hold = 0;
  private last: number[] = [];
  private handledCount = 0;
  private handledSum = 0;

  /** Undefined when ours has nothing to go by. */
  say(caller: Told, line: { ahead: number; agents: readonly WaitingAgent[]; waited: number }): Said | undefined {
    const { ahead, agents, waited } = line;
    const estimate = estimateOf(this.state, { ahead, agents });
    if (!estimate) return undefined;
    if (waited === 0) caller.basis = estimate.basis;
    caller.spoken = spokenOf(estimate, 'approximate', caller.spoken);
    const seconds = Math.abs(this.hold + ADDED_S - Math.floor(waited / 1_000));
    const told = Math.floor(seconds / 60) * MINUTE;
    const mean = this.last.reduce((sum, wait) => sum + wait, 0) / Math.max(1, this.last.length);
    const handling = this.handledCount > 0 ? this.handledSum / this.handledCount : HANDLING_MS;
    return {
      ours: estimate.p50Ms,
      p90: estimate.p90Ms,
      oursTold: caller.spoken.seconds * 1_000,
      appQueue: seconds * 1_000,
      appQueueTold: told > 0 ? told : Number.NaN,
      lastWaits: Math.max(0, mean - waited),
      simple: (handling * (ahead + 1)) / Math.max(1, agents.length),
      waited,
    };
  }

  answered({ basis }: Told, waitedMs: number, now: number): void {
    this.state = learn(this.state, { kind: 'served', by: 'agent', waitedMs, ...(basis && { basis }) }, now);
    this.hold = (3 * this.hold + Math.floor(waitedMs / 1_000)) >> 2;
    this.last = [...this.last.slice(-9), waitedMs];
  }

  gaveUp({ basis }: Told, waitedMs: number, now: number): void {
    this.state = learn(this.state, { kind: 'left', waitedMs, ...(basis && { basis }) }, now);
  }

  handled(ms: number, now: number): void {
    this.state = learn(this.state, { kind: 'handled', ms }, now);
    this.handledCount++;
    this.handledSum += ms;
  }
}
