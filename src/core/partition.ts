/**
 * Everything of one tenant, in memory (design §4). `apply` is the only function that changes a partition, live and
 * on replay alike; decisions read it through `Partition` and change nothing.
 */

import type { Call } from './call';
import { type Derived, derive } from './derived';
import { EVENTS } from './events';
import { kindOf } from './kinds';
import { OpenIntervals } from './openIntervals';
import { type JournalRecord, named, ownText, type RequestMark } from './record';

export interface Resource {
  readonly data: unknown;
  readonly seq: number;
  /** Sealed; known to no feed, list or log. */
  readonly secret?: string;
}

export interface RememberedRequest extends RequestMark {
  /** Wall time in ms. */
  readonly time: number;
  readonly seq: number;
}

/** So many requests are remembered of a tenant: one that repeats itself does so within moments. */
const MAX_REQUESTS = 10_000;

export class Partition {
  term = 0;
  /** Sequence of the last record applied. */
  seq = 0;
  private readonly tables = new Map<string, Map<string, Resource>>();
  private readonly calls = new Map<string, string>();
  private readonly intervals = new OpenIntervals();
  private readonly requests = new Map<string, RememberedRequest>();

  constructor(readonly tenant: string) {}

  /** A live resource; also one that has ended and is not yet forgotten. */
  get<T>(kind: string, id: string): T | undefined {
    return this.tables.get(kind)?.get(id)?.data as T | undefined;
  }

  resource(kind: string, id: string): Resource | undefined {
    return this.tables.get(kind)?.get(id);
  }

  /** Ids of a kind, in the order they were made. */
  ids(kind: string): IterableIterator<string> {
    return (this.tables.get(kind) ?? new Map<string, Resource>()).keys();
  }

  /** Resources of a kind by id, in the order they were made. */
  all(kind: string): IterableIterator<[string, Resource]> {
    return (this.tables.get(kind) ?? new Map<string, Resource>()).entries();
  }

  count(kind: string): number {
    return this.tables.get(kind)?.size ?? 0;
  }

  /** The call a party belongs to. */
  callOfParty(party: string): Call | undefined {
    const id = this.calls.get(party);
    return id === undefined ? undefined : this.get<Call>('call', id);
  }

  request(actor: string, key: string): RememberedRequest | undefined {
    return this.requests.get(`${actor} ${key}`);
  }

  /** Requests remembered, oldest first. */
  remembered(): IterableIterator<RememberedRequest> {
    return this.requests.values();
  }

  /** Ids of the intervals of a kind and name that are not closed. */
  open(kind: string, name: string): readonly string[] {
    return this.intervals.of(kind, name);
  }

  /** Takes a record in: the new state of one resource, the request that it answered, and what follows, which is the answer. */
  apply(record: JournalRecord): readonly Derived[] {
    const { kind, id } = named(record);
    this.put(kind, id, record.data, record.seq, record.secret);
    this.seq = record.seq;
    if (record.type === 'tenant.acquired') this.term = (record.data as { term: number }).term;
    if (record.request) this.remember({ ...record.request, time: record.time, seq: record.seq });
    const derived = derive(this, record);
    for (const { kind, id, data, seq } of derived) this.put(kind, id, data, seq);
    return derived;
  }

  /** Takes in the state of a resource that a document has. */
  restore(kind: string, id: string, data: unknown, seq: number, secret?: string): void {
    const { lean } = kindOf(kind);
    this.put(kind, ownText(id, data), lean ? lean(data as never) : data, seq, secret);
  }

  /** Takes in the state of a resource as of `seq`. */
  put(kind: string, id: string, data: unknown, seq: number, secret?: string): void {
    let table = this.tables.get(kind);
    if (!table) {
      table = new Map();
      this.tables.set(kind, table);
    }
    table.set(id, { data, seq, ...(secret !== undefined && { secret }) });
    if (kind === 'call') this.index(data as Call);
    this.intervals.put(kind, id, data);
  }

  /** What becomes known of a call that is over takes no party away from the one that it is on by now. */
  private index({ id, parties, clearedAt }: Call): void {
    for (const party of parties) if (clearedAt === undefined || !this.calls.has(party.id)) this.calls.set(party.id, id);
  }

  remember(request: RememberedRequest): void {
    this.requests.set(`${request.actor} ${request.key}`, request);
    if (this.requests.size <= MAX_REQUESTS) return;
    for (const oldest of this.requests.keys()) {
      this.requests.delete(oldest);
      return;
    }
  }

  /** Drops an ended resource from memory, once its document is written. */
  forget(kind: string, id: string): void {
    const table = this.tables.get(kind);
    const found = table?.get(id);
    if (!found || !kindOf(kind).ended(found.data as never)) return;
    // A caller whose call was given up for lost may be on the next one by now.
    if (kind === 'call')
      for (const party of (found.data as Call).parties)
        if (this.calls.get(party.id) === id) this.calls.delete(party.id);
    table?.delete(id);
  }

  /** Forgets requests older than `before` (wall ms). */
  forgetRequests(before: number): void {
    for (const [key, request] of this.requests) {
      if (request.time >= before) return;
      this.requests.delete(key);
    }
  }
}

/** The kind of the resource that events of this type are about. */
export const kindOfEvent = (type: keyof typeof EVENTS): string => EVENTS[type].kind;
