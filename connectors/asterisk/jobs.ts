/**
 * Plays and recordings under way. Every job that was accepted ends in exactly one `jobEnded`: by the PBX's word, by
 * its party's leaving, by its conversation's closing, or by our own deadline, because Asterisk sometimes never says
 * (a play of a missing recording, a channel frozen in a fetch).
 */
import type { Cancel } from '../../src/ports/clock';
import type { JobId, PbxEvent, Target } from '../../src/ports/pbx';
import type { Step } from './media';
import type { LinkPorts } from './timers';

export type Outcome = Extract<PbxEvent, { type: 'jobEnded' }>['outcome'];

/** One play or recording. */
export interface Job {
  readonly id: JobId;
  readonly kind: 'play' | 'record';
  readonly target: Target;
  /** `channels/<id>` or `bridges/<id>`. */
  readonly path: string;
  readonly steps: readonly Step[];
  readonly loop: boolean;
  readonly startedAt: number;
  /** Which step is playing, and how many plays were begun. */
  index: number;
  plays: number;
  roundAt: number;
  /** The playback in Asterisk of the present step, when it has one. */
  playback: string | undefined;
  stopping: boolean;
  /** The one timer of a job: deadline or silence. */
  cancel: Cancel;
}

export const nothing = (): void => {};

/** The jobs of one link, by id and by target. */
export class Jobs {
  private readonly byId = new Map<JobId, Job>();
  private readonly byTarget = new Map<string, Set<Job>>();

  constructor(
    private readonly ports: LinkPorts,
    private readonly emit: (event: PbxEvent) => void,
  ) {}

  get(id: JobId): Job | undefined {
    return this.byId.get(id);
  }

  all(): Job[] {
    return [...this.byId.values()];
  }

  add(kind: Job['kind'], id: JobId, target: Target, path: string, steps: readonly Step[] = [], loop = false): Job {
    const startedAt = this.ports.clock.monotonic();
    const counters = { index: 0, plays: 0, roundAt: startedAt, playback: undefined, stopping: false };
    const job: Job = { id, kind, target, path, steps, loop, startedAt, ...counters, cancel: nothing };
    this.byId.set(id, job);
    const key = keyOf(target);
    const others = this.byTarget.get(key);
    if (others) others.add(job);
    else this.byTarget.set(key, new Set([job]));
    return job;
  }

  /** Forgets a job that was not accepted: nothing is said of it. */
  drop(job: Job): boolean {
    if (this.byId.get(job.id) !== job) return false;
    job.cancel();
    this.byId.delete(job.id);
    const key = keyOf(job.target);
    const others = this.byTarget.get(key);
    others?.delete(job);
    if (others?.size === 0) this.byTarget.delete(key);
    return true;
  }

  end(job: Job, outcome: Outcome, at: number, durationMs?: number): void {
    if (!this.drop(job)) return;
    const ms = durationMs ?? Math.round(this.ports.clock.monotonic() - job.startedAt);
    this.emit({ type: 'jobEnded', at, job: job.id, outcome, durationMs: ms });
  }

  /** The party left or the conversation was closed. */
  endAll(target: Target, at: number): void {
    for (const job of [...(this.byTarget.get(keyOf(target)) ?? [])])
      this.end(job, job.stopping ? 'stopped' : 'failed', at);
  }

  /** Replaces the timer of a job. */
  arm(job: Job, ms: number, fire: () => void): void {
    job.cancel();
    job.cancel = this.ports.clock.after(ms, fire);
  }
}

/** Parties and conversations have ids of one shape, but never the same one. */
const keyOf = (target: Target): string => ('party' in target ? target.party : target.conversation);
