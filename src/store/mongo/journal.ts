/**
 * Commits, and the fence (design §4): one batch is one document, and its `_id` names the sequence that it begins with.
 *
 * Batches of a tenant lie edge to edge, and whoever writes knows where the last one ends: by having read or written it.
 * The next batch of every writer, dead or alive, therefore begins with the sequence after it, and the server lets one
 * of them have that `_id`. Whoever comes second is told, is stale, and never gets to the batch after. What does not
 * begin at the edge that this process knows is looked at before it is written, and what does not lie at the edge, or
 * is of an older tenure than what lies before it, is stale: see the tests of two writers in the contract of the store.
 */
import type { Batch, CommitOutcome } from '../../ports/store';
import type { BatchDocument, Collections } from './collections';
import { isDuplicate, isMomentary } from './errors';

/** For so long a commit may go unanswered; then it is unknown, and goes on behind our back. */
const PATIENCE_MS = 3_000;
/**
 * A process that was stopped for long may come back with a batch whose sequence was taken and pruned since. Journals
 * live for a day at least, so after an hour without a write it looks before it writes.
 */
const QUIET_MS = 3_600_000;

/** Where the journal of a tenant ends, as far as this process has seen. */
interface Edge {
  readonly last: number;
  readonly seenAt: number;
}

export class Journal {
  private readonly edges = new Map<string, Edge>();
  /** The last commit of each tenant that is under way. */
  private readonly lanes = new Map<string, Promise<CommitOutcome>>();

  constructor(private readonly collections: Collections) {}

  /** Writes the batch after what of its tenant is under way already. */
  async commit(batch: Batch): Promise<CommitOutcome> {
    const gap = batch.records.findIndex(({ seq }, index) => seq !== batch.firstSeq + index);
    if (gap !== -1) throw new Error(`batch ${batch.tenant}:${batch.firstSeq} has a gap at ${gap}`);
    const before = this.lanes.get(batch.tenant) ?? Promise.resolve('durable' as const);
    const writing = before.catch(() => undefined).then(() => this.write(batch));
    this.lanes.set(batch.tenant, writing);
    const over = () => {
      if (this.lanes.get(batch.tenant) === writing) this.lanes.delete(batch.tenant);
    };
    writing.then(over, over);
    return within(PATIENCE_MS, writing, 'unknown');
  }

  /** The journal of a tenant was read up to `last`. */
  saw(tenant: string, last: number): void {
    this.edges.set(tenant, { last, seenAt: Date.now() });
  }

  /** What is known of a tenant no longer holds. */
  forget(tenant: string): void {
    this.edges.delete(tenant);
  }

  private async write(batch: Batch): Promise<CommitOutcome> {
    try {
      const edge = this.edges.get(batch.tenant);
      const atEdge = edge?.last === batch.firstSeq - 1 && Date.now() - edge.seenAt < QUIET_MS;
      if (!atEdge) {
        const outcome = await this.look(batch);
        if (outcome) return outcome;
      }
      return await this.insert(batch);
    } catch (error) {
      // Whatever happened, the edge is looked for again before the next write.
      this.forget(batch.tenant);
      if (isMomentary(error)) return 'unknown';
      throw error;
    }
  }

  private async insert(batch: Batch): Promise<CommitOutcome> {
    try {
      // Past mongoose's own checks of each field: the document is made here, and this is the path that has to be fast.
      await this.collections.journal.collection.insertOne(toBatchDocument(batch) as never);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      this.forget(batch.tenant);
      return this.whoseIs(batch);
    }
    this.saw(batch.tenant, batch.firstSeq + batch.records.length - 1);
    return 'durable';
  }

  /**
   * The sequence is taken: by us, when the answer of an earlier try was lost, or by another. Only what most servers
   * have counts, here as in every read: our own batch may still be rolled back and is unknown as long as it can be.
   */
  private async whoseIs(batch: Batch): Promise<CommitOutcome> {
    const found = await this.collections.journal.findById(`${batch.tenant}:${batch.firstSeq}`).lean<BatchDocument>();
    if (!found) return 'unknown';
    if (!isOwn(batch, found)) return 'stale';
    return 'durable';
  }

  /** What stands against a batch that does not begin at the edge this process knows; undefined when nothing does. */
  private async look(batch: Batch): Promise<CommitOutcome | undefined> {
    const newest = await this.newest(batch.tenant);
    const end = newest?.last ?? 0;
    if (end >= batch.firstSeq) {
      const own = await this.collections.journal.findById(`${batch.tenant}:${batch.firstSeq}`).lean<BatchDocument>();
      return own && isOwn(batch, own) ? 'durable' : 'stale';
    }
    // A gap: what lay before is gone, such as after going back to a copy. Whoever wrote it must load again.
    if (end !== batch.firstSeq - 1 || (newest && newest.term > batch.term)) return 'stale';
    return undefined;
  }

  /** The end of a journal without its records. */
  newest(tenant: string): Promise<Pick<BatchDocument, 'first' | 'last' | 'term'> | null> {
    return this.collections.journal
      .findOne({ tenant }, { first: 1, last: 1, term: 1 })
      .sort({ last: -1 })
      .lean<Pick<BatchDocument, 'first' | 'last' | 'term'>>();
  }
}

/** A batch as its document. */
export function toBatchDocument({ tenant, term, firstSeq, records }: Batch): BatchDocument {
  const transactions = new Set(records.flatMap(({ transaction }) => transaction ?? []));
  return {
    _id: `${tenant}:${firstSeq}`,
    tenant,
    first: firstSeq,
    last: firstSeq + records.length - 1,
    term,
    transactions: [...transactions],
    ...(records.some(({ audit }) => audit) && { audit: true }),
    records: records.map(({ time, ...record }) => ({ ...record, time: new Date(time) })),
  };
}

/** Whether what is stored is this batch, or what pruning has left of it. */
function isOwn(batch: Batch, found: BatchDocument): boolean {
  if (found.term !== batch.term || found.last !== batch.firstSeq + batch.records.length - 1) return false;
  return found.records.every(({ seq, json }) => batch.records[seq - batch.firstSeq]?.json === json);
}

function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
