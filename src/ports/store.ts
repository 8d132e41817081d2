/**
 * Where partitions survive (design §4): a journal that is the fence and the truth, and documents that are a
 * projection of it. Only `commit` is on the commit path. No constraint in a store may refuse what core accepted,
 * but one: the sequence of a tenant is taken once.
 *
 * What every adapter must pass is `test/contracts/store.ts`.
 */
import type { JournalRecord } from '../core/record';

/** Records of one tenant with consecutive `seq`; all of them are stored or none. */
export interface Batch {
  readonly tenant: string;
  /** Tenure of the writer: grows by one with each `tenant.acquired`. */
  readonly term: number;
  readonly firstSeq: number;
  readonly records: readonly StoredRecord[];
}

/** A record with its text, made once: the store never serialises again. */
export interface StoredRecord {
  readonly seq: number;
  readonly transaction?: string;
  readonly type: string;
  readonly time: number;
  /** An act of administration: kept for the audit when the journal is pruned. */
  readonly audit?: boolean;
  /** JSON of the whole `JournalRecord`. */
  readonly json: string;
}

/**
 * `durable`: on disk, or our own content was there already (a repeated batch).
 * `stale`: another tenure wrote one of these sequences: the writer is dead and must drop the partition.
 * `unknown`: it may or may not be stored; the same batch must be tried again.
 */
export type CommitOutcome = 'durable' | 'stale' | 'unknown';

export interface DocumentName {
  readonly kind: string;
  readonly id: string;
}

/** One resource as of `seq`. `ended` ones are no longer loaded into memory but can be found. */
export interface Document extends DocumentName {
  readonly seq: number;
  readonly ended: boolean;
  /** Version of the shape of the state; absent: 1. */
  readonly v?: number;
  /** JSON of the state. */
  readonly json: string;
  /** Kept encrypted by the caller; opaque here. */
  readonly secret?: string;
  /** Values a document can be found by, beside its kind: `transaction`, `venue`, `state`, … */
  readonly keys: Readonly<Record<string, string>>;
  /** Wall time in ms by which lists are ordered, newest first. */
  readonly time: number;
}

export interface Loaded {
  /** Live (not ended) documents as of the last checkpoint. */
  readonly documents: readonly Document[];
  /** `seq` up to which the documents are complete; 0 when there never was a checkpoint. */
  readonly checkpointSeq: number;
  /** Records after `checkpointSeq`, in order. */
  readonly records: readonly JournalRecord[];
  /** Highest `seq` and term in the journal; 0 when the tenant is new. */
  readonly lastSeq: number;
  readonly lastTerm: number;
}

export interface FindQuery {
  /** Equal on all of these keys. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Only ended, only live, or both (default). */
  readonly ended?: boolean;
  /** Only those whose `time` is not before `from`, and before `before`. */
  readonly from?: number;
  readonly before?: number;
  /** 1 to 200. */
  readonly limit: number;
  /** Opaque; from the last answer. */
  readonly cursor?: string;
}

export interface Found {
  readonly documents: readonly Document[];
  /** Absent on the last page. */
  readonly next?: string;
}

export type HistoryRange =
  /** Records with `seq` greater than `after`, and at most `until` where given. */
  | { readonly after: number; readonly until?: number }
  /** Every record of one transaction. */
  | { readonly transaction: string; readonly after?: number };

export interface HistoryFilter {
  /** Event types, such as `call.cleared`. */
  readonly types?: readonly string[];
}

/** What `erase` found: how much is empty now, and how much is still alive or not yet covered by a checkpoint. */
export interface Erased {
  readonly emptied: number;
  /** Not touched: erase again when it is over. */
  readonly left: number;
}

/** Who may run something, as the store sees it. */
export interface Lease {
  readonly owner: string;
  /** Grows by one whenever another owner gets it. */
  readonly term: number;
  /** Milliseconds that were left when the store answered. Count them from before the question was asked. */
  readonly leftMs: number;
}

/** One thing of a tenant as stored, for moving it; `archive` is what `prune` kept for the audit. */
export type Stored =
  | { readonly of: 'journal' | 'archive'; readonly term: number; readonly record: StoredRecord }
  | { readonly of: 'documents'; readonly document: Document }
  | { readonly of: 'checkpoint'; readonly seq: number };

export interface StoredPage {
  readonly items: readonly Stored[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface Store {
  open(): Promise<void>;
  /** Waits for what is in flight. Safe to call twice. */
  close(): Promise<void>;
  /** Tenants that have a journal, `system` included, sorted. */
  tenants(): Promise<readonly string[]>;
  /**
   * Documents of a kind are in order of time and id. With `take` they are handed to it page by page, never all at once, and
   * the answer has none.
   */
  load(tenant: string, take?: (documents: readonly Document[]) => void): Promise<Loaded>;
  /** One outcome for each batch, in order. A batch of one tenant never splits; batches of different tenants may share one write. */
  commit(batches: readonly Batch[]): Promise<readonly CommitOutcome[]>;
  /**
   * Writes documents (each only when its `seq` is newer than what is there) and, when all are written, marks the
   * documents of the tenant complete up to `seq`. Slices of at most 200 documents; never delays a commit that waits.
   */
  checkpoint(tenant: string, documents: readonly Document[], seq: number): Promise<void>;
  get(tenant: string, kind: string, id: string): Promise<Document | undefined>;
  /** Newest first. Rejects with an error named `BadPage` for a cursor that no answer gave, or a limit out of range. */
  find(tenant: string, kind: string, query: FindQuery): Promise<Found>;
  /**
   * In order of `seq`; at most `limit` (1 to 1,000) records, and of large ones fewer, so that a page is read in no time. None
   * only where there are no more.
   */
  history(tenant: string, range: HistoryRange, filter: HistoryFilter, limit: number): Promise<readonly JournalRecord[]>;
  /** Oldest `seq` still in the journal; 0 when it is empty. */
  oldest(tenant: string): Promise<number>;
  /**
   * Drops journal records older than `before` (wall ms) that a checkpoint covers, but never the last record of a tenant;
   * says how many. Those marked `audit` are kept aside. Works in slices, as everything below that drops does.
   */
  prune(tenant: string, before: number): Promise<number>;
  /** Drops documents of a kind whose `time` lies before `before`: the ended ones or all. Says how many. */
  pruneDocuments(tenant: string, kind: string, before: number, which: 'ended' | 'all'): Promise<number>;
  /**
   * Acts of administration, newest first, `before` a sequence. Reaches back past the journal. At most `limit` (1 to 1,000),
   * and no more than `PAGE_CHARS` are good for; none only when there are none.
   */
  audit(tenant: string, limit: number, before?: number): Promise<readonly JournalRecord[]>;
  /** Drops what was kept for the audit and is older than `before` (wall ms); says how many. */
  pruneAudit(tenant: string, before: number): Promise<number>;
  /**
   * Erases what was said of a customer: in every record of these transactions `data` becomes `{}` and `secret` goes, while
   * seq, type and time stay, so that the journal has no hole; the documents named are as if they were not there. Only
   * what has ended and what a checkpoint covers: a start must be able to replay the rest. Afterwards no file of an
   * embedded store has the text any more. Erasing again changes nothing.
   */
  erase(tenant: string, transactions: readonly string[], documents: readonly DocumentName[]): Promise<Erased>;
  /** Drops everything of a tenant that nobody runs. Broken off, the tenant is still listed: do it again. */
  eraseTenant(tenant: string): Promise<void>;
  /**
   * Asks for `name`, or keeps it: granted when it is free, run out or the owner's already. The answer is the lease in
   * force, whoever has it. It is liveness only: the fence is the journal. An embedded store grants it always, because its
   * folder is locked.
   */
  lease(name: string, owner: string, ms: number): Promise<Lease>;
  /** Gives a lease back at once, where it is the owner's. */
  release(name: string, owner: string): Promise<void>;
  /**
   * Everything of a tenant, text by text as stored, page by page: journal, archive, documents, checkpoint. `cursor` is
   * from the last page. Whole only while nobody writes the tenant.
   */
  exportPage(tenant: string, cursor?: string): Promise<StoredPage>;
  /** Writes what `exportPage` gave, in that order, into a tenant that has none of it: rejects where a sequence is taken. */
  importPage(tenant: string, items: readonly Stored[]): Promise<void>;
}
