/**
 * Reads intervals of a tenant, slice by slice: what is in memory and what is in documents, each as of its newest. Memory is
 * looked at first, because what leaves it is in a document by then.
 */
import type { Interval } from '../core/interval';
import type { Partition, Resource } from '../core/partition';
import type { Span } from '../core/reportTimes';
import type { Ports } from './partitions';

const SLICE = 200;

export interface Wanted extends Span {
  readonly kind: string;
  /** Equal on these, which are keys of the kind. */
  readonly keys: Readonly<Record<string, string>>;
}

export async function* intervalsOf<T extends Interval>(
  { store }: Pick<Ports, 'store'>,
  partition: Partition,
  { kind, keys, from, to }: Wanted,
): AsyncGenerator<readonly T[], void> {
  const held = inMemory<T>(partition, { kind, keys, from, to });
  for (let cursor: string | undefined; ; ) {
    const query = { keys, from, before: to, limit: SLICE, ...(cursor !== undefined && { cursor }) };
    const { documents, next } = await store.find(partition.tenant, kind, query);
    yield documents.map(({ id, seq, json }) => {
      const newer = held.get(id);
      held.delete(id);
      return newer && newer.seq > seq ? (newer.data as T) : (JSON.parse(json) as T);
    });
    if (next === undefined) break;
    cursor = next;
  }
  yield [...held.values()].map(({ data }) => data as T);
}

function inMemory<T extends Interval>(partition: Partition, { kind, keys, from, to }: Wanted): Map<string, Resource> {
  const found = new Map<string, Resource>();
  for (const id of partition.ids(kind)) {
    const resource = partition.resource(kind, id) as Resource;
    const data = resource.data as T;
    const fits = Object.entries(keys).every(([name, value]) => data[name as keyof T] === value);
    if (fits && data.startsAt >= from && data.startsAt < to) found.set(id, resource);
  }
  return found;
}
