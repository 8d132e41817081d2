/**
 * What follows from records and is kept beside the resources that they are about: counts, never decisions. `apply` makes it
 * anew, live and on replay alike, so it needs no records of its own and survives whatever the journal survives.
 *
 * What a record adds is said by that record alone, and a derived resource is as of the `seq` of the last record that it
 * counts: a document that is newer than the checkpoint counts nothing twice.
 */
import { addCounts, type Interval, intervalId, quarterOf } from './interval';
import { NO_QUEUE_COUNTS, queueCounted } from './queueInterval';
import type { JournalRecord } from './record';

export interface DerivedName {
  readonly kind: string;
  readonly id: string;
}

/** The new state of a derived resource. */
export interface Derived extends DerivedName {
  readonly data: unknown;
  readonly seq: number;
}

/** What of a partition is counted into. */
export interface Counted {
  resource(kind: string, id: string): { readonly data: unknown; readonly seq: number } | undefined;
  /** Ids of the intervals of a kind and name that are not closed. */
  open(kind: string, name: string): readonly string[];
}

/** Counts of one quarter of one queue. */
interface Addition {
  readonly kind: string;
  /** Whose interval it is: field and value. */
  readonly of: Readonly<Record<string, string>>;
  readonly name: string;
  readonly startsAt: number;
  readonly none: object;
  readonly counts: object;
}

const NOTHING: readonly Derived[] = Object.freeze([]);

/** What becomes of the derived resources by a record. */
export function derive(counted: Counted, record: JournalRecord): readonly Derived[] {
  const added = addition(record);
  return added ? count(counted, record, added) : NOTHING;
}

/** What these records count into: a start needs it, also where it has ended. */
export function countedInto(records: readonly JournalRecord[]): readonly DerivedName[] {
  const names = new Map<string, DerivedName>();
  for (const record of records) {
    const added = addition(record);
    if (!added) continue;
    const id = intervalId(added.name, added.startsAt);
    names.set(`${added.kind}/${id}`, { kind: added.kind, id });
  }
  return [...names.values()];
}

function addition(record: JournalRecord): Addition | undefined {
  const counted = queueCounted(record);
  if (!counted) return undefined;
  const { queue, counts } = counted;
  const startsAt = quarterOf(record.time);
  return { kind: 'queueInterval', of: { queue }, name: queue, startsAt, none: NO_QUEUE_COUNTS, counts };
}

function count(counted: Counted, { time, seq }: JournalRecord, added: Addition): readonly Derived[] {
  const { kind, name, of, none, counts } = added;
  const open = counted.open(kind, name).flatMap((id) => counted.resource(kind, id) ?? []);
  const startsAt = open.reduce((latest, one) => Math.max(latest, goneBack(one, seq)), added.startsAt);
  const closed = open.flatMap(({ data }) => {
    const before = data as Interval;
    return before.startsAt < startsAt ? { kind, id: before.id, data: { ...before, closedAt: time }, seq } : [];
  });
  const id = intervalId(name, startsAt);
  const known = counted.resource(kind, id);
  if (known && known.seq >= seq) return closed;
  const before = known?.data ?? { id, startsAt, ...of, ...none };
  return [...closed, { kind, id, data: addCounts(before, counts), seq }];
}

/** Where the clock was set back, it counts where the clock had been: what is closed is not opened again. */
const goneBack = (open: { data: unknown; seq: number }, seq: number): number =>
  open.seq < seq ? (open.data as Interval).startsAt : 0;
