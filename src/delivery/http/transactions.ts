/** Transactions of a tenant: everything about one customer contact, and its attributes. */
import { z } from 'zod';
import { isRefusal } from '../../core/errors';
import { attributes } from '../../core/fields';
import { idSchema } from '../../core/ids';
import type { Api } from '../../services/api';
import { envelopeSchema } from '../envelope';
import { ANYONE } from './auth';
import { callView } from './calls';
import { commandRoutes } from './commands';
import type { Route } from './route';

const transactionView = z.object({
  id: idSchema('transaction'),
  calls: z.array(callView),
  attributes,
  events: z.array(envelopeSchema),
});

export function transactionRoutes(api: Api): Route[] {
  return [getTransaction(api), ...commandRoutes(api, 'transaction')];
}

const getTransaction = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/transactions/{id}',
  operation: 'transactions.get',
  tag: 'transactions',
  doc: 'A transaction with its calls and every event of it, in order.',
  access: ANYONE,
  reply: { status: 200, doc: 'The transaction.', schema: transactionView },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) => {
    const found = await api.queries.transaction(principal, params.tenant as string, params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found };
  },
});
