/**
 * Plays and recordings. Plays to one target wait for each other, as on Asterisk; a recording runs beside them.
 * Every job that was accepted ends exactly once.
 */
import type { Audible } from '../../src/core/media';
import type { Cancel } from '../../src/ports/clock';
import type { JobId, PartyId, Play, RecordJob, Result, Target } from '../../src/ports/pbx';
import type { Exchange } from './exchange';
import { durationOf, wav } from './media';
import type { Party } from './party';
import { reachable } from './party';
import { GONE, OK, refused } from './results';

type Outcome = 'done' | 'stopped' | 'failed';

interface Job {
  readonly id: JobId;
  readonly node: string;
  readonly target: Target;
  readonly ask: { readonly play: Play } | { readonly record: RecordJob };
  began: number | undefined;
  index: number;
  timer: Cancel;
  /** Ends a recording when its party has been silent too long. */
  silence: Cancel;
  /** Since when a recording is paused, and how long it was before. */
  pausedAt: number | undefined;
  pausedMs: number;
}

const BEEP_MS = 200;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const nothing = (): void => {};
const keyOf = (target: Target): string => ('party' in target ? target.party : target.conversation);

/** The jobs of one switchboard. */
export class Jobs {
  private readonly jobs = new Map<JobId, Job>();
  /** Jobs of a party or conversation in the order of asking: the first play is the one that plays. */
  private readonly byTarget = new Map<string, Job[]>();

  constructor(private readonly exchange: Exchange) {}

  has(id: JobId): boolean {
    return this.jobs.has(id);
  }

  play(play: Play, node: string): Result {
    const problem = this.check(play.job, play.target);
    if (problem) return problem;
    const waits = this.firstPlay(keyOf(play.target)) !== undefined;
    const job = this.add(play.job, play.target, node, { play });
    if (!waits) this.next(job, play);
    return OK;
  }

  record(record: RecordJob, node: string): Result {
    const problem = this.check(record.job, record.target);
    if (problem) return problem;
    const job = this.add(record.job, record.target, node, { record });
    job.began = this.exchange.clock.now();
    this.limit(job, record);
    this.listen(job, record, 0);
    this.heard(record.target);
    if (record.beep) this.exchange.clock.after(BEEP_MS, () => this.heard(record.target));
    return OK;
  }

  /** Leaves out what is said, or no more. */
  pause(id: JobId, on: boolean): Result {
    const job = this.jobs.get(id);
    if (!job || !('record' in job.ask)) return GONE;
    if (on === (job.pausedAt !== undefined)) return OK;
    if (on) {
      job.pausedAt = this.exchange.clock.now();
      this.cancel(job);
      return OK;
    }
    job.pausedMs = this.pausedMs(job);
    job.pausedAt = undefined;
    this.limit(job, job.ask.record);
    this.listen(job, job.ask.record, 0);
    return OK;
  }

  private limit(job: Job, { maxMs, beep }: RecordJob): void {
    const left = maxMs + (beep ? BEEP_MS : 0) - this.lengthOf(job);
    job.timer = this.exchange.clock.after(Math.max(0, left), () => this.end(job, 'done'));
  }

  private lengthOf(job: Job): number {
    return job.began === undefined ? 0 : this.exchange.clock.now() - job.began - this.pausedMs(job);
  }

  private pausedMs({ pausedAt, pausedMs }: Job): number {
    return pausedMs + (pausedAt === undefined ? 0 : this.exchange.clock.now() - pausedAt);
  }

  stop(id: JobId): Result {
    const job = this.jobs.get(id);
    if (!job) return GONE;
    this.end(job, 'stopped');
    return OK;
  }

  /** The item that a target hears now. */
  playing(target: Target): Audible | undefined {
    const job = this.firstPlay(keyOf(target));
    if (!job && this.beeps(target)) return { play: 'tone', tone: 'beep' };
    return job && 'play' in job.ask ? job.ask.play.media[job.index] : undefined;
  }

  /** Whoever is recorded hears that it begins. */
  private beeps(target: Target): boolean {
    const jobs = this.byTarget.get(keyOf(target)) ?? [];
    return jobs.some((job) => 'record' in job.ask && job.ask.record.beep && this.lengthOf(job) < BEEP_MS);
  }

  /** Plays to a party give way: Asterisk would keep a join or a move waiting until they are over. */
  interrupt(party: PartyId): void {
    const jobs = this.byTarget.get(party) ?? [];
    for (const job of jobs.filter(({ ask }) => 'play' in ask).reverse()) this.end(job, 'stopped');
  }

  /** A party or conversation is over: what plays there has failed, what was recorded is kept. */
  targetEnded(target: Target): void {
    const ended = this.byTarget.get(keyOf(target)) ?? [];
    this.byTarget.delete(keyOf(target));
    for (const job of ended) this.end(job, 'play' in job.ask ? 'failed' : 'done');
  }

  /** A digit may end a recording. */
  digit(party: Party, digit: string): void {
    for (const [job, record] of this.recordingsOf(party)) {
      if (record.stopOn?.includes(digit)) this.end(job, 'done');
    }
  }

  /** The party speaks for `ms`; silence is counted from then. */
  speaks(party: Party, ms: number): void {
    const { spoken } = this.exchange.library;
    for (const [job, record] of this.recordingsOf(party)) {
      this.listen(job, record, ms);
      spoken.set(job.id, (spoken.get(job.id) ?? 0) + ms);
    }
  }

  audio(id: JobId): Result<AsyncIterable<Uint8Array>> {
    if (this.jobs.has(id)) return refused('invalid', 'still recording');
    const { recordings, spoken } = this.exchange.library;
    const ms = recordings.get(id);
    return ms === undefined ? GONE : { result: 'ok', value: once(wav(ms, spoken.get(id))) };
  }

  forget(id: JobId): Result {
    const { recordings, spoken } = this.exchange.library;
    spoken.delete(id);
    return recordings.delete(id) ? OK : GONE;
  }

  /** All jobs die with the PBX; nobody is told. */
  wipe(): void {
    for (const job of this.jobs.values()) this.cancel(job);
    this.jobs.clear();
    this.byTarget.clear();
  }

  private check(id: JobId, target: Target): Result | undefined {
    if (this.jobs.has(id)) return refused('exists');
    if ('conversation' in target) return this.exchange.conversations.has(target.conversation) ? undefined : GONE;
    const party = this.exchange.parties.get(target.party);
    return party && reachable(party) ? undefined : GONE;
  }

  private add(id: JobId, target: Target, node: string, ask: Job['ask']): Job {
    const counters = { began: undefined, index: 0, pausedAt: undefined, pausedMs: 0 };
    const job: Job = { id, node, target, ask, ...counters, timer: nothing, silence: nothing };
    this.jobs.set(id, job);
    this.byTarget.set(keyOf(target), [...(this.byTarget.get(keyOf(target)) ?? []), job]);
    return job;
  }

  private next(job: Job, play: Play): void {
    job.began ??= this.exchange.clock.now();
    if (job.index >= play.media.length && play.loop) job.index = 0;
    const item = play.media[job.index];
    if (!item) return this.end(job, 'done');
    const ms = durationOf(item, this.exchange.library);
    if (ms === undefined) return this.end(job, 'failed');
    this.heard(job.target);
    if (Number.isFinite(ms)) job.timer = this.exchange.clock.after(ms, () => this.advance(job, play));
  }

  private advance(job: Job, play: Play): void {
    job.index += 1;
    this.next(job, play);
  }

  private end(job: Job, outcome: Outcome): void {
    this.cancel(job);
    this.jobs.delete(job.id);
    const durationMs = this.lengthOf(job);
    if ('record' in job.ask) this.exchange.library.recordings.set(job.id, durationMs);
    this.exchange.emit(job.node, { type: 'jobEnded', job: job.id, outcome, durationMs });
    this.follow(job);
  }

  /** Takes a job from its target and lets the next play there begin. */
  private follow(job: Job): void {
    const key = keyOf(job.target);
    const others = this.byTarget.get(key)?.filter((other) => other !== job);
    if (!others) return;
    const played = this.firstPlay(key) === job;
    if (others.length > 0) this.byTarget.set(key, others);
    else this.byTarget.delete(key);
    const head = this.firstPlay(key);
    if (played && head && 'play' in head.ask) this.next(head, head.ask.play);
    this.heard(job.target);
  }

  private firstPlay(key: string): Job | undefined {
    return this.byTarget.get(key)?.find((job) => 'play' in job.ask);
  }

  private cancel(job: Job): void {
    job.timer();
    job.silence();
  }

  private listen(job: Job, record: RecordJob, spokenMs: number): void {
    if (record.silenceMs === undefined) return;
    job.silence();
    job.silence = this.exchange.clock.after(spokenMs + record.silenceMs, () => this.end(job, 'done'));
  }

  private recordingsOf(party: Party): [Job, RecordJob][] {
    const jobs = this.byTarget.get(party.facts.party) ?? [];
    return jobs.flatMap((job): [Job, RecordJob][] => ('record' in job.ask ? [[job, job.ask.record]] : []));
  }

  private heard(target: Target): void {
    if ('conversation' in target) this.exchange.refresh(target.conversation);
    else this.exchange.parties.get(target.party)?.line.changed();
  }
}
