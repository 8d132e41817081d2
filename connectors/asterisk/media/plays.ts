/** Plays: the steps of a job one after the other, in rounds when it loops. */
import type { Audible } from '../../../src/core/media';
import type { JobId, PartyId, Play, Result } from '../../../src/ports/pbx';
import { type Ari, UNANSWERED } from '../ari';
import { type AsteriskOptions, COMMAND_MS, PLAY_MS } from '../options';
import type { LinkPorts } from '../timers';
import { failureOf, GONE, OK, refused, resultOf, succeeded } from '../words/results';
import type { Job, Jobs } from './jobs';
import { type Step, stepsOf } from './steps';
import type { Targets } from './targets';
import type { Warm } from './warm';

/** How long a caller waits for a prompt that the PBX has not fetched yet; then the built-in sound is played. */
const COLD_MS = 3000;
/** A round that took less than this played nothing; the next one waits, or it would spin. */
const SHORT_ROUND_MS = 100;
const PAUSE_MS = 1000;

/** The plays of one link. */
export class Plays {
  private readonly commandMs: number;
  private readonly playMs: number;

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly options: AsteriskOptions,
    private readonly jobs: Jobs,
    private readonly targets: Targets,
    private readonly warm: Warm,
  ) {
    this.commandMs = options.commandMs ?? COMMAND_MS;
    this.playMs = options.playMs ?? PLAY_MS;
    jobs.onTurn((job) => this.go(job));
  }

  async play(play: Play): Promise<Result> {
    if (this.jobs.get(play.job)) return refused('exists');
    const steps = this.steps(play.media);
    if (!steps) return refused('invalid', 'media that cannot be spoken');
    const path = await this.targets.path(play.target);
    if (path === undefined) return GONE;
    if (this.jobs.get(play.job)) return refused('exists'); // asked for twice at once
    const job = this.jobs.add('play', play.job, play.target, path, steps, play.loop ?? false);
    if (!this.jobs.hasTurn(job)) return OK;
    const result = await this.step(job);
    if (result.result !== 'ok') this.jobs.drop(job);
    return result;
  }

  /** Stops what is played to a party, for Asterisk keeps a join or a move waiting until the play is over. */
  async interrupt(party: PartyId): Promise<void> {
    const plays = this.jobs.of({ party }).filter(({ kind }) => kind === 'play');
    await Promise.all(plays.reverse().map((job) => this.stop(job)));
  }

  /** Stops the present step; the end of it ends the job. */
  async stop(job: Job): Promise<Result> {
    job.stopping = true;
    const { playback } = job;
    if (playback === undefined) {
      this.jobs.arm(job, 0, () => this.jobs.end(job, 'stopped', this.ports.clock.now()));
      return OK;
    }
    this.jobs.arm(job, this.commandMs, () => this.jobs.end(job, 'stopped', this.ports.clock.now()));
    const answer = await this.ari.request('DELETE', `playbacks/${playback}`);
    return succeeded(answer) || answer.status === 404 ? OK : failureOf(answer);
  }

  ended(playback: string, failed: boolean, at: number): void {
    if (this.warm.playbackEnded(playback, failed)) return;
    const job = this.jobs.get(jobOf(playback));
    if (job?.playback !== playback) return;
    job.playback = undefined;
    if (job.stopping) this.jobs.end(job, 'stopped', at);
    else if (failed) this.jobs.end(job, 'failed', at);
    else this.next(job, at);
  }

  /** After a gap in the events: a playback that is no more has ended unheard of. */
  async verify(job: Job): Promise<void> {
    const { playback } = job;
    if (playback === undefined) return;
    const answer = await this.ari.request('GET', `playbacks/${playback}`);
    if (answer.status === 404 && job.playback === playback) this.ended(playback, false, this.ports.clock.now());
  }

  /** Has prompts fetched; goes on behind a result that says `timeout`. */
  async fetch(media: readonly Audible[]): Promise<Result> {
    const steps = this.steps(media);
    if (!steps) return refused('invalid', 'media that cannot be spoken');
    const urls = steps.flatMap((step) => (step.kind === 'fetched' ? [step.url] : []));
    const all = Promise.all(urls.map((url) => this.warm.fetch(url)));
    const got = await this.within(this.commandMs, all);
    if (!got) return { result: 'timeout' };
    return got.every(Boolean) ? OK : refused('unreachable', 'the PBX cannot fetch it');
  }

  private steps(media: readonly Audible[]): Step[] | undefined {
    try {
      return stepsOf(media, this.options);
    } catch {
      return undefined; // a time in a zone that does not exist
    }
  }

  private step(job: Job): Promise<Result> | Result {
    const step = job.steps[job.index];
    job.began ??= this.ports.clock.monotonic();
    if (!step) return refused('invalid', 'no media');
    if (step.kind === 'sounds') return this.request(job, step.media.join(','), step.lang);
    if (step.kind === 'fetched' && this.warm.has(step.url)) return this.request(job, soundOf(step.url));
    if (step.kind === 'fetched') void this.cold(job, step.url, step.instead, step.lang);
    else this.jobs.arm(job, step.ms, () => this.next(job, this.ports.clock.now()));
    return OK;
  }

  private async request(job: Job, media: string, lang?: string): Promise<Result> {
    job.plays += 1;
    const playback = job.plays === 1 ? job.id : `${job.id}-${job.plays}`;
    job.playback = playback;
    this.jobs.arm(job, this.playMs, () => this.overdue(job));
    const answer = await this.ari.request('POST', `${job.path}/play/${playback}`, { media, lang });
    // A stop that came between found nothing to stop; a play that was not answered may yet begin.
    if (answer.status === UNANSWERED || (job.stopping && succeeded(answer)))
      void this.ari.request('DELETE', `playbacks/${playback}`);
    return resultOf(answer);
  }

  /** Waits for the fetch as long as a caller will, then plays what there is. */
  private async cold(job: Job, url: string, instead: string, lang: string | undefined): Promise<void> {
    const here = await this.within(COLD_MS, this.warm.fetch(url));
    if (this.jobs.get(job.id) !== job || job.stopping) return;
    const result = await this.request(job, here ? soundOf(url) : `sound:${instead}`, lang);
    if (result.result !== 'ok') this.jobs.end(job, 'failed', this.ports.clock.now());
  }

  private next(job: Job, at: number): void {
    job.index += 1;
    if (job.index < job.steps.length) return this.go(job);
    if (!job.loop) return this.jobs.end(job, 'done', at);
    const now = this.ports.clock.monotonic();
    const wait = now - job.roundAt < SHORT_ROUND_MS ? PAUSE_MS : 0;
    job.index = 0;
    job.roundAt = now + wait;
    if (wait === 0) this.go(job);
    else this.jobs.arm(job, wait, () => this.go(job));
  }

  private go(job: Job): void {
    void Promise.resolve(this.step(job)).then((result) => {
      if (result.result !== 'ok') this.jobs.end(job, 'failed', this.ports.clock.now());
    });
  }

  private overdue(job: Job): void {
    this.ports.log.warn('a play did not end', { job: job.id });
    if (job.playback) void this.ari.request('DELETE', `playbacks/${job.playback}`);
    this.jobs.end(job, 'failed', this.ports.clock.now());
  }

  /** The value, or undefined when it takes longer. */
  private within<T>(ms: number, value: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      const cancel = this.ports.clock.deadline(ms, () => resolve(undefined));
      void value.then((it) => {
        cancel();
        resolve(it);
      });
    });
  }
}

/** A comma would begin the next item of a media list. */
const soundOf = (url: string): string => `sound:${url.replaceAll(',', '%2C')}`;

/** `<job>` or `<job>-<n>` → job. */
const jobOf = (playback: string): JobId => playback.slice(0, 32);
