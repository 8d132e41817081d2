/** What the groups of the contract share: a store for the group, tenants nobody else uses, records and documents. */
import type { EventType } from '../../../src/core/events';
import type { JournalRecord } from '../../../src/core/record';
import type { Batch, Document, Store } from '../../../src/ports/store';

/** What a suite needs to know of an adapter. */
export interface StoreHarness {
  /** An open store over empty data. */
  start(): Promise<Store>;
  /** The same data opened again; the store before is closed. */
  restart(): Promise<Store>;
  /** Takes away what the store writes to, so that commits answer `unknown`; the result brings it back. */
  away(): Promise<() => Promise<void>>;
  /** A second process on the same data, where the store serves several; `stop` closes it. */
  beside?(): Promise<Store>;
  /** Closes what is open and removes the data. */
  stop(): Promise<void>;
}

/** The store of a suite; `restart` exchanges it. */
export interface Subject {
  readonly store: Store;
  readonly harness: StoreHarness;
  /** A tenant that no other test has used. */
  tenant(): string;
  restart(): Promise<void>;
  /** Another process on the same data, for groups that need a store which serves several. */
  beside(): Promise<Store>;
  /** A harness of its own, not started; whoever starts it stops it. */
  fresh(): StoreHarness;
}

/** Tests by what they say of the store. */
export type Group = Readonly<Record<string, (on: Subject) => Promise<void>>>;

/** Opens a store before the tests of the current `describe` and removes it after them. */
export function subject(makeHarness: () => StoreHarness): Subject {
  const harness = makeHarness();
  let [store, tenants]: [Store | undefined, number] = [undefined, 0];
  before(async () => {
    store = await harness.start();
  });
  after(() => harness.stop());
  return {
    harness,
    get store() {
      return store as Store;
    },
    tenant: () => {
      tenants += 1;
      return `tenant-${tenants}`;
    },
    restart: async () => {
      store = await harness.restart();
    },
    beside: async () => {
      if (!harness.beside) throw new Error('this store serves one process');
      return harness.beside();
    },
    fresh: makeHarness,
  };
}

/** Wall time of the record with sequence 0; each following one is a second younger. */
export const START = 1_767_000_000_000;

/** What a test says of a record; everything else is filled in. */
export interface Said {
  readonly type?: EventType;
  readonly transaction?: string;
  readonly time?: number;
  readonly data?: unknown;
}

/** A record as core would make it. */
export function record(seq: number, said: Said = {}): JournalRecord {
  const { type = 'call.offered', transaction, time = START + seq * 1000, data = { seq } } = said;
  const whole = { seq, commit: seq, v: 1, type, time, subject: 'call/ca_1', actor: 'system', data };
  return transaction === undefined ? whole : { ...whole, transaction };
}

/** A batch of records that follow each other from `firstSeq`. */
export function batch(tenant: string, firstSeq: number, said: readonly Said[], term = 1): Batch {
  const records = said.map((one, index) => {
    const whole = record(firstSeq + index, one);
    const { seq, type, time, transaction } = whole;
    const stored = { seq, type, time, json: JSON.stringify(whole) };
    return transaction === undefined ? stored : { ...stored, transaction };
  });
  return { tenant, term, firstSeq, records };
}

/** `count` records of which the test does not care what is in them. */
export const plain = (count: number): Said[] => Array.from({ length: count }, () => ({}));

/** Commits `count` plain records from the first sequence on. */
export async function fill(store: Store, tenant: string, count: number): Promise<void> {
  await store.commit([batch(tenant, 1, plain(count))]);
}

/** A live document; `state` stands for whatever the resource is. */
export function document(
  id: string,
  seq: number,
  said: Partial<Document> & { readonly state?: unknown } = {},
): Document {
  const { state = { id, seq }, ...rest } = said;
  const json = JSON.stringify(state);
  return { kind: 'call', id, seq, ended: false, json, keys: {}, time: START + seq, ...rest };
}

/** The sequences of `records`. */
export const seqs = (records: readonly JournalRecord[]): number[] => records.map((one) => one.seq);

/** The ids of `documents`. */
export const ids = (documents: readonly Document[]): string[] => documents.map((one) => one.id);

/** The numbers from `low` to `high`, both included. */
export const range = (low: number, high: number): number[] =>
  Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index);
