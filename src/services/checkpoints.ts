/**
 * Writes documents behind the journal (design §4): once a second, coalesced, only what is durable; then ended
 * resources leave memory. Documents are what people query and what a start loads; they are never on the commit path.
 */
import type { Derived } from '../core/derived';
import { kindOf } from '../core/kinds';
import { type JournalRecord, REQUEST_KIND } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { Document } from '../ports/store';
import type { PartitionListener, Partitions, Ports } from './partitions';

const EVERY_MS = 1_000;
const SLICE = 200;
const REQUEST_LIFE_MS = 86_400_000;

interface Dirty {
  readonly records: Map<string, JournalRecord>;
  /** By kind and id; only their newest states. */
  readonly derived: Map<string, Derived>;
  seq: number;
}

export class Checkpoints implements PartitionListener {
  private readonly dirty = new Map<string, Dirty>();
  /** What is on its way into the store. */
  private readonly writing = new Map<string, Dirty>();
  private cancel: Cancel = () => {};
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly partitions: Partitions,
    private readonly ports: Ports,
  ) {}

  /** Tenants with documents to be written. */
  get size(): number {
    return this.dirty.size;
  }

  start(): void {
    this.cancel = this.ports.clock.after(EVERY_MS, () => {
      this.running = this.write().finally(() => {
        if (!this.stopped) this.start();
      });
    });
  }

  /** Writes what is durable so far; resolves when it is in the documents. */
  async flush(): Promise<void> {
    await this.running;
    this.running = this.write();
    await this.running;
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.running;
    await this.write();
  }

  /** What the process before did not get to write: the next checkpoint lies behind it. */
  replayed(tenant: string, records: readonly JournalRecord[], derived: readonly Derived[]): void {
    this.durable(tenant, records, derived);
  }

  durable(tenant: string, records: readonly JournalRecord[], derived: readonly Derived[]): void {
    let dirty = this.dirty.get(tenant);
    if (!dirty) {
      dirty = { records: new Map(), derived: new Map(), seq: 0 };
      this.dirty.set(tenant, dirty);
    }
    for (const one of derived) dirty.derived.set(`${one.kind}/${one.id}`, one);
    for (const record of records) {
      dirty.records.set(record.subject, record);
      if (record.request) dirty.records.set(`${REQUEST_KIND}/${record.request.actor} ${record.request.key}`, record);
      dirty.seq = record.seq;
    }
  }

  dropped(tenant: string): void {
    this.dirty.delete(tenant);
  }

  /** Documents of a kind as they will be written. */
  unwritten(tenant: string, kind: string): Document[] {
    const newest = new Map<string, JournalRecord>();
    for (const { records } of [this.writing.get(tenant), this.dirty.get(tenant)].filter((one) => one !== undefined))
      for (const [subject, record] of records) if (subject.startsWith(`${kind}/`)) newest.set(subject, record);
    return [...newest.values()].map(documentOf);
  }

  private async write(): Promise<void> {
    for (const [tenant, dirty] of [...this.dirty]) {
      this.dirty.delete(tenant);
      this.writing.set(tenant, dirty);
      try {
        await this.writeTenant(tenant, dirty);
      } catch (error) {
        this.ports.log.error('a checkpoint failed; it is tried again', { tenant, error: String(error) });
        this.putBack(tenant, dirty);
      }
      this.writing.delete(tenant);
    }
  }

  private async writeTenant(tenant: string, dirty: Dirty): Promise<void> {
    const documents: Document[] = [];
    let count = 0;
    for (const [subject, record] of dirty.records) {
      documents.push(subject.startsWith(`${REQUEST_KIND}/`) ? requestDocument(subject, record) : documentOf(record));
      if (++count % SLICE === 0) await this.partitions.breathe();
    }
    for (const one of dirty.derived.values()) {
      documents.push(stateDocument(one));
      if (++count % SLICE === 0) await this.partitions.breathe();
    }
    await this.ports.store.checkpoint(tenant, documents, dirty.seq);
    this.forget(tenant, documents);
  }

  private forget(tenant: string, documents: readonly Document[]): void {
    const partition = this.partitions.get(tenant);
    for (const { kind, id, seq, ended } of documents)
      if (ended && kind !== REQUEST_KIND && partition?.resource(kind, id)?.seq === seq) partition.forget(kind, id);
    partition?.forgetRequests(this.ports.clock.now() - REQUEST_LIFE_MS);
  }

  private putBack(tenant: string, dirty: Dirty): void {
    const newer = this.dirty.get(tenant);
    if (!newer) return void this.dirty.set(tenant, dirty);
    for (const [subject, record] of dirty.records) if (!newer.records.has(subject)) newer.records.set(subject, record);
    for (const [name, one] of dirty.derived) if (!newer.derived.has(name)) newer.derived.set(name, one);
  }
}

function documentOf({ subject, seq, data, secret }: JournalRecord): Document {
  const slash = subject.indexOf('/');
  const document = stateDocument({ kind: subject.slice(0, slash), id: subject.slice(slash + 1), data, seq });
  return { ...document, ...(secret !== undefined && { secret }) };
}

function stateDocument({ kind: name, id, data, seq }: Derived): Document {
  const kind = kindOf(name);
  const state = data as never;
  return {
    ...{ kind: name, id, seq, ended: kind.ended(state), json: JSON.stringify(data) },
    ...(kind.v > 1 && { v: kind.v }),
    ...{ keys: kind.keys(state), time: kind.time(state) },
  };
}

function requestDocument(subject: string, record: JournalRecord): Document {
  const data = { ...record.request, time: record.time, seq: record.seq };
  return {
    kind: REQUEST_KIND,
    id: subject.slice(REQUEST_KIND.length + 1),
    seq: record.seq,
    ended: false,
    json: JSON.stringify(data),
    keys: {},
    time: record.time,
  };
}
