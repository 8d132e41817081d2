/** Where a list goes on. A cursor that no answer gave is a mistake of the sender, in every list the same one. */
import { type Refusal, refuse } from '../core/errors';
import { type IdKind, idSchema } from '../core/ids';
import type { FindQuery, Found, Store } from '../ports/store';

const WANTED = 'take the `next` of the page before, as it was given';

/** Refuses a cursor and says where it stands. */
export const badCursor = (): Refusal => ({
  ...refuse('request.invalid'),
  errors: [{ path: 'query /cursor', message: WANTED }],
});

/** Of a list whose cursor is the id of the last one. */
export const idCursor = (kind: IdKind, cursor: string | undefined): Refusal | undefined =>
  cursor === undefined || idSchema(kind).safeParse(cursor).success ? undefined : badCursor();

/** A page of what the store has; the cursor is its own. */
export async function findPage(
  store: Pick<Store, 'find'>,
  tenant: string,
  kind: string,
  query: FindQuery,
): Promise<Found | Refusal> {
  try {
    return await store.find(tenant, kind, query);
  } catch (error) {
    if (error instanceof Error && error.name === 'BadPage') return badCursor();
    throw error;
  }
}
