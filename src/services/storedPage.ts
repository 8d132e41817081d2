/**
 * A page of documents as they are, not as the last checkpoint had them: what is durable and not written yet is put in its
 * place, so that whoever was answered finds in a list what the answer said.
 */
import { isRefusal, type Refusal } from '../core/errors';
import { fromCursor, type Place, toCursor } from '../ports/paging';
import type { Document, FindQuery, Found, Store } from '../ports/store';
import { findPage } from './cursors';
import type { Partitions } from './partitions';

export interface StoredPage<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

interface Sources {
  readonly store: Pick<Store, 'find'>;
  readonly partitions: Pick<Partitions, 'get' | 'durable' | 'unwritten'>;
}

export async function storedPage<T>(
  { store, partitions }: Sources,
  tenant: string,
  kind: string,
  query: FindQuery,
): Promise<StoredPage<T> | Refusal> {
  await partitions.durable(tenant, partitions.get(tenant)?.seq ?? 0);
  // Before the store is asked: what is written meanwhile is in both, and what is written before in the store.
  const fresh = partitions.unwritten(tenant, kind);
  const found = await findPage(store, tenant, kind, query);
  if (isRefusal(found)) return found;
  const { documents, next } = fresh.length === 0 ? found : merged(found, fresh, query);
  return { items: documents.map(({ json }) => JSON.parse(json) as T), next };
}

/** The page with the newer states of its documents, and with those that come in between. */
function merged({ documents, next }: Found, fresh: readonly Document[], query: FindQuery): Found {
  const newer = new Set(fresh.map(({ id }) => id));
  const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  const last = next === undefined ? undefined : documents.at(-1);
  const added = fresh.filter(
    (one) => fits(one, query) && (!after || isNewer(after, one)) && (!last || !isNewer(last, one)),
  );
  const all = [...documents.filter(({ id }) => !newer.has(id)), ...added].sort((a, b) => (isNewer(a, b) ? -1 : 1));
  const page = all.slice(0, query.limit);
  const goesOn = all.length > page.length ? toCursor(page.at(-1) as Document) : next;
  return { documents: page, ...(goesOn !== undefined && { next: goesOn }) };
}

/** As lists are: by time, then by id. */
const isNewer = (a: Place, b: Place): boolean => (a.time === b.time ? a.id > b.id : a.time > b.time);

function fits({ keys, ended, time }: Document, query: FindQuery): boolean {
  const { keys: wanted = {}, ended: over, from = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = query;
  if (over !== undefined && over !== ended) return false;
  return time >= from && time < before && Object.entries(wanted).every(([key, value]) => keys[key] === value);
}
