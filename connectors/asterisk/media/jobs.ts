/**
 * Plays and recordings under way. Every job that was accepted ends in exactly one `jobEnded`: by the PBX's word, by
 * its party's leaving, by its conversation's closing, or by our own deadline, because Asterisk sometimes never says
 * (a play of a missing recording, a channel frozen in a fetch). Plays to one target wait for each other.
 */
import type { Cancel } from '../../../src/ports/clock';
import type { JobId, PbxEvent, Target } from '../../../src/ports/pbx';
import type { LinkPorts } from '../timers';
import type { Step } from './steps';

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
  /** Monotonic time at which it began to be heard. */
  began: number | undefined;
  /** Which step is playing, how many plays it took so far, and when the present round began. */
  index: number;
  plays: number;
  roundAt: number;
  /** The playback in Asterisk of the present step, when it has one. */
  playback: string | undefined;
  stopping: boolean;
  /** The one timer of a job: deadline or silence. */
  cancel: Cancel;
}

const nothing = (): void => {};

/** The jobs of one link, by id and by target. */
export class Jobs {
  private readonly byId = new Map<JobId, Job>();
  /** In the order of asking: the first play is the one that is heard. */
  private readonly byTarget = new Map<string, Job[]>();
  private begin: (play: Job) => void = nothing;
  private quiet: (target: Target) => void = nothing;

  constructor(
    private readonly ports: LinkPorts,
    private readonly emit: (event: PbxEvent) => void,
  ) {}

  /** Who begins a play whose turn has come. */
  onTurn(begin: (play: Job) => void): void {
    this.begin = begin;
  }

  /** Who is told when the last play to a target is over; of one that has left nothing is said. */
  onQuiet(quiet: (target: Target) => void): void {
    this.quiet = quiet;
  }

  get(id: JobId): Job | undefined {
    return this.byId.get(id);
  }

  all(): Job[] {
    return [...this.byId.values()];
  }

  /** The jobs of a target, in their order. */
  of(target: Target): readonly Job[] {
    return this.byTarget.get(keyOf(target)) ?? [];
  }

  add(kind: Job['kind'], id: JobId, target: Target, path: string, steps: readonly Step[] = [], loop = false): Job {
    const counters = { began: undefined, index: 0, plays: 0, roundAt: 0, playback: undefined, stopping: false };
    const job: Job = { id, kind, target, path, steps, loop, ...counters, cancel: nothing };
    this.byId.set(id, job);
    const others = this.byTarget.get(keyOf(target));
    if (others) others.push(job);
    else this.byTarget.set(keyOf(target), [job]);
    return job;
  }

  /** Whether it is heard now, or would be. */
  hasTurn(job: Job): boolean {
    return this.of(job.target).find(({ kind }) => kind === 'play') === job;
  }

  /** Forgets a job that was not accepted: nothing is said of it. */
  drop(job: Job): boolean {
    if (this.byId.get(job.id) !== job) return false;
    const hadTurn = this.hasTurn(job);
    job.cancel();
    this.byId.delete(job.id);
    const others = this.of(job.target).filter((other) => other !== job);
    if (others.length === 0) this.byTarget.delete(keyOf(job.target));
    else this.byTarget.set(keyOf(job.target), others);
    if (!hadTurn) return true;
    const next = others.find(({ kind }) => kind === 'play');
    if (next) this.begin(next);
    else this.quiet(job.target);
    return true;
  }

  end(job: Job, outcome: Outcome, at: number, durationMs?: number): void {
    const { began } = job;
    if (!this.drop(job)) return;
    const heardMs = began === undefined ? 0 : Math.round(this.ports.clock.monotonic() - began);
    this.emit({ type: 'jobEnded', at, job: job.id, outcome, durationMs: durationMs ?? heardMs });
  }

  /** The party left or the conversation was closed. */
  endAll(target: Target, at: number): void {
    const jobs = this.of(target);
    this.byTarget.delete(keyOf(target)); // none of them gets its turn
    for (const job of jobs) this.end(job, job.stopping ? 'stopped' : 'failed', at);
  }

  /** Replaces the timer of a job. */
  arm(job: Job, ms: number, fire: () => void): void {
    job.cancel();
    job.cancel = this.ports.clock.after(ms, fire);
  }
}

/** Parties and conversations have ids of one shape, but never the same one. */
const keyOf = (target: Target): string => ('party' in target ? target.party : target.conversation);
