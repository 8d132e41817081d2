/**
 * Has conversations recorded and brings the recordings home: told to the PBX once the intent is durable, fetched when
 * they have ended, forgotten there only when they are on our disk. Whatever a crash, a lost link or a PBX that started
 * anew leaves behind is looked at when the link is live.
 */
import type { Call } from '../core/call';
import type { EventType } from '../core/events';
import { bare, idOf } from '../core/ids';
import type { JournalRecord } from '../core/record';
import { atPbx, isMade, KEEP_DAYS, type Recording } from '../core/recording';
import type { Pbx, Result } from '../ports/pbx';
import type { RecordingFiles } from '../ports/recordings';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import { Retries } from './retries';

const DAY_MS = 86_400_000;
/** A WAV of 8 kHz and 16 bits: header, and bytes of a millisecond. */
const HEADER = 44;
const BYTES_A_MS = 16;

export class Recorder implements PartitionListener {
  /** Recordings that a PBX may have, and their tenants. */
  private readonly open = new Map<string, string>();
  /** Told to a PBX that has not answered. */
  private readonly beginning = new Set<string>();
  private readonly fetching = new Set<string>();
  private readonly retries: Retries;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<Lines, 'get' | 'state'>,
    private readonly files: RecordingFiles,
  ) {
    this.retries = new Retries(ports.clock, (id) => void this.settle(id));
  }

  /** Recordings on their way home. */
  get size(): number {
    return this.beginning.size + this.fetching.size + this.retries.size;
  }

  applied(tenant: string, record: JournalRecord): void {
    if (record.subject.startsWith('recording/')) this.index(tenant, record.data as Recording);
  }

  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('recording') ?? [])
      this.index(tenant, partition?.get('recording', id) as Recording);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    for (const { type, data } of records) {
      if (type === 'recording.requested') void this.begin(tenant, data as Recording);
      if (type === 'recording.changed' && isMade(data as Recording)) void this.end((data as Recording).id);
      if (type === 'call.cleared') for (const id of (data as Call).recordings ?? []) void this.settle(id);
    }
  }

  dropped(tenant: string): void {
    for (const [id, owner] of this.open) if (owner === tenant) this.open.delete(id);
  }

  /** A job of a PBX ended; it may be a recording. */
  jobEnded(job: string, durationMs: number | undefined): void {
    const id = idOf('recording', job);
    const tenant = this.open.get(id);
    if (tenant === undefined) return;
    this.decide(tenant, id, 'recording.ended', (recording) =>
      isMade(recording)
        ? { state: 'ended', endedAt: this.ports.clock.now(), ...(durationMs !== undefined && { durationMs }) }
        : undefined,
    );
    void this.settle(id);
  }

  /** The link to a PBX is live: what it has of ours is looked at. */
  live(pbx: string): void {
    for (const [id, tenant] of this.open) if (this.get(tenant, id)?.pbx === pbx) void this.settle(id);
  }

  stop(): void {
    this.retries.stop();
  }

  private index(tenant: string, recording: Recording): void {
    if (atPbx(recording)) this.open.set(recording.id, tenant);
    else this.open.delete(recording.id);
  }

  private async begin(tenant: string, { id, pbx: name, conversation, maxSeconds, beep }: Recording): Promise<void> {
    const pbx = this.connected(name);
    this.beginning.add(id);
    const job = { target: { conversation: bare(conversation) }, job: bare(id), maxMs: maxSeconds * 1_000, beep };
    const result: Result = pbx ? await pbx.record(job) : { result: 'linkDown' };
    this.beginning.delete(id);
    // Nobody knows whether it was begun: the next look at the PBX does.
    if (result.result === 'timeout' || result.result === 'linkDown') return this.retries.later(id);
    if (result.result !== 'ok') return this.fail(tenant, id, `the PBX does not record: ${reasonOf(result)}`);
    this.started(tenant, id);
    void this.end(id);
  }

  private started(tenant: string, id: string): void {
    this.decide(tenant, id, 'recording.started', ({ state }) =>
      state === 'starting' ? { state: 'recording' } : undefined,
    );
  }

  /** Tells the PBX to end what was told to end; before it has begun there is nothing to end. */
  private async end(id: string): Promise<void> {
    const recording = this.get(this.open.get(id) ?? '', id);
    if (recording?.stopAskedAt === undefined || this.beginning.has(id) || recording.state !== 'recording') return;
    const result = await this.connected(recording.pbx)?.stopJob(bare(id));
    if (result?.result !== 'ok') this.retries.later(id);
  }

  /** Brings a recording home, or finds that it goes on, or that there is nothing; one at a time. */
  private async settle(id: string): Promise<void> {
    const tenant = this.open.get(id);
    const recording = tenant === undefined ? undefined : this.get(tenant, id);
    if (tenant === undefined || !recording || !atPbx(recording)) return this.retries.done(id);
    if (this.beginning.has(id) || this.fetching.has(id)) return;
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
  private async fetch(tenant: string, { id, pbx: name, call }: Recording): Promise<boolean> {
    const here = await this.files.open(tenant, id);
    const pbx = this.connected(name);
    if (!pbx) return false; // looked at when the link is live
    if (here) return this.stored(tenant, id, here.bytes, pbx);
    const found = await pbx.recording(bare(id));
    if (found.result === 'ok') return this.stored(tenant, id, await this.files.keep(tenant, id, found.value), pbx);
    if (found.result === 'refused' && found.code === 'invalid') return this.goesOn(tenant, id, call, pbx);
    if (found.result !== 'gone') return true;
    this.fail(tenant, id, 'the PBX no longer has it');
    return false;
  }

  /** It is still being made; after the end of its call nothing comes any more. */
  private async goesOn(tenant: string, id: string, call: string, pbx: Pbx): Promise<boolean> {
    this.started(tenant, id);
    const known = this.partitions.get(tenant)?.get<Call>('call', call);
    const goesOn = known !== undefined && known.clearedAt === undefined;
    if (goesOn && this.get(tenant, id)?.stopAskedAt === undefined) return false;
    await pbx.stopJob(bare(id));
    return true;
  }

  /** On our disk: only now may the PBX forget it. */
  private async stored(tenant: string, id: string, bytes: number, pbx: Pbx): Promise<boolean> {
    const forgotten = await pbx.forget(bare(id));
    if (forgotten.result !== 'ok' && forgotten.result !== 'gone') return true;
    const days = this.mappings.current.tenants[tenant]?.recordings?.keepDays ?? KEEP_DAYS;
    const durationMs = Math.max(0, Math.round((bytes - HEADER) / BYTES_A_MS));
    this.decide(tenant, id, 'recording.stored', (recording) => {
      const endedAt = recording.endedAt ?? this.ports.clock.now();
      if (!atPbx(recording)) return undefined;
      return { state: 'stored', endedAt, durationMs, bytes, keepUntil: endedAt + days * DAY_MS };
    });
    return false;
  }

  private fail(tenant: string, id: string, failure: string): void {
    this.ports.log.warn('a recording failed', { tenant, recording: id, failure });
    this.decide(tenant, id, 'recording.failed', (recording) =>
      atPbx(recording) ? { state: 'failed', failure, endedAt: recording.endedAt ?? this.ports.clock.now() } : undefined,
    );
  }

  private decide(
    tenant: string,
    id: string,
    type: EventType,
    change: (recording: Recording) => Partial<Recording> | undefined,
  ): void {
    this.partitions.decide(tenant, { actor: 'system' }, () => {
      const recording = this.get(tenant, id);
      const patch = recording && change(recording);
      if (!recording || !patch) return { drafts: [], reply: undefined };
      const draft = { type, id, data: { ...recording, ...patch }, transaction: recording.transaction };
      return { drafts: [draft], reply: undefined };
    });
  }

  private get(tenant: string, id: string): Recording | undefined {
    return this.partitions.get(tenant)?.get<Recording>('recording', id);
  }

  private connected(name: string): Pbx | undefined {
    return this.lines.state(name) === 'live' ? this.lines.get(name) : undefined;
  }
}

const reasonOf = (result: Result): string =>
  result.result === 'refused' ? (result.detail ?? result.code) : result.result;
