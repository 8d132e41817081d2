/** A link that keeps the place of a caller who hung up in a queue: given to a program of the tenant, followed without a key. */
import { z } from 'zod';
import { expectedView } from '../../core/callbackExpected';
import { confirmationId } from '../../core/confirmationId';
import { isRefusal } from '../../core/errors';
import { idSchema } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { keepLink, redeemBody } from '../../services/callbackApi';
import { GUARDED, NOT_ANY_MORE } from './callbackDocs';
import type { DoorRoute, Route } from './route';

export const keptPlaceRoutes = (api: Api): Route[] => [issue(api), redeem(api)];

const issue = (api: Api): Route => ({
  method: 'post',
  path: '/v1/tenants/{tenant}/entries/{id}/keep_link',
  operation: 'entries.keep_link',
  tag: 'callbacks',
  doc: 'A link for a caller who hung up in a queue (`queue.interrupted`): whoever follows it while the place is kept is called back in it.',
  more: 'To be sent to the caller by whatever means the tenant has. It works once; its token says nothing of the caller.',
  access: rolesFor('entries.keep_link'),
  body: z.strictObject({}),
  reply: { status: 200, doc: 'The link.', schema: keepLink },
  refusals: ['resource.not_found', 'queue.entry_taken', ...NOT_ANY_MORE],
  handle: async ({ principal, params }) => {
    const made = await api.callbacks.keepLink(principal, params.tenant as string, params.id as string);
    return isRefusal(made) ? made : { status: 200, data: made };
  },
});

const redeem = (api: Api): DoorRoute => ({
  method: 'post',
  path: '/v1/kept-places',
  operation: 'keptPlaces.redeem',
  tag: 'callbacks',
  doc: 'Follows a link that keeps a place: the caller who hung up is called back, in the place that it had.',
  more: 'A link that is none, was followed already, or whose place is not kept any more is not there.',
  access: 'open',
  body: redeemBody,
  example: { summary: 'Call me back', body: { token: '{token}' } },
  reply: {
    status: 201,
    doc: 'It is going to be called.',
    schema: z.object({
      callback: idSchema('callback'),
      confirmationId,
      existing: z.literal(true).optional(),
      expected: expectedView.optional(),
    }),
  },
  refusals: ['resource.not_found', 'store.away', ...GUARDED, 'callback.closed', 'destination.refused'],
  enter: async ({ body }) => {
    const made = await api.callbacks.redeem(body);
    return isRefusal(made) ? made : { status: 201, data: made };
  },
});
