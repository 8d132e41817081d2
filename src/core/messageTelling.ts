/** Something about a callback is worth a message: it is written, and waits to be sent. */
import type { Callback } from './callback';
import type { Context, Draft } from './decision';
import { idOf } from './ids';
import type { Message } from './message';
import type { MessageSettings } from './messageSettings';
import { failed, messageDraft } from './messageSteps';
import { type MessagePurpose, messageText, type Wording } from './messageText';
import { takesTexts } from './number';

/** How messages about the callbacks of a queue are written. */
export interface MessageConfig extends Wording {
  readonly settings: Pick<MessageSettings, 'giveUpSeconds' | 'perNumberPerDay'>;
  /** How many a number was to get within a day. */
  readonly sentTo: (number: string) => number;
}

/**
 * The customer is written; nothing where there is nobody to send it, there are no words for it, or the number is none that takes texts.
 * `wanted`: by this change; without it, as whoever asked for the callback wanted it.
 */
export function tell(
  callback: Callback,
  purpose: MessagePurpose,
  config: MessageConfig | undefined,
  { now, ids }: Pick<Context, 'now' | 'ids'>,
  wanted: boolean | undefined = callback.confirmationMessage,
): Draft[] {
  const { customerNumber, promisedAt } = callback;
  if (!config || wanted === false || !takesTexts(customerNumber)) return [];
  const { giveUpSeconds, perNumberPerDay } = config.settings;
  const worded = messageText(callback, purpose, config);
  if (!worded) return [];
  const message: Message = {
    id: idOf('message', ids.fresh()),
    callback: callback.id,
    transaction: callback.transaction,
    ...{ queue: callback.queue, routingPoint: callback.routingPoint, venue: callback.venue },
    ...{ purpose, state: 'waiting', customerNumber, ...worded },
    ...(promisedAt !== undefined && { promisedAt }),
    ...{ requestedAt: now, until: now + giveUpSeconds * 1_000, attempts: 0 },
  };
  if (config.sentTo(customerNumber) < perNumberPerDay) return [messageDraft('message.requested', message)];
  return [messageDraft('message.failed', failed(message, { reason: 'too_many' }, now))];
}
