/**
 * The names of customers who asked for callbacks: the dialogue with the caller goes on when the recording is over, and the
 * PBX forgets its copy when no agent is going to hear it any more, over lost links and crashes.
 */
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { isHeard } from '../core/callbackName';
import { nothing } from '../core/decision';
import { bare } from '../core/ids';
import { decideNamed } from '../core/proposalName';
import type { JournalRecord } from '../core/record';
import { isMade, type Recording } from '../core/recording';
import type { Clock } from '../ports/clock';
import type { Pbx } from '../ports/pbx';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions } from './partitions';
import { forgets } from './recordingHome';
import { Retries } from './retries';

export interface NameParts {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  /** The PBX of that name, while its link is live. */
  readonly pbx: (name: string) => Pbx | undefined;
}

export class RecordedNames implements PartitionListener {
  readonly kinds = ['recording'] as const;
  /** Names that PBXs have, and their tenants. */
  private readonly kept = new Map<string, string>();
  private readonly forgetting = new Set<string>();
  private readonly retries: Retries;

  constructor(
    clock: Clock,
    private readonly parts: NameParts,
  ) {
    this.retries = new Retries(clock, (id) => void this.settle(id));
  }

  /** Names that are to be forgotten. */
  get size(): number {
    return this.forgetting.size + this.retries.size;
  }

  applied(tenant: string, { data }: JournalRecord): void {
    this.index(tenant, data as Recording);
  }

  loaded(tenant: string): void {
    const partition = this.parts.partitions.get(tenant);
    for (const id of partition?.ids('recording') ?? [])
      this.index(tenant, partition?.get('recording', id) as Recording);
  }

  dropped(tenant: string): void {
    for (const [id, owner] of this.kept) if (owner === tenant) this.kept.delete(id);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    for (const { subject, data } of records)
      if (subject.startsWith('recording/')) this.told(tenant, data as Recording);
      else if (subject.startsWith('callback/')) this.over(data as Callback);
  }

  /** The link to a PBX is live: what was to be forgotten there is, and what it has lost nobody waits to hear. */
  async live(pbx: string): Promise<void> {
    for (const id of [...this.kept.keys()]) {
      if (this.get(id)?.pbx !== pbx) continue;
      if (!this.wanted(id)) await this.settle(id);
      else if (await this.lost(id)) this.letGo(id);
    }
  }

  /** Nothing of a tenant that is erased is left on a PBX that can be told so. */
  async forgetAll(tenant: string): Promise<void> {
    const theirs = [...this.kept].filter(([, owner]) => owner === tenant);
    await Promise.all(theirs.map(([id]) => this.forget(id)));
  }

  stop(): void {
    this.retries.stop();
  }

  private index(tenant: string, { id, kept }: Recording): void {
    if (kept) this.kept.set(id, tenant);
    else this.kept.delete(id);
  }

  private told(tenant: string, recording: Recording): void {
    const { id, callback, call, kept } = recording;
    if (callback === undefined) return;
    if (kept && !this.wanted(id)) void this.settle(id);
    if (isMade(recording)) return;
    const { partitions, mappings } = this.parts;
    partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const found = partition.get<Call>('call', call);
      return found ? decideNamed(found, id, mappings.callConfig(tenant, found.pbx), context) : nothing;
    });
  }

  private over({ endedAt, name }: Callback): void {
    if (endedAt !== undefined && name && this.kept.has(name.recording)) void this.settle(name.recording);
  }

  private get(id: string): Recording | undefined {
    return this.parts.partitions.get(this.kept.get(id) ?? '')?.get<Recording>('recording', id);
  }

  private wanted(id: string): boolean {
    const recording = this.get(id);
    const partition = this.parts.partitions.get(this.kept.get(id) ?? '');
    return (
      recording !== undefined && isHeard(recording, partition?.get<Callback>('callback', recording.callback ?? ''))
    );
  }

  /** Has it forgotten, now or when the PBX can be told. */
  private async settle(id: string): Promise<void> {
    if (this.forgetting.has(id)) return;
    this.forgetting.add(id);
    const done = !this.kept.has(id) || (await this.forget(id));
    this.forgetting.delete(id);
    if (done) this.retries.done(id);
    else this.retries.later(id);
  }

  private async forget(id: string): Promise<boolean> {
    const recording = this.get(id);
    const { running } = this.parts.mappings;
    // One that is not in the mapping any more is never live again.
    const known = recording !== undefined && running.pbxs[recording.pbx] !== undefined;
    const pbx = recording && this.parts.pbx(recording.pbx);
    if (known && !(pbx && (await forgets(pbx, id)))) return false;
    this.letGo(id);
    return true;
  }

  /** Whether the PBX has it no more. */
  private async lost(id: string): Promise<boolean> {
    const found = await this.parts.pbx(this.get(id)?.pbx ?? '')?.recording(bare(id));
    if (found?.result === 'ok') await found.value[Symbol.asyncIterator]().return?.();
    return found?.result === 'gone';
  }

  private letGo(id: string): void {
    const tenant = this.kept.get(id);
    if (tenant === undefined) return;
    this.parts.partitions.decide(tenant, { actor: 'system' }, (partition) => {
      const recording = partition.get<Recording>('recording', id);
      if (!recording?.kept) return nothing;
      const { kept: _, ...data } = recording;
      const draft = { type: 'recording.changed', id, data, transaction: recording.transaction } as const;
      return { drafts: [draft], reply: undefined };
    });
  }
}
