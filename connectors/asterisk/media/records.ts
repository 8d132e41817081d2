/** Recordings: named by their job, so that whoever knows the job finds the file, also after a crash. */
import type { JobId, RecordJob, Result } from '../../../src/ports/pbx';
import type { Ari } from '../ari';
import { type AsteriskOptions, COMMAND_MS } from '../options';
import type { LinkPorts } from '../timers';
import { failureOf, GONE, OK, refused, resultOf, succeeded } from '../words/results';
import type { Job, Jobs } from './jobs';
import type { Targets } from './targets';

/** Without audio from the party Asterisk notices the limit late. */
const GRACE_MS = 10_000;
/** Digits at which ARI can end a recording. */
const STOP_DIGITS: ReadonlySet<string> = new Set(['*', '#', 'any', 'none']);

/** The recordings of one link. */
export class Records {
  private readonly commandMs: number;
  /** How long each may become. */
  private readonly limits = new Map<JobId, number>();

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    options: AsteriskOptions,
    private readonly jobs: Jobs,
    private readonly targets: Targets,
  ) {
    this.commandMs = options.commandMs ?? COMMAND_MS;
  }

  async record(record: RecordJob): Promise<Result> {
    if (this.jobs.get(record.job)) return refused('exists');
    if (record.stopOn !== undefined && !STOP_DIGITS.has(record.stopOn)) return refused('invalid', 'stopOn');
    const path = await this.targets.path(record.target);
    if (path === undefined) return GONE;
    const job = this.jobs.add('record', record.job, record.target, path);
    job.began = this.ports.clock.monotonic();
    this.limits.set(record.job, record.maxMs);
    this.limit(job);
    const answer = await this.ari.request('POST', `${path}/record`, {
      name: record.job,
      format: 'wav',
      maxDurationSeconds: Math.ceil(record.maxMs / 1000),
      maxSilenceSeconds: record.silenceMs === undefined ? undefined : Math.ceil(record.silenceMs / 1000),
      beep: record.beep,
      terminateOn: record.stopOn,
    });
    if (!succeeded(answer)) this.drop(job);
    return resultOf(answer);
  }

  /** Asterisk stops its own clock meanwhile; ours begins anew, for it is only there in case that one fails. */
  async pause(id: JobId, on: boolean): Promise<Result> {
    const answer = await this.ari.request(on ? 'POST' : 'DELETE', `recordings/live/${id}/pause`);
    const job = this.jobs.get(id);
    if (succeeded(answer) && job && !job.stopping) {
      if (on) job.cancel();
      else this.limit(job);
    }
    return resultOf(answer);
  }

  private limit(job: Job): void {
    const maxMs = this.limits.get(job.id);
    if (maxMs !== undefined) this.jobs.arm(job, maxMs + GRACE_MS, () => void this.stop(job));
  }

  private drop(job: Job): void {
    this.limits.delete(job.id);
    this.jobs.drop(job);
  }

  /** What was recorded is kept. */
  async stop(job: Job): Promise<Result> {
    job.stopping = true;
    this.jobs.arm(job, this.commandMs, () => this.jobs.end(job, 'failed', this.ports.clock.now()));
    const answer = await this.ari.request('POST', `recordings/live/${job.id}/stop`);
    return succeeded(answer) || answer.status === 404 ? OK : failureOf(answer);
  }

  ended(recording: string, failed: boolean, at: number, durationMs: number | undefined): void {
    this.limits.delete(recording);
    const job = this.jobs.get(recording);
    if (job) this.jobs.end(job, failed ? 'failed' : job.stopping ? 'stopped' : 'done', at, durationMs);
  }

  /** After a gap in the events: a recording that is not live any more has ended unheard of. */
  async verify(job: Job): Promise<void> {
    const answer = await this.ari.request('GET', `recordings/live/${job.id}`);
    if (answer.status === 404) this.ended(job.id, false, this.ports.clock.now(), undefined);
  }

  /** One that a gateway before this one began. */
  async stopUnknown(job: JobId): Promise<Result> {
    return resultOf(await this.ari.request('POST', `recordings/live/${job}/stop`));
  }

  /** The audio of an ended recording. One that is being made would be given, too, without its end. */
  async audio(job: JobId): Promise<Result<AsyncIterable<Uint8Array>>> {
    const live = await this.ari.request('GET', `recordings/live/${job}`);
    if (succeeded(live)) return refused('invalid', 'still recording');
    if (live.status !== 404) return failureOf(live);
    const { status, body } = await this.ari.stream(`recordings/stored/${job}/file`);
    return body ? { result: 'ok', value: body } : failureOf({ status, body: Buffer.alloc(0) });
  }

  async forget(job: JobId): Promise<Result> {
    return resultOf(await this.ari.request('DELETE', `recordings/stored/${job}`));
  }
}
