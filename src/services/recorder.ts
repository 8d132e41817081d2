/**
 * Has conversations recorded and brings the recordings home: told to the PBX once the intent is durable, fetched when
 * they have ended, forgotten there only when they are on our disk. Whatever a crash, a lost link or a PBX that started
 * anew leaves behind is looked at when the link is live.
 */
import type { Call } from '../core/call';
import { bare, idOf } from '../core/ids';
import type { JournalRecord } from '../core/record';
import { atPbx, isMade, mayBegin, type Recording } from '../core/recording';
import type { Pbx, RecordJob, Result } from '../ports/pbx';
import type { RecordingFiles } from '../ports/recordings';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { Resolve } from './promptAudio';
import { Consents } from './recordingConsents';
import { RecordingHome } from './recordingHome';
import { Pauses } from './recordingPauses';
import { RecordingStates } from './recordingStates';
import { Retries } from './retries';

type Outcome = 'done' | 'stopped' | 'failed';

export class Recorder implements PartitionListener {
  readonly kinds = ['recording'] as const;
  /** Recordings that a PBX may have, and their tenants. */
  private readonly open = new Map<string, string>();
  /** Told to a PBX that has not answered. */
  private readonly beginning = new Set<string>();
  private readonly fetching = new Set<string>();
  private readonly retries: Retries;
  private readonly states: RecordingStates;
  private readonly consents: Consents;
  private readonly pauses: Pauses;
  private readonly home: RecordingHome;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    mappings: Mappings,
    private readonly lines: Pick<Lines, 'get' | 'state'>,
    private readonly files: RecordingFiles,
    resolve: Resolve,
  ) {
    this.retries = new Retries(ports.clock, (id) => void this.settle(id));
    this.states = new RecordingStates(ports, partitions, (id) => this.open.get(id) ?? '');
    const { states } = this;
    this.consents = new Consents(ports.ids, resolve, states);
    const pbx = (name: string) => this.connected(name);
    this.pauses = new Pauses({ states, pbx, later: (id) => this.retries.later(id) });
    this.home = new RecordingHome(ports.clock, mappings, files, states);
  }

  /** Recordings on their way home. */
  get size(): number {
    const { beginning, fetching, retries, consents, pauses } = this;
    return beginning.size + fetching.size + retries.size + consents.size + pauses.size;
  }

  applied(tenant: string, record: JournalRecord): void {
    this.index(tenant, record.data as Recording);
    // What must not be heard must not wait for the disk.
    if (record.type === 'recording.changed') void this.pauses.follow((record.data as Recording).id);
  }

  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('recording') ?? [])
      this.index(tenant, partition?.get('recording', id) as Recording);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    for (const { type, data } of records) {
      if (type === 'recording.requested' || type === 'recording.changed') void this.go(tenant, (data as Recording).id);
      if (type === 'call.cleared') for (const id of (data as Call).recordings ?? []) void this.settle(id);
    }
  }

  dropped(tenant: string): void {
    for (const [id, owner] of this.open) if (owner === tenant) this.open.delete(id);
  }

  /** A job of a PBX ended; it may be a recording, or the prompt before one. */
  jobEnded(job: string, outcome: Outcome, durationMs: number | undefined): void {
    this.consents.jobEnded(job, outcome);
    const id = idOf('recording', job);
    const tenant = this.open.get(id);
    if (tenant === undefined) return;
    this.states.change(id, 'recording.ended', (recording) =>
      isMade(recording)
        ? { state: 'ended', endedAt: this.ports.clock.now(), ...(durationMs !== undefined && { durationMs }) }
        : undefined,
    );
    void this.settle(id);
  }

  /** The link to a PBX is live: what it has of ours is looked at. */
  live(pbx: string): void {
    for (const id of this.open.keys()) {
      if (this.states.get(id)?.pbx !== pbx) continue;
      this.consents.forget(id);
      this.pauses.check(id);
      void this.settle(id);
    }
  }

  stop(): void {
    this.retries.stop();
  }

  private index(tenant: string, recording: Recording): void {
    if (atPbx(recording)) this.open.set(recording.id, tenant);
    else this.open.delete(recording.id);
  }

  /** Does what is next for a recording that is wanted: lets it be heard of, begins it, or ends it. */
  private async go(tenant: string, id: string): Promise<void> {
    const recording = this.states.get(id);
    if (!recording || !isMade(recording) || this.beginning.has(id)) return;
    if (recording.state === 'announcing') return this.announce(tenant, recording);
    if (mayBegin(recording)) return this.begin(recording);
    return this.end(id);
  }

  /** Nothing is recorded before everybody has heard that it will be. */
  private async announce(tenant: string, recording: Recording): Promise<void> {
    const { id, call, pbx: name, stopAskedAt } = recording;
    const pbx = this.connected(name);
    if (stopAskedAt !== undefined || !this.goes(tenant, call)) {
      if (pbx) void this.consents.stop(pbx, id);
      return this.states.fail(id, 'it was over before it began');
    }
    const result: Result = pbx ? await this.consents.play(pbx, tenant, recording) : { result: 'linkDown' };
    if (result.result === 'ok') return;
    if (result.result === 'timeout' || result.result === 'linkDown') return this.retries.later(id);
    this.states.fail(id, `the consent prompt could not be played: ${reasonOf(result)}`);
  }

  private async begin(recording: Recording): Promise<void> {
    const { id } = recording;
    const pbx = this.connected(recording.pbx);
    this.beginning.add(id);
    const result: Result = pbx ? await pbx.record(jobOf(recording)) : { result: 'linkDown' };
    this.beginning.delete(id);
    // Nobody knows whether it was begun: the next look at the PBX does.
    if (result.result === 'timeout' || result.result === 'linkDown') return this.retries.later(id);
    const begun = result.result === 'refused' && result.code === 'exists';
    if (result.result !== 'ok' && !begun) return this.states.fail(id, `the PBX does not record: ${reasonOf(result)}`);
    this.states.started(id);
    void this.pauses.follow(id);
    void this.end(id);
  }

  /** Tells the PBX to end what was told to end; before it has begun there is nothing to end. */
  private async end(id: string): Promise<void> {
    const recording = this.states.get(id);
    if (recording?.stopAskedAt === undefined || this.beginning.has(id) || recording.state !== 'recording') return;
    const result = await this.connected(recording.pbx)?.stopJob(bare(id));
    if (result?.result !== 'ok') this.retries.later(id);
  }

  /** Brings a recording home, or finds that it goes on, or that there is nothing; one at a time. */
  private async settle(id: string): Promise<void> {
    const tenant = this.open.get(id);
    const recording = tenant === undefined ? undefined : this.states.get(id);
    if (tenant === undefined || !recording || !atPbx(recording)) return this.retries.done(id);
    if (this.beginning.has(id) || this.fetching.has(id)) return;
    if (recording.state === 'announcing') return this.go(tenant, id);
    this.fetching.add(id);
    const again = await this.fetch(tenant, recording).catch((error: unknown) => {
      this.ports.log.warn('a recording could not be fetched; it is tried again', {
        tenant,
        recording: id,
        error: String(error),
      });
      return true;
    });
    this.fetching.delete(id);
    if (again) this.retries.later(id);
    else this.retries.done(id);
  }

  /** True when it must be tried again. */
  private async fetch(tenant: string, recording: Recording): Promise<boolean> {
    const { id, pbx: name, call } = recording;
    const here = await this.files.open(tenant, id);
    const pbx = this.connected(name);
    if (!pbx) return false; // looked at when the link is live
    if (here) return this.home.kept(tenant, recording, here.bytes, pbx);
    const found = await pbx.recording(bare(id));
    if (found.result === 'ok') return this.home.keep(tenant, recording, found.value, pbx);
    if (found.result === 'refused' && found.code === 'invalid') return this.goesOn(tenant, id, call, pbx);
    if (found.result !== 'gone') return true;
    // A process before this one may have ended before it could tell the PBX.
    if (mayBegin(recording) && this.goes(tenant, call)) {
      void this.begin(recording);
      return false;
    }
    this.states.fail(id, 'the PBX no longer has it');
    return false;
  }

  /** It is still being made; after the end of its call nothing comes any more. */
  private async goesOn(tenant: string, id: string, call: string, pbx: Pbx): Promise<boolean> {
    this.states.started(id);
    if (this.goes(tenant, call) && this.states.get(id)?.stopAskedAt === undefined) return false;
    await pbx.stopJob(bare(id));
    return true;
  }

  /** Whether the call goes on. */
  private goes(tenant: string, call: string): boolean {
    const known = this.partitions.get(tenant)?.get<Call>('call', call);
    return known !== undefined && known.clearedAt === undefined;
  }

  private connected(name: string): Pbx | undefined {
    return this.lines.state(name) === 'live' ? this.lines.get(name) : undefined;
  }
}

function jobOf({ id, party, conversation = '', maxSeconds, beep, ends }: Recording): RecordJob {
  const target = party === undefined ? { conversation: bare(conversation) } : { party: bare(party) };
  const until = ends && { stopOn: ends.key, silenceMs: ends.silenceSeconds * 1_000 };
  return { target, job: bare(id), maxMs: maxSeconds * 1_000, beep, ...until };
}

const reasonOf = (result: Result): string =>
  result.result === 'refused' ? (result.detail ?? result.code) : result.result;
