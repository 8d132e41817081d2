/**
 * A decision is one commit (design §4): records to apply, commands before and after, and the reply. The functions
 * that make one are pure; `decision()` numbers the records.
 */
import type { Agent } from './agent';
import { stamped } from './agentTimes';
import type { Effect } from './effect';
import type { EventType } from './events';
import { kindOf } from './kinds';
import type { Partition } from './partition';
import { kindOfEvent } from './partition';
import type { JournalRecord, RequestMark } from './record';

export interface Draft {
  readonly type: EventType;
  readonly id: string;
  readonly data: unknown;
  readonly transaction?: string;
  /** Sealed by the caller; kept beside `data`. */
  readonly secret?: string;
}

export interface Decision<R = undefined> {
  readonly drafts: readonly Draft[];
  readonly before?: readonly Effect[];
  readonly after?: readonly Effect[];
  readonly reply: R;
}

/** Where new ids come from: 32 lower-case hex digits, fresh or derived from `parts` alone. */
export interface IdSource {
  fresh(): string;
  derive(...parts: string[]): string;
}

/** What a decision may know beside the partition. */
export interface Context {
  /** Wall time in ms. */
  readonly now: number;
  readonly ids: IdSource;
  readonly actor: string;
  readonly cause?: string;
}

/** The records of a decision, numbered after the last one of the partition. */
export function number(
  partition: Partition,
  drafts: readonly Draft[],
  context: Context,
  request?: RequestMark,
): JournalRecord[] {
  const first = partition.seq + 1;
  const told = stamped(drafts, (id) => partition.get<Agent>('agent', id), context.now);
  return told.map((draft, i) => ({
    seq: first + i,
    commit: first,
    v: kindOf(kindOfEvent(draft.type)).v,
    type: draft.type,
    time: context.now,
    subject: `${kindOfEvent(draft.type)}/${draft.id}`,
    actor: context.actor,
    ...(context.cause !== undefined && { cause: context.cause }),
    ...(draft.transaction !== undefined && { transaction: draft.transaction }),
    data: draft.data,
    ...(draft.secret !== undefined && { secret: draft.secret }),
    ...(i === 0 && request && { request }),
  }));
}

/** Nothing happens: a doubled or late input. */
export const nothing: Decision = Object.freeze({ drafts: [], reply: undefined });
