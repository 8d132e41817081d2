/**
 * The events of a tenant that one webhook still has to get: a few in memory, as they become durable, and the rest read
 * from the journal when their turn comes. Whatever piles up, it piles up there.
 */
import type { Filter } from '../core/feedFilter';
import { passes } from '../core/feedFilter';
import { isErased, type JournalRecord } from '../core/record';
import { unsupervised } from '../core/supervision';
import { isTold } from '../core/webhook';
import type { Store } from '../ports/store';
import { factsOf } from './feedFacts';
import type { Partitions } from './partitions';

/** Events kept in memory, and read at a time. */
const PAGE = 200;

/** Sequences that the journal does not have any more. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export class Backlog {
  private readonly events: JournalRecord[] = [];
  /** Up to here everything is dealt with or in `events`. */
  private seen: number;
  private reading = false;
  /** Counts when what is read begins anew. */
  private reads = 0;

  constructor(
    private readonly source: { store: Store; partitions: Partitions },
    private readonly tenant: string,
    private readonly filter: Filter,
    /** Up to here everything is dealt with. */
    public done: number,
  ) {
    this.seen = done;
  }

  /** How many events of the tenant it is behind. */
  get lag(): number {
    return Math.max(0, this.source.partitions.durableSeq(this.tenant) - this.done);
  }

  /** What became durable; what does not fit is read later. */
  offer(records: readonly JournalRecord[]): void {
    const next = records[0]?.seq === this.seen + 1;
    if (!this.reading && next && this.events.length + records.length <= PAGE) this.take(records);
  }

  private take(records: readonly JournalRecord[]): void {
    // Whoever reads what goes to an address is not known: nobody there learns of supervisors.
    for (const record of records.map(unsupervised))
      if (isTold(record.type) && !isErased(record) && passes(this.filter, factsOf(record))) this.events.push(record);
    this.seen = records.at(-1)?.seq ?? this.seen;
    if (this.events.length === 0) this.done = this.seen;
  }

  /** The next event that is wanted, or nothing when all that is durable is dealt with. */
  async next(missed: (gap: Gap) => void): Promise<JournalRecord | undefined> {
    const { store, partitions } = this.source;
    while (this.events.length === 0) {
      const until = partitions.durableSeq(this.tenant);
      if (this.seen >= until) return undefined;
      this.reading = true;
      const { reads } = this;
      const page = await store.history(this.tenant, { after: this.seen, until }, {}, PAGE).finally(() => {
        this.reading = false;
      });
      if (reads !== this.reads) continue;
      const oldest = page[0]?.seq ?? until + 1;
      // The journal is pruned by age, whoever still reads it.
      if (this.seen > 0 && oldest > this.seen + 1) missed({ from: this.seen + 1, to: oldest - 1 });
      if (page.length === 0) this.seen = this.done = until;
      else this.take(page);
    }
    return this.events[0];
  }

  /** What is in memory may say what was erased: it is read again. The first one stays while it is under way. */
  readAgain(underWay: boolean): void {
    this.events.splice(underWay ? 1 : 0);
    this.seen = this.events[0]?.seq ?? this.done;
    this.reads += 1;
  }

  /** The first event is dealt with. */
  pass(): void {
    const passed = this.events.shift();
    this.done = this.events.length === 0 ? this.seen : (passed?.seq ?? this.done);
  }
}
