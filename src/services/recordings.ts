/** Recordings of a tenant, for people: listed, listened to, held, deleted; and deleted by time and with their customer. */
import type { Callback } from '../core/callback';
import { nameGone } from '../core/callbackName';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import { changeRecordingBody, type Recording, recordingEnded } from '../core/recording';
import type { MediaFile } from '../ports/media';
import type { RecordingFiles } from '../ports/recordings';
import { servesQueue } from './agentScope';
import type { CommandReply, ListRecordings, Page, Principal, Recordings } from './api';
import { barred, inScope, mayAct } from './authority';
import { endedCallback } from './callbackHistory';
import type { Partitions, Ports } from './partitions';

type Why = NonNullable<Recording['deletedFor']>;
type Found = { readonly recording: Recording; readonly seq: number };

export class RecordingService implements Recordings {
  readonly bodies = { change: changeRecordingBody };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly files: RecordingFiles,
  ) {}

  async list(principal: Principal, tenant: string, query: ListRecordings): Promise<Page | Refusal> {
    const refusal = this.barred(principal, tenant, 'recordings.list');
    if (refusal) return refusal;
    const partition = this.partitions.get(tenant);
    // Ids sort by time: the newest first, from the cursor on.
    const found: Recording[] = [];
    for (const id of [...(partition?.ids('recording') ?? [])].sort().reverse()) {
      const recording = partition?.get<Recording>('recording', id);
      if (recording && wanted(recording, query) && inScope(principal, recording.venue)) found.push(recording);
      if (found.length > query.limit) break;
    }
    await this.partitions.durable(tenant, partition?.seq ?? 0);
    const items = found.slice(0, query.limit);
    const next = found.length > query.limit ? items.at(-1)?.id : undefined;
    return { items: items.map((one) => publicView('recording', one)), ...(next !== undefined && { next }) };
  }

  async get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal> {
    const found = this.find(principal, tenant, id, 'recordings.get');
    if (isRefusal(found)) return found;
    await this.partitions.durable(tenant, found.seq);
    return { seq: found.seq, data: publicView('recording', found.recording) };
  }

  async audio(principal: Principal, tenant: string, id: string): Promise<MediaFile | Refusal> {
    const found = this.find(principal, tenant, id, 'recordings.download');
    if (isRefusal(found)) return found;
    if (found.recording.state !== 'stored') return refuse('recording.not_stored', `it is ${found.recording.state}`);
    return (await this.files.open(tenant, id)) ?? refuse('resource.not_found');
  }

  /** For programs and supervisors, and for agents who serve its queue; of one that is over, too, as long as it is kept. */
  async name(principal: Principal, tenant: string, id: string): Promise<MediaFile | Refusal> {
    const refusal = this.barred(principal, tenant, 'callbacks.name');
    if (refusal) return refusal;
    const partition = this.partitions.get(tenant);
    const callback = partition?.get<Callback>('callback', id) ?? (await endedCallback(this.ports.store, tenant, id));
    const seen = callback && inScope(principal, callback.venue) && servesQueue(principal, callback.queue, partition);
    const name = seen ? partition?.get<Recording>('recording', callback.name?.recording ?? '') : undefined;
    if (name?.state !== 'stored') return refuse('resource.not_found');
    return (await this.files.open(tenant, name.id)) ?? refuse('resource.not_found');
  }

  async change(
    principal: Principal,
    tenant: string,
    id: string,
    body: unknown,
    ifMatch?: number,
  ): Promise<CommandReply> {
    const found = this.find(principal, tenant, id, 'recordings.change', ifMatch);
    if (isRefusal(found)) return found;
    const parsed = changeRecordingBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const { legalHold } = parsed.data;
    const seq = this.put(tenant, id, principal.actor, 'recording.changed', { legalHold });
    await this.partitions.durable(tenant, seq);
    return this.get(principal, tenant, id).then((now) => (isRefusal(now) ? now : { status: 200, ...now }));
  }

  async remove(principal: Principal, tenant: string, id: string, ifMatch?: number): Promise<CommandReply> {
    const found = this.find(principal, tenant, id, 'recordings.delete', ifMatch);
    if (isRefusal(found)) return found;
    if (found.recording.legalHold) return refuse('recording.held');
    if (found.recording.state !== 'stored') return refuse('recording.not_stored', `it is ${found.recording.state}`);
    await this.destroy(tenant, id, principal.actor, 'request');
    return { status: 200, data: { id } };
  }

  /** The time of a recording is over. */
  deadline(tenant: string, id: string): void {
    void this.destroy(tenant, id, 'system', 'retention').catch((error: unknown) => {
      this.ports.log.error('a recording could not be deleted; it is swept later', {
        tenant,
        recording: id,
        error: String(error),
      });
    });
  }

  /** Deletes the recordings of these transactions; says how many, and how many a legal hold keeps. */
  async erase(
    tenant: string,
    transactions: ReadonlySet<string>,
    actor: string,
  ): Promise<{ deleted: number; held: number }> {
    const theirs = this.stored(tenant).filter(({ transaction }) => transactions.has(transaction));
    const free = theirs.filter(({ legalHold }) => !legalHold);
    for (const { id } of free) await this.destroy(tenant, id, actor, 'erasure');
    return { deleted: free.length, held: theirs.length - free.length };
  }

  /** How many of a tenant a legal hold keeps. */
  held(tenant: string): number {
    return this.stored(tenant).filter(({ legalHold }) => legalHold).length;
  }

  private stored(tenant: string): Recording[] {
    const partition = this.partitions.get(tenant);
    const all = [...(partition?.ids('recording') ?? [])].map((id) => partition?.get<Recording>('recording', id));
    return all.filter((one) => one?.state === 'stored') as Recording[];
  }

  /** Whether the file of that id is of a recording that is there; of a tenant that is run elsewhere nobody knows. */
  knows(tenant: string, id: string): boolean {
    const partition = this.partitions.get(tenant);
    const recording = partition?.get<Recording>('recording', id);
    return !partition || (recording !== undefined && !recordingEnded(recording));
  }

  /** The record first: a file that is left behind is swept, a record without its file would promise what is not there. */
  private async destroy(tenant: string, id: string, actor: string, deletedFor: Why): Promise<void> {
    const deletedAt = this.ports.clock.now();
    const seq = this.put(tenant, id, actor, 'recording.deleted', { state: 'deleted', deletedAt, deletedFor });
    await this.partitions.durable(tenant, seq);
    await this.files.remove(tenant, id);
  }

  private put(
    tenant: string,
    id: string,
    actor: string,
    type: 'recording.changed' | 'recording.deleted',
    patch: Partial<Recording>,
  ): number {
    const made = this.partitions.decide(tenant, { actor }, (partition, context) => {
      const recording = partition.get<Recording>('recording', id);
      if (!recording || recordingEnded(recording)) return refuse('resource.not_found');
      const data = { ...recording, ...patch };
      const callback = partition.get<Callback>('callback', recording.callback ?? '');
      const unnamed = data.state === 'deleted' ? nameGone(recording, callback, context) : [];
      return { drafts: [{ type, id, data, transaction: recording.transaction }, ...unnamed], reply: undefined };
    });
    return isRefusal(made) ? 0 : made.seq;
  }

  private find(principal: Principal, tenant: string, id: string, operation: string, ifMatch?: number): Found | Refusal {
    const refusal = this.barred(principal, tenant, operation);
    if (refusal) return refusal;
    const resource = this.partitions.get(tenant)?.resource('recording', id);
    const recording = resource?.data as Recording | undefined;
    if (!resource || !recording || recordingEnded(recording) || !inScope(principal, recording.venue))
      return refuse('resource.not_found');
    if (ifMatch !== undefined && ifMatch !== resource.seq) return refuse('resource.changed');
    return { recording, seq: resource.seq };
  }

  private barred(principal: Principal, tenant: string, operation: string): Refusal | undefined {
    return barred(mayAct(principal, tenant, rolesFor(operation)), tenant, this.partitions);
  }
}

const wanted = (recording: Recording, { call, cursor }: ListRecordings): boolean =>
  !recordingEnded(recording) &&
  (call === undefined || recording.call === call) &&
  (cursor === undefined || recording.id < cursor);
