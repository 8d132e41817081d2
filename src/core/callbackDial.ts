/**
 * A callback is dialled (design §5.3.5): the attempt is on the disk before the PBX hears of it, and its party has an id
 * that follows from tenant, callback and attempt alone, so that nobody can be dialled twice for one attempt.
 */
import { attemptOf, type Callback } from './callback';
import { CallbackDraft } from './callbackDraft';
import type { CallbackPolicy } from './callbackPolicy';
import type { CallConfig } from './callDraft';
import { outgoing } from './callOriginate';
import type { Context, Decision } from './decision';
import { isRefusal, type Refusal } from './errors';
import type { Entry } from './queue';
import type { Treatment } from './treatment';

/** A callback, its place, and how its queue places callbacks. */
export interface Placed {
  readonly callback: Callback;
  readonly entry: Entry | undefined;
  readonly policy: CallbackPolicy;
}

/** The attempts that are remembered one by one. */
const REMEMBERED = 10;

export function decideDial(
  { callback, entry, policy }: Placed,
  config: CallConfig,
  context: Context,
): Decision | Refusal {
  const number = callback.attempt + 1;
  const draft = outgoing(
    {
      to: { number: callback.customerNumber, ...(policy.trunk !== undefined && { trunk: policy.trunk }) },
      from: policy.from ?? ownNumber(config, callback.venue),
      venue: callback.venue,
      ringSeconds: policy.ringSeconds,
      transaction: callback.transaction,
      callback: callback.id,
      attributes: config.transaction(callback.transaction)?.attributes ?? callback.attributes,
      plan: { by: 'callback', treatments: servedBy(policy, callback), step: -1 },
      party: context.ids.derive(config.tenant, callback.id, String(number)),
      attempt: number,
    },
    config,
    context,
  );
  if (isRefusal(draft)) return draft;
  const place = new CallbackDraft(callback, entry, context);
  attempted(place, number, draft.call.id, trunkOf(config, callback, policy));
  place.offer(draft.call.step?.party ?? '');
  draft.drafts.unshift(...place.drafts);
  return draft.decision();
}

/** The attempt is about to be made, by that call. */
export function attempted(place: CallbackDraft, number: number, call: string, trunk: string | undefined): void {
  const attempts = [...place.callback.attempts.slice(1 - REMEMBERED), attemptOf(number, place.now, call)];
  // Whoever called in during an attempt before is no reason to give this one up.
  const anew = { waiting: undefined, successor: undefined };
  place.become('dialled', 'callback.attempted', { attempt: number, attempts, call, trunk, ...anew });
}

/** The trunk that a callback is dialled by, as `<pbx>/<trunk>`. */
export function trunkOf(
  { mapping }: Pick<CallConfig, 'mapping'>,
  { venue }: Venued,
  { trunk }: Trunked,
): string | undefined {
  const pbx = mapping?.venues[venue]?.routingPoint.split('/')[0] ?? '';
  const name = trunk ?? mapping?.owns[pbx]?.trunks[0];
  return name === undefined ? undefined : `${pbx}/${name}`;
}
type Venued = Pick<Callback, 'venue'>;
type Trunked = Pick<CallbackPolicy, 'trunk'>;

/** The first caller number that the tenant owns where the venue is. */
export function ownNumber({ mapping }: Pick<CallConfig, 'mapping'>, venue: string): string | undefined {
  const pbx = mapping?.venues[venue]?.routingPoint.split('/')[0] ?? '';
  return mapping?.owns[pbx]?.numbers[0];
}

/** What the customer is brought to: whoever the queue names, else its place in line. */
export function servedBy({ connect }: CallbackPolicy, { queue, priority }: Callback): Treatment[] {
  if (!connect) return [{ do: 'queue', queue, priority }];
  const sorry: Treatment = { do: 'announce', media: [{ play: 'prompt', name: 'nobody-available' }] };
  return [{ do: 'connect', to: connect, ringSeconds: 25 }, sorry];
}
