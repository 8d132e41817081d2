/** Transactions of a tenant: everything about one customer contact, and its attributes. */
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { commandRoutes } from './commands';
import { type Route, storyOf } from './route';
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
  more: 'It comes as it is read. Of transactions with thousands of events a tenant may read four at once; more are refused for a moment.',
  refusals: ['resource.not_found'],
  handle: async ({ principal, params, gone }) =>
    storyOf(await api.queries.transaction(principal, params.tenant as string, params.id as string, gone())),
});
