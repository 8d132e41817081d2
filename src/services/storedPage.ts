/** A page of what the store has. The cursor is the store's: one that it did not make is a mistake of the sender. */
import { type Refusal, refuse } from '../core/errors';
import type { FindQuery, Store } from '../ports/store';

export interface StoredPage {
  readonly items: readonly unknown[];
  readonly next: string | undefined;
}

export async function storedPage(
  store: Pick<Store, 'find'>,
  tenant: string,
  kind: string,
  query: FindQuery,
): Promise<StoredPage | Refusal> {
  try {
    const { documents, next } = await store.find(tenant, kind, query);
    return { items: documents.map(({ json }) => JSON.parse(json) as unknown), next };
  } catch (error) {
    if (error instanceof Error && error.name === 'BadPage') return refuse('request.invalid', error.message);
    throw error;
  }
}
