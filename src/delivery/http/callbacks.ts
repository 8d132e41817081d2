/** Callbacks of a tenant: list, one, asking for one, and every change. */
import { z } from 'zod';
import { cancelManyBody, wholeNumber } from '../../core/callbackCancellation';
import { CALLBACK_STATES } from '../../core/callbackStates';
import { wantedTime } from '../../core/callbackTime';
import { typedConfirmationId } from '../../core/confirmationId';
import { dialable } from '../../core/destination';
import { isRefusal } from '../../core/errors';
import { zone } from '../../core/hours';
import { slug } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { callbackSwitches, callbackTrial, callbackWhy, freeSlots, manyCancelled } from '../../services/callbackApi';
import { GUARDED } from './callbackDocs';
import { DESTINATION } from './commandDoc';
import { commandRoutes } from './commands';
import { answerPage, listQuery, pageOf } from './lists';
import { foundOf, type KeyRoute, type Route, storyOf } from './route';
import { callbackStoryView, callbackView } from './views';

const query = listQuery.extend({
  customerNumber: wholeNumber.exactOptional().meta({ description: 'Only those of this customer, in E.164' }),
  state: z
    .enum(['live', 'ended', 'all', ...CALLBACK_STATES])
    .default('live')
    .meta({ description: 'Which ones: pending (`live`), over, or those in one state; default live' }),
  dueBefore: z.iso
    .datetime({ offset: true })
    .transform((time) => Date.parse(time))
    .exactOptional()
    .meta({ description: 'Of those that are pending only who is due at that time or before' }),
  queue: slug.exactOptional().meta({ description: 'Only those of this queue' }),
  confirmationId: z
    .string()
    .min(1)
    .max(40)
    .transform(typedConfirmationId)
    .exactOptional()
    .meta({ description: 'Only the one that its customer names so; blanks and dashes do not matter' }),
});

/** Reads of callbacks, and every command of the family `callback`. */
export function callbackRoutes(api: Api): Route[] {
  return [
    listCallbacks(api),
    switches(api),
    cancelMany(api),
    // Before those of one callback: their paths have no id.
    ...commandRoutes(api, 'callback'),
    getCallback(api),
    whyCallback(api),
    callbackHistory(api),
    tryCallback(api),
    slots(api),
  ];
}

const listCallbacks = (api: Api): KeyRoute<z.infer<typeof query>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks',
  operation: 'callbacks.list',
  tag: 'callbacks',
  doc: 'Callbacks of the tenant: those that are pending in the order in which they were asked for, those that have ended newest first.',
  more: 'A user finds one by its `confirmationId` and not otherwise, in the queues that the own agent serves.',
  access: rolesFor('callbacks.list'),
  query,
  reply: { status: 200, doc: 'A page of callbacks.', schema: pageOf(callbackView) },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params, query: asked }) =>
    answerPage(await api.callbacks.list(principal, params.tenant as string, asked)),
});

const trialQuery = z.strictObject({
  number: dialable.meta({ description: 'Whom to call back', param: { example: '+493023125701' } }),
  when: wantedTime.exactOptional().meta({ description: '`asap` (default), or a time as in a request' }),
  zone: zone.exactOptional().meta({ description: 'Zone of the customer, and of a time without an offset' }),
});

const tryCallback = (api: Api): KeyRoute<z.infer<typeof trialQuery>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/queues/{id}/callback',
  operation: 'callbacks.try',
  tag: 'callbacks',
  doc: 'What would become of a callback that was asked for now, and when it could be dialled first; nothing is changed.',
  access: rolesFor('callbacks.try'),
  query: trialQuery,
  reply: { status: 200, doc: 'What would become of it.', schema: callbackTrial },
  refusals: ['queue.not_found', 'callback.not_offered', 'destination.no_trunk', 'resource.not_found'],
  handle: async ({ principal, params, query: asked }) =>
    foundOf(await api.callbacks.trial(principal, params.tenant as string, { queue: params.id as string, ...asked })),
});

const slotsQuery = z.strictObject({
  from: z
    .union([z.iso.date().transform((date) => `${date}T00:00`), wantedTime], {
      error: 'a date such as 2026-01-06, or a time such as 2026-01-06T09:00',
    })
    .exactOptional()
    .meta({ description: 'A date or a time as in a request; default: now', param: { example: '2026-01-06' } }),
  days: z.coerce.number().int().min(1).max(31).default(1).meta({ description: 'So many days of them; default 1' }),
  number: dialable.exactOptional().meta({ description: 'Whose: only what lies in the calling windows of that number' }),
  zone: zone.exactOptional().meta({ description: 'Zone of the customer, and of a time without an offset' }),
});

const slots = (api: Api): KeyRoute<z.infer<typeof slotsQuery>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/queues/{id}/callback-slots',
  operation: 'callbacks.slots',
  tag: 'callbacks',
  doc: 'Slots in which a callback may be promised, with the places that are left in each; at most 500.',
  more: 'Refused where a request would be, whatever its time. Slots that are full have none left; closed ones are not told.',
  access: rolesFor('callbacks.slots'),
  query: slotsQuery,
  reply: { status: 200, doc: 'The slots.', schema: freeSlots },
  refusals: ['queue.not_found', 'callback.not_offered', ...GUARDED, ...DESTINATION],
  handle: async ({ principal, params, query: asked }) =>
    foundOf(await api.callbacks.slots(principal, params.tenant as string, { queue: params.id as string, ...asked })),
});

const whyCallback = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks/{id}/why',
  operation: 'callbacks.why',
  tag: 'callbacks',
  doc: 'Why a callback is where it is: what it waits for and until when, where it stands, and which numbers its next dial uses.',
  access: rolesFor('callbacks.why'),
  reply: { status: 200, doc: 'Why.', schema: callbackWhy },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) =>
    foundOf(await api.callbacks.why(principal, params.tenant as string, params.id as string)),
});

const callbackHistory = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks/{id}/history',
  operation: 'callbacks.history',
  tag: 'callbacks',
  doc: 'Everything that happened to a callback, pending or ended, in order: its own events, with who did it, and those of its places in line, of the offers and of the calls for it.',
  more: 'Events are kept as long as those of the feed; of what came before the callback itself has its `attempts` and what was done by hand (`steps`). It comes as it is read, as a transaction does.',
  access: rolesFor('callbacks.history'),
  reply: { status: 200, doc: 'Its history.', schema: callbackStoryView },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params, gone }) =>
    storyOf(await api.callbacks.history(principal, params.tenant as string, params.id as string, gone())),
});

const switches = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks/switches',
  operation: 'callbacks.switches',
  tag: 'callbacks',
  doc: 'Whether callbacks are taken and dialled: in the installation, in the tenant and in each of its queues, and what of it was set by hand.',
  access: rolesFor('callbacks.switches'),
  reply: { status: 200, doc: 'The switches.', schema: callbackSwitches },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) => foundOf(await api.callbacks.switches(principal, params.tenant as string)),
});

const cancelMany = (api: Api): Route => ({
  method: 'post',
  path: '/v1/tenants/{tenant}/callbacks/cancel',
  operation: 'callbacks.cancel_many',
  tag: 'callbacks',
  doc: 'Cancels every pending callback that fits, at most 1,000; with `dryRun` only counts them.',
  more: 'One with its customer on the line goes on, and is counted (`tooLate`). `more` says that further ones fit: the same request goes on with them.',
  access: rolesFor('callbacks.cancel_many'),
  body: cancelManyBody,
  example: { summary: 'How many of the queue would it be', body: { queue: 'sales', dryRun: true } },
  reply: { status: 200, doc: 'How many.', schema: manyCancelled },
  refusals: ['resource.not_found', 'store.away'],
  handle: async ({ principal, params, body }) => {
    const done = await api.callbacks.cancelMany(principal, params.tenant as string, body);
    return isRefusal(done) ? done : { status: 200, data: done };
  },
});

const getCallback = (api: Api): Route => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/callbacks/{id}',
  operation: 'callbacks.get',
  tag: 'callbacks',
  doc: 'One callback, pending or ended; its ETag is the sequence of its last event.',
  access: rolesFor('callbacks.get'),
  reply: { status: 200, doc: 'The callback.', schema: callbackView, headers: { ETag: '"<sequence>"' } },
  refusals: ['resource.not_found'],
  handle: async ({ principal, params }) => {
    const found = await api.queries.get(principal, params.tenant as string, 'callback', params.id as string);
    return isRefusal(found) ? found : { status: 200, data: found.data, seq: found.seq };
  },
});
