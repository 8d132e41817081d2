/**
 * The one notion of "event": a record is journal entry, feed event and audit line at once (design §4).
 * The records of a decision have consecutive `seq`, share `commit`, and are applied, stored and published all or none.
 */
import type { EventType } from './events';

export interface JournalRecord {
  /** Gapless in its tenant, from 1. */
  readonly seq: number;
  /** `seq` of the first record of the same decision. */
  readonly commit: number;
  /** Version of the shape of `data`; `upgrade(data, v)` brings old ones up to date. */
  readonly v: number;
  readonly type: EventType;
  /** Wall time in ms when it happened (at the PBX, where it came from there). */
  readonly time: number;
  /** `<kind>/<id>`: the resource whose whole new state `data` is. */
  readonly subject: string;
  /** Who did it: `pbx:<name>`, `application:<id>`, `key:<id>`, `user:<id>`, `system`. */
  readonly actor: string;
  /** The event or command that led here: a sequence `#17` or a command id. */
  readonly cause?: string;
  /** The transaction it belongs to. */
  readonly transaction?: string;
  readonly data: unknown;
  /** Kept encrypted, beside `data` and never in it. */
  readonly secret?: string;
  /** Only on the first record of a decision that answered a request. */
  readonly request?: RequestMark;
}

/** The resource that a record is about. */
export function named({ subject, data }: Pick<JournalRecord, 'subject' | 'data'>): { kind: string; id: string } {
  const slash = subject.indexOf('/');
  return { kind: subject.slice(0, slash), id: ownText(subject.slice(slash + 1), data) };
}

/** An id as the text that the state itself has, where it has it: of a million that are kept there is one text and not two. */
export function ownText(id: string, data: unknown): string {
  const own = (data as { id?: unknown } | undefined)?.id;
  return own === id ? own : id;
}

/** What it said was erased with its customer; that there was a record stays. */
export const isErased = ({ data }: JournalRecord): boolean => Object.keys(data as object).length === 0;

/** What is remembered of a request so that its repetition gets the same answer, also after a crash. */
export interface RequestMark {
  readonly actor: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly status: number;
  /** What the answer named: the id of the resource. */
  readonly ref: string;
}

/** Requests are kept as documents of this kind, beside the resources. */
export const REQUEST_KIND = 'request';
