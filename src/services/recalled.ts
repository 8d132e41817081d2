/** A resource that a command names and that may have left memory, since it has ended: then it is read from the store. */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { idSchema } from '../core/ids';
import type { CommandRequest } from './api';
import type { Partitions, Ports } from './partitions';

interface Parts {
  readonly ports: Pick<Ports, 'store'>;
  readonly partitions: Partitions;
}

/** Undefined where it is in memory, or nowhere; refused while the store cannot say. */
export async function recalled<T extends { readonly id: string }>(
  { ports, partitions }: Parts,
  kind: 'call' | 'callback',
  { tenant, target = '' }: CommandRequest,
): Promise<T | Refusal | undefined> {
  if (partitions.commits.away || partitions.get(tenant)?.get(kind, target)) return undefined;
  if (!idSchema(kind).safeParse(target).success) return undefined;
  const document = await ports.store.get(tenant, kind, target).catch(() => refuse('store.away'));
  if (isRefusal(document)) return document;
  const found = document && (JSON.parse(document.json) as Partial<T>);
  // What was erased of a customer is empty.
  return found?.id === undefined ? undefined : (found as T);
}
