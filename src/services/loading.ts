/** A partition made of what the store has: documents first, then the records behind them (design §4). */
import { countedInto, type Derived } from '../core/derived';
import { Partition } from '../core/partition';
import { REQUEST_KIND } from '../core/record';
import type { Document, Loaded, Store } from '../ports/store';

export interface LoadedPartition {
  readonly partition: Partition;
  readonly loaded: Loaded;
  /** What followed from the records. */
  readonly derived: readonly Derived[];
}

/** Records that are taken in before others have their turn. */
const SLICE = 200;

/** `breathe`: lets others have their turn. */
export async function loadPartition(
  tenant: string,
  store: Pick<Store, 'load' | 'get'>,
  breathe: () => Promise<void>,
): Promise<LoadedPartition> {
  const partition = new Partition(tenant);
  const loaded = await store.load(tenant, (documents) => restore(partition, documents));
  partition.seq = loaded.checkpointSeq;
  partition.term = loaded.lastTerm;
  const ended = await bringEnded(partition, loaded, store);
  const derived: Derived[] = [];
  for (const [i, record] of loaded.records.entries()) {
    if (i % SLICE === SLICE - 1) await breathe();
    derived.push(...partition.apply(record));
  }
  for (const { kind, id } of ended) partition.forget(kind, id);
  return { partition, loaded, derived };
}

/** Takes in what the documents say. */
function restore(partition: Partition, documents: readonly Document[]): void {
  for (const { kind, id, json, seq, secret } of documents) {
    const data: unknown = JSON.parse(json);
    if (kind === REQUEST_KIND) partition.remember(data as never);
    else partition.restore(kind, id, data, seq, secret);
  }
}

/** What the records count into may have ended in a document that is newer than the checkpoint. */
async function bringEnded(
  partition: Partition,
  { records }: Loaded,
  store: Pick<Store, 'get'>,
): Promise<readonly Document[]> {
  const brought: Document[] = [];
  for (const { kind, id } of countedInto(records)) {
    if (partition.resource(kind, id)) continue;
    const document = await store.get(partition.tenant, kind, id);
    if (!document) continue;
    partition.put(kind, id, JSON.parse(document.json), document.seq);
    brought.push(document);
  }
  return brought;
}
