/**
 * A callback is asked for (design §5.3): guards first, then it is registered, with its confirmation id and its place or
 * its slot, in one decision. Whoever asked is answered when that is on the disk.
 */
import { z } from 'zod';
import { type Callback, type CallbackChannel, NO_ATTEMPTS, NO_ATTRIBUTES, NO_FAILURES } from './callback';
import { bookFor } from './callbackBook';
import type { CallbackConfig } from './callbackConfig';
import { CallbackDraft } from './callbackDraft';
import { alreadyThere, stillPromised } from './callbackDuplicate';
import { type ExpectedView, expectedSeen, keptOf } from './callbackExpected';
import { lifeFrom } from './callbackLife';
import { replaced } from './callbackPlace';
import { hasCall } from './callbackStates';
import { promiseOf, promiseSeen, wantedTime } from './callbackTime';
import { newConfirmationId } from './confirmationId';
import type { Context, Decision } from './decision';
import { dialable } from './destination';
import { isRefusal, type Refusal, refuse } from './errors';
import { attributes, tooLarge } from './fields';
import { callableNumber, closedNow, type GuardCounts, refusedNow } from './guards';
import { zone } from './hours';
import { idOf, idSchema, slug } from './ids';
import { language } from './media';
import { confirmationMessage } from './messageSettings';
import { tell } from './messageTelling';
import { type Entry, priority } from './queue';
import { type SlotHold, takenBy } from './slotHold';
import { slotFor } from './slots';
import { iso } from './time';

export const requestCommand = z.strictObject({
  queue: slug,
  /** Whom to call back. */
  to: z.strictObject({ number: dialable }),
  /** `asap`, or a time: with an offset, or on the wall clock of `zone`, else of the queue. */
  when: wantedTime.default('asap'),
  /** A place in a slot that is kept: its time is the one that is wanted. */
  hold: idSchema('slotHold').optional(),
  /** Zone of the customer, where it is known: calling windows hold there. */
  zone: zone.optional(),
  language: language.optional(),
  priority: priority.default(0),
  attributes: attributes.default({}),
  confirmationMessage,
});
export type RequestCommand = z.infer<typeof requestCommand>;

/** A caller asks: the place in the queue is kept, and the transaction goes on. */
export interface FromCall {
  /** Absent when that is over. */
  readonly call?: string;
  readonly transaction: string;
  /** Of one who waits; else it takes a place from now on. */
  readonly entry: Entry | undefined;
}

/** What its customer is told. */
export interface Registered {
  readonly callback: string;
  readonly confirmationId: string;
  /** It was there already, for what is wanted now: none was made. */
  readonly existing?: true;
  /** The instant that the wanted time is, by its zone; absent for as soon as possible. */
  readonly promisedAt?: string;
  /** When it is expected to be dialled; absent for one that has a time, or where nobody can say. */
  readonly expected?: ExpectedView;
}

export type Answer = Decision<Registered> | Refusal;

export function decideRequest(
  asked: RequestCommand,
  channel: CallbackChannel,
  free: CallbackConfig,
  context: Context,
  from?: FromCall,
): Answer {
  const wanted = byHold(asked, free, context.now);
  if (isRefusal(wanted)) return wanted;
  const { command, config, hold } = wanted;
  const made = requested(command, channel, config, context, from);
  // One that was there already needs no other place.
  if (!hold || isRefusal(made) || made.reply.existing) return made;
  const taken = takenBy(hold, made.reply.callback, context.now);
  return { ...made, drafts: [...made.drafts, { type: 'callback.slot_taken', id: hold.id, data: taken }] };
}

function requested(
  command: RequestCommand,
  channel: CallbackChannel,
  config: CallbackConfig,
  context: Context,
  from: FromCall | undefined,
): Answer {
  const { rules } = config;
  if (tooLarge(command.attributes)) return refuse('attributes.too_large');
  const number = callableNumber(command.to.number, rules);
  if (isRefusal(number)) return number;
  const before = config.pendingFor(number);
  if (before && rules.policy.duplicates !== 'replace') return duplicate(before, command, config, context.now);
  // Whatever the one that it replaces takes up is free for it.
  const refused = refusedNow(number, rules, before ? oneLess(config.counts) : config.counts);
  if (refused) return refused;
  const when = timesOf(command, { number, before }, config, context.now);
  if (isRefusal(when)) return when;
  const id = newConfirmationId(() => context.ids.derive('confirmation', context.ids.fresh()), config.taken);
  if (id === undefined) return refuse('callback.too_many');
  const bare: Callback = {
    id: idOf('callback', context.ids.fresh()),
    confirmationId: id,
    transaction: from?.transaction ?? idOf('transaction', context.ids.fresh()),
    queue: config.queue,
    state: when.promisedAt === undefined ? 'queued' : 'scheduled',
    medium: 'voice',
    customerNumber: number,
    ...(command.zone !== undefined && { zone: command.zone }),
    ...(command.language !== undefined && { language: command.language }),
    channel,
    ...(command.confirmationMessage === false && { confirmationMessage: false }),
    attributes: Object.keys(command.attributes).length === 0 ? NO_ATTRIBUTES : command.attributes,
    routingPoint: config.routingPoint,
    venue: rules.policy.venue,
    priority: command.priority,
    requestedAt: context.now,
    ...when,
    // It is not dialled before the call is over that rings for the one that it replaces.
    ...(before && hasCall(before) && { call: before.call }),
    ...(from && kept(from)),
    ...lifeFrom(when.promisedAt ?? context.now, { customerNumber: number, zone: command.zone }, config),
    attempt: 0,
    attempts: NO_ATTEMPTS,
    failures: NO_FAILURES,
    version: 0,
  };
  return registered(bare, { before, from }, config, context);
}

interface Wanted {
  readonly command: RequestCommand;
  readonly config: CallbackConfig;
  readonly hold?: SlotHold;
}

/** With the time of the place that is kept for it, which is no obstacle to itself. */
function byHold(command: RequestCommand, config: CallbackConfig, now: number): Wanted | Refusal {
  if (command.hold === undefined) return { command, config };
  const hold = config.hold(command.hold);
  if (hold?.queue !== config.queue || hold.endedAt !== undefined || hold.until <= now)
    return refuse('callback.hold_over');
  const number = callableNumber(command.to.number, config.rules);
  if (isRefusal(number)) return number;
  if (number !== hold.customerNumber) return refuse('callback.hold_over', 'it is kept for another number');
  if (command.when !== 'asap') return refuse('request.invalid', 'the time is that of the hold');
  const { promisedAt, promisedLocal, zone, slot } = hold;
  const booked = (from: number) => config.book.booked(from) - (from === slot ? 1 : 0);
  return {
    hold,
    command: { ...command, when: promisedLocal?.time ?? iso(promisedAt), zone },
    config: { ...config, counts: oneLess(config.counts), book: { ...config.book, booked } },
  };
}

/** What a callback has of the call that asked for it; it is not dialled before that is over. */
const kept = ({ call, entry }: FromCall): Partial<Callback> => ({
  ...(call !== undefined && { call }),
  ...(entry && { entry: entry.id, priority: entry.priority, arrivedAt: entry.arrivedAt }),
});

/** With the one that it replaces, which is not called any more. */
function registered(
  bare: Callback,
  { before, from }: { readonly before: Callback | undefined; readonly from: FromCall | undefined },
  config: CallbackConfig,
  context: Context,
): Answer {
  const expected = bare.promisedAt === undefined ? config.expects(bare, from?.entry) : undefined;
  const told = expected ? { ...bare, ...keptOf(expected, bare.requestedAt) } : bare;
  const draft = new CallbackDraft(told, from?.entry, context);
  if (bare.state === 'queued') draft.takePlace();
  draft.change('callback.requested', {});
  if (from?.entry) draft.keep();
  else if (bare.state === 'queued') draft.stand();
  draft.drafts.push(...tell(draft.callback, 'confirmation', config.messages, context));
  const reply = {
    ...{ callback: bare.id, confirmationId: bare.confirmationId, ...promiseSeen(bare.promisedAt) },
    ...(expected && { expected: expectedSeen(expected) }),
  };
  if (!before) return { drafts: draft.drafts, reply };
  const ended = config.end(before, context, (place) => replaced(place, bare.id));
  return isRefusal(ended) ? ended : { ...ended, drafts: [...ended.drafts, ...draft.drafts], reply };
}

const oneLess = (counts: GuardCounts): GuardCounts => ({ ...counts, pending: counts.pending - 1 });

/**
 * There is one already. Where it is for what is wanted now it is that one; else the request is refused and names it: what was
 * promised is not moved behind anybody's back, and a time that was not booked is not said to be.
 */
function duplicate(before: Callback, { when, zone }: RequestCommand, config: CallbackConfig, now: number): Answer {
  const { id: callback, confirmationId } = before;
  const wanted = promiseOf(when, zone ?? config.zone)?.promisedAt;
  if (config.rules.policy.duplicates === 'existing' && wanted === stillPromised(before, now))
    return { drafts: [], reply: { callback, confirmationId, existing: true, ...promiseSeen(wanted) } };
  return alreadyThere(before, now);
}

type Times = Pick<Callback, 'promisedAt' | 'promisedLocal' | 'slot' | 'dueAt' | 'arrivedAt' | 'waiting'>;

/** Its slot, or its place in line from now on. */
function timesOf(
  { when, zone }: RequestCommand,
  { number: customerNumber, before }: { readonly number: string; readonly before: Callback | undefined },
  config: CallbackConfig,
  now: number,
): Times | Refusal {
  const { rules } = config;
  const promise = promiseOf(when, zone ?? config.zone);
  if (promise) {
    const slot = slotFor(promise.promisedAt, now, bookFor(config, { customerNumber, zone }, before));
    return isRefusal(slot) ? slot : { ...promise, slot: slot.from, dueAt: promise.promisedAt };
  }
  const closed = closedNow(rules, now);
  if (closed) return closed;
  return { arrivedAt: now, waiting: { for: 'minDelay', until: now + rules.policy.minDelaySeconds * 1_000 } };
}
