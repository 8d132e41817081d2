/**
 * The partitions this process runs, and the one way to change them (design §4): decide, apply, commit; `before` at
 * once, `after` and everything that is told to anybody only when durable. There is no await between decide and apply.
 */
import { type Decision, number } from '../core/decision';
import type { Derived } from '../core/derived';
import type { Effect } from '../core/effect';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import type { KindName } from '../core/kinds';
import type { Partition } from '../core/partition';
import { type JournalRecord, named } from '../core/record';
import type { Ids } from '../ports/ids';
import type { Document } from '../ports/store';
import { type Commit, Commits } from './commits';
import { loadPartition } from './loading';
import type { DecideOptions, Made, PartitionListener, Ports, RunEffects } from './partitionTypes';
import { Turns } from './turns';

export type { DecideOptions, Made, PartitionListener, Ports, RunEffects } from './partitionTypes';

interface Runtime {
  readonly partition: Partition;
  durableSeq: number;
  /** `after` effects by the sequence that must be durable first. */
  readonly after: { seq: number; effects: readonly Effect[] }[];
  readonly waiters: { seq: number; resolve: () => void; reject: (refusal: Refusal) => void }[];
}

const SLICE = 200;
const ACQUIRE_TRIES = 5;

export class Partitions {
  private readonly runtimes = new Map<string, Runtime>();
  private readonly opening = new Map<string, Promise<Partition>>();
  private readonly listeners: PartitionListener[] = [];
  /** Those of them who are told of records about a kind. */
  private readonly concerned = new Map<string, readonly PartitionListener[]>();
  private runEffects: RunEffects = () => {};
  readonly commits: Commits;
  /** Of whoever reads much. */
  readonly turns: Turns;

  constructor(
    private readonly ports: Ports,
    private readonly node: string,
    fatal: (error: unknown) => void,
    bufferRecords?: number,
  ) {
    this.turns = new Turns(ports.clock);
    const listener = {
      durable: (tenant: string, commits: readonly Commit[]) => this.durableNow(tenant, commits),
      stale: (tenant: string) => this.drop(tenant),
      failed: fatal,
    };
    this.commits = new Commits(ports, listener, bufferRecords);
  }

  /** Who is told of records; in the order of registration. */
  listen(listener: PartitionListener): void {
    this.listeners.push(listener);
    this.concerned.clear();
  }

  onEffects(run: RunEffects): void {
    this.runEffects = run;
  }

  get(tenant: string): Partition | undefined {
    return this.runtimes.get(tenant)?.partition;
  }

  /** Sequence up to which a tenant's records are on disk. */
  durableSeq(tenant: string): number {
    return this.runtimes.get(tenant)?.durableSeq ?? 0;
  }

  /** Documents of a kind that are durable, as the next checkpoint will write them. */
  unwritten(tenant: string, kind: string): readonly Document[] {
    return this.listeners.flatMap((listener) => listener.unwritten?.(tenant, kind) ?? []);
  }

  tenants(): string[] {
    return [...this.runtimes.keys()];
  }

  /** Loads a tenant and begins a tenure of it. Opening one that runs already answers it. */
  open(tenant: string): Promise<Partition> {
    const running = this.runtimes.get(tenant);
    if (running) return Promise.resolve(running.partition);
    const opening = this.opening.get(tenant) ?? this.begin(tenant).finally(() => this.opening.delete(tenant));
    this.opening.set(tenant, opening);
    return opening;
  }

  /** What the tenure before had on its way may arrive after it was loaded: then all is loaded once more. */
  private async begin(tenant: string): Promise<Partition> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.acquire(tenant);
      } catch (error) {
        if (!isRefusal(error) || error.refused !== 'tenant.gone' || tries === ACQUIRE_TRIES) throw error;
      }
    }
  }

  private async acquire(tenant: string): Promise<Partition> {
    const { partition, loaded, derived } = await loadPartition(tenant, this.ports.store, () => this.breathe());
    this.runtimes.set(tenant, { partition, durableSeq: partition.seq, after: [], waiters: [] });
    for (const listener of this.listeners) listener.replayed?.(tenant, loaded.records, derived);
    const term = loaded.lastTerm + 1;
    this.commits.open(tenant, term);
    const data = { id: tenant, term, node: this.node, acquiredAt: this.ports.clock.now() };
    const made = this.decide(tenant, { actor: 'system' }, () => ({
      drafts: [{ type: 'tenant.acquired', id: tenant, data }],
      reply: undefined,
    }));
    if (!isRefusal(made)) await this.durable(tenant, made.seq);
    return partition;
  }

  /** Decides, applies and commits; runs `before` at once. Nothing happens between decide and apply. */
  decide<R>(
    tenant: string,
    options: DecideOptions,
    make: (
      partition: Partition,
      context: { now: number; ids: Ids; actor: string; cause?: string },
    ) => Decision<R> | Refusal,
  ): Made<R> | Refusal {
    const runtime = this.runtimes.get(tenant);
    if (!runtime) return refuse('tenant.gone');
    const { partition } = runtime;
    const { actor, cause, request } = options;
    const context = { now: this.ports.clock.now(), ids: this.ports.ids, actor, ...(cause !== undefined && { cause }) };
    const decision = this.contain(tenant, () => make(partition, context));
    if (isRefusal(decision)) return decision;
    const records = number(partition, decision.drafts, context, request);
    const derived = records.flatMap((record) => this.apply(tenant, partition, record));
    if (decision.before?.length) this.runEffects(tenant, decision.before);
    if (decision.after?.length) runtime.after.push({ seq: partition.seq, effects: decision.after });
    if (records.length > 0) this.commits.add(tenant, records, derived);
    return { reply: decision.reply, seq: partition.seq };
  }

  /** A decision that throws is a defect and has changed nothing: it is refused, and no other tenant feels it. */
  private contain<R>(tenant: string, make: () => Decision<R> | Refusal): Decision<R> | Refusal {
    try {
      return make();
    } catch (error) {
      this.ports.log.error('a decision failed', {
        tenant,
        error: error instanceof Error ? error.stack : String(error),
      });
      return refuse('service.internal');
    }
  }

  private apply(tenant: string, partition: Partition, record: JournalRecord): readonly Derived[] {
    const derived = partition.apply(record);
    for (const listener of this.concernedBy(named(record).kind)) listener.applied?.(tenant, record, derived);
    return derived;
  }

  /** Most records concern few of those who listen. */
  private concernedBy(kind: string): readonly PartitionListener[] {
    const known = this.concerned.get(kind);
    if (known) return known;
    const told = this.listeners.filter(({ kinds, applied }) => applied && (kinds?.includes(kind as KindName) ?? true));
    this.concerned.set(kind, told);
    return told;
  }

  /** Resolves when everything up to `seq` is on disk; rejects with a refusal when the tenure ended first. */
  durable(tenant: string, seq: number): Promise<void> {
    const runtime = this.runtimes.get(tenant);
    if (!runtime) return Promise.reject(refuse('tenant.gone'));
    if (runtime.durableSeq >= seq) return Promise.resolve();
    return new Promise((resolve, reject) => {
      runtime.waiters.push({ seq, resolve, reject });
    });
  }

  private durableNow(tenant: string, commits: readonly Commit[]): void {
    const runtime = this.runtimes.get(tenant);
    if (!runtime) return;
    const records = commits.flatMap((commit) => commit.records);
    runtime.durableSeq = records.at(-1)?.seq ?? runtime.durableSeq;
    const derived = commits.flatMap((commit) => commit.derived);
    for (const listener of this.listeners) listener.durable?.(tenant, records, derived);
    while (runtime.after[0] && runtime.after[0].seq <= runtime.durableSeq) {
      this.runEffects(tenant, runtime.after.shift()?.effects ?? []);
    }
    while (runtime.waiters[0] && runtime.waiters[0].seq <= runtime.durableSeq) runtime.waiters.shift()?.resolve();
  }

  /** Ends the tenure by our own wish: when everything decided is on disk, nothing of the tenant is left in memory. */
  async close(tenant: string): Promise<void> {
    const runtime = this.runtimes.get(tenant);
    if (!runtime) return;
    while (runtime.durableSeq < runtime.partition.seq) await this.durable(tenant, runtime.partition.seq);
    this.release(tenant);
  }

  private drop(tenant: string): void {
    this.ports.log.error('another tenure runs the tenant: its partition is dropped', { tenant });
    this.release(tenant);
  }

  private release(tenant: string): void {
    const runtime = this.runtimes.get(tenant);
    this.runtimes.delete(tenant);
    this.commits.close(tenant);
    for (const waiter of runtime?.waiters ?? []) waiter.reject(refuse('tenant.gone'));
    for (const listener of this.listeners) listener.dropped?.(tenant);
  }

  /** What waits for the store: records, effects, answers. */
  counts(): { uncommitted: number; after: number; waiters: number } {
    const runtimes = [...this.runtimes.values()];
    return {
      uncommitted: this.commits.waiting,
      after: runtimes.reduce((sum, { after }) => sum + after.length, 0),
      waiters: runtimes.reduce((sum, { waiters }) => sum + waiters.length, 0),
    };
  }

  /** Goes over the resources that a tenant has of a kind, in slices between which others have their turn. */
  async each<T>(tenant: string, kind: string, look: (state: T, id: string) => void): Promise<void> {
    const partition = this.get(tenant);
    let count = 0;
    for (const [id, { data }] of partition?.all(kind) ?? []) {
      look(data as T, id);
      if (++count % SLICE === 0) await this.breathe();
      if (this.get(tenant) !== partition) return;
    }
  }

  /** Lets others run between slices of work. */
  breathe(): Promise<void> {
    return new Promise((resolve) => {
      this.ports.clock.after(0, resolve);
    });
  }
}
