/** What the description of the API says of the commands about callbacks. */
import type { ErrorCode } from '../../core/errors';
import { type CommandDoc, DESTINATION } from './commandDoc';

const TIME: readonly ErrorCode[] = [
  'callback.closed',
  'callback.time_past',
  'callback.time_too_far',
  'callback.slot_full',
];
/** What the guards of a queue say to whoever asks for a callback. */
export const GUARDED: readonly ErrorCode[] = [
  'callback.not_accepted',
  'callback.blocked',
  'callback.duplicate',
  'callback.too_many',
  'callback.too_often',
  'callback.budget',
];
const REQUEST: readonly ErrorCode[] = [
  'queue.not_found',
  'callback.not_offered',
  ...GUARDED,
  'callback.too_late',
  'callback.hold_over',
  'attributes.too_large',
  ...TIME,
  ...DESTINATION,
];
const CALLBACK: readonly ErrorCode[] = [
  'callback.ended',
  'callback.too_late',
  'callback.version',
  'callback.wrong_state',
];
/** When its queue was taken out of the mapping, or takes none any more. */
export const NOT_ANY_MORE: readonly ErrorCode[] = ['queue.not_found', 'callback.not_offered', 'destination.no_trunk'];

export const CALLBACK_DOCS: Readonly<Record<string, CommandDoc>> = Object.freeze({
  'callback.request': {
    example: {
      summary: 'Call a customer back as soon as somebody is free',
      body: { queue: 'sales', to: { number: '030 23125 701' }, when: 'asap', attributes: { case: '4711' } },
    },
    refusals: REQUEST,
    more:
      '`when` is `asap` or a time: with an offset it is an instant, without one the wall clock of `zone`, else of the queue. As soon as possible it takes a place ' +
      'in the queue, at a time it takes a slot, and is never dialled before. A number that has one already for that gets that one ' +
      '(`existing`), unless the queue says otherwise; for another time the refusal names it, so that it can be rescheduled. A user asks for ' +
      'customers of the queues that the own agent serves, without a `priority`.',
  },
  'callback.hold_slot': {
    example: {
      summary: 'Keep a place while the customer is asked',
      body: { queue: 'sales', to: { number: '030 23125 702' }, when: '2026-01-06T09:00:00+01:00' },
    },
    refusals: ['queue.not_found', 'callback.not_offered', ...GUARDED, ...TIME, ...DESTINATION],
    more:
      'It counts against the capacity of the slot for `slots.holdSeconds`; then it is free by itself, as it is when the same number is kept another one. Refused as a request ' +
      'for that time would be. A request with `hold` and without `when` has its time, and is refused (`callback.hold_over`) when it is over, taken or kept for another number.',
  },
  'callback.reschedule': {
    example: { summary: 'As soon as possible after all', body: { when: 'asap' } },
    refusals: [...CALLBACK, ...TIME, ...NOT_ANY_MORE],
    more: 'What rings is hung up. A `version` that is not the newest any more is refused.',
  },
  'callback.pause': {
    example: { summary: 'Not for the next two hours', body: { seconds: 7200 } },
    refusals: [...CALLBACK, ...NOT_ANY_MORE],
    more:
      'It has no place in line meanwhile, and a slot is given back; its time to live stands still. When the pause ends without `resume` it expires: nobody is ' +
      'called who asked not to be.',
  },
  'callback.resume': {
    example: { summary: 'It may go on', body: {} },
    refusals: [...CALLBACK, ...NOT_ANY_MORE],
    more: 'Before its time it takes a slot again, and is in line when there is none; else it is where its arrival puts it.',
  },
  'callback.set_priority': {
    example: { summary: 'To the front', body: { priority: 100 } },
    refusals: CALLBACK,
    more: 'Among those of the same priority it stands by its arrival. Retries keep it.',
  },
  'callback.reassign': {
    example: { summary: 'To the queue of the sales team', body: { queue: 'sales' } },
    refusals: [...CALLBACK, ...REQUEST],
    more: 'The other queue takes it as it would a request: its switches, limits, numbers and slots hold. Not while it is being placed.',
  },
  'callback.switch': {
    example: { summary: 'Dial nobody in the queue of the sales team for now', body: { queue: 'sales', dial: false } },
    refusals: ['queue.not_found', 'callback.not_offered', 'destination.no_trunk'],
    more:
      'What is set by hand goes before the mapping, survives a restart, and holds until `null` takes it back. What is pending waits; what is under way goes on. ' +
      'Without `queue` it is all queues of the tenant; the switches of the installation hold in any case.',
  },
  'callback.cancel': {
    example: { summary: 'Nobody is to be called', body: {} },
    refusals: CALLBACK,
    more: 'While the customer is on the line only the customer can cancel it, by key 3.',
  },
  'callback.complete': {
    example: { summary: 'It is settled', body: {} },
    refusals: CALLBACK,
    more: 'Its outcome is `done`.',
  },
});
