/** What partitions are made with, and what is told of them. */
import type { Derived } from '../core/derived';
import type { Effect } from '../core/effect';
import type { KindName } from '../core/kinds';
import type { JournalRecord, RequestMark } from '../core/record';
import type { Clock } from '../ports/clock';
import type { Ids } from '../ports/ids';
import type { Log } from '../ports/log';
import type { Metrics } from '../ports/metrics';
import type { Document, Store } from '../ports/store';

export interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface PartitionListener {
  /** Records that a start found behind the last checkpoint, in order; everybody else has been told of them before. */
  replayed?(tenant: string, records: readonly JournalRecord[], derived: readonly Derived[]): void;
  /** Of which resources `applied` is told; all where it is absent. */
  readonly kinds?: readonly KindName[];
  /** Right after `apply`, before the commit; with what followed from it. */
  applied?(tenant: string, record: JournalRecord, derived: readonly Derived[]): void;
  /** In order, once, when on disk. */
  durable?(tenant: string, records: readonly JournalRecord[], derived: readonly Derived[]): void;
  /** Durable, and no document of the store yet. */
  unwritten?(tenant: string, kind: string): readonly Document[];
  /** Another tenure runs the tenant: everything of it here must end. */
  dropped?(tenant: string): void;
}

/** Runs effects of a decision; `before` ones at once, `after` ones when durable. */
export type RunEffects = (tenant: string, effects: readonly Effect[]) => void;

export interface DecideOptions {
  readonly actor: string;
  readonly cause?: string;
  /** Remembered with the first record, so that a repetition gets the same answer. */
  readonly request?: RequestMark;
}

export interface Made<R> {
  readonly reply: R;
  /** What the reply is based on: wait for it with `durable`. */
  readonly seq: number;
}
