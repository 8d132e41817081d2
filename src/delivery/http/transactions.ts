/** Transactions of a tenant: everything about one customer contact, and its attributes. */
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { commandRoutes } from './commands';
import { foundOf, type Route } from './route';
import { transactionView } from './views';

/** One read, and every command of the family `transaction`. */
export function transactionRoutes(api: Api): Route[] {
  return [getTransaction(api), ...commandRoutes(api, 'transaction')];
}

const getTransaction = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/transactions/{id}',
  operation: 'transactions.get',
  tag: 'transactions',
  doc: 'A transaction with its calls, its callbacks and every event of it, in order.',
  access: rolesFor('transactions.get'),
  reply: { status: 200, doc: 'The transaction.', schema: transactionView },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) =>
    foundOf(await api.queries.transaction(principal, params.tenant as string, params.id as string)),
});
