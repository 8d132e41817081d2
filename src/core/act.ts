/** An act of administration as the audit shows it: who changed which fields of what, from what to what. */
import { EVENTS } from './events';
import { kindOf, publicView } from './kinds';
import type { JournalRecord } from './record';
import { iso } from './time';

export interface Change {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Too large to be shown: only that it changed. */
  readonly large?: true;
}

export interface Act {
  readonly time: string;
  readonly tenant: string;
  readonly sequence: number;
  readonly type: string;
  readonly subject: string;
  readonly actor: string;
  /** Name of the key or user, where it is known. */
  readonly actorName?: string;
  readonly changes: readonly Change[];
}

/** Whether the record is one: then it outlives the journal. */
export function isAct({ type, subject }: Pick<JournalRecord, 'type' | 'subject'>): boolean {
  const { act } = EVENTS[type] as { readonly act?: true };
  return act === true || !kindOf(subject.slice(0, subject.indexOf('/'))).traffic;
}

const LARGE = 2_000;

/** What a record did to its resource; `before` is the record before it about the same one. */
export function actOf(
  tenant: string,
  record: JournalRecord,
  before: JournalRecord | undefined,
): Omit<Act, 'actorName'> {
  const { seq: sequence, type, subject, actor } = record;
  const changes = changesBetween(before && viewOf(before), viewOf(record));
  return { time: iso(record.time), tenant, sequence, type, subject, actor, changes };
}

const viewOf = ({ subject, data }: JournalRecord): Record<string, unknown> =>
  publicView(subject.slice(0, subject.indexOf('/')), data) as Record<string, unknown>;

function changesBetween(before: State | undefined, after: State): Change[] {
  return changedFields(before ?? {}, after).map(({ field, before: old, after: now }) => {
    const size = (JSON.stringify(old)?.length ?? 0) + (JSON.stringify(now)?.length ?? 0);
    if (size > LARGE) return { field, large: true };
    return { field, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
  });
}

type State = Readonly<Record<string, unknown>>;

/** Fields that are not as before, with both values; undefined is one that is not there. */
export function changedFields(before: State, after: State): { field: string; before: unknown; after: unknown }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}
