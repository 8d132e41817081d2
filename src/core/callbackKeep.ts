/**
 * Whoever hung up in a queue and does not call again may be called back after all: a callback takes the place that is kept for
 * a while (`queue.interrupted`), with its arrival. That happens once, because the place is nobody else's afterwards.
 */
import type { CallbackConfig } from './callbackConfig';
import { type Answer, decideRequest } from './callbackRequest';
import type { Context } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { type Entry, isAway } from './queue';

/** Why no callback can take the place; nothing when one can. */
export function notKeepable(entry: Entry | undefined, config: CallbackConfig | Refusal): Refusal | undefined {
  if (!entry || !isAway(entry) || entry.customerNumber === undefined) return refuse('queue.entry_taken');
  return isRefusal(config) ? config : undefined;
}

/** The customer confirms: its number is called back, in its place. */
export function decideKeepAway(entry: Entry | undefined, config: CallbackConfig | Refusal, context: Context): Answer {
  const refusal = notKeepable(entry, config);
  if (refusal) return refusal;
  const { awaySince: _, heldUntil: __, until: ___, ...place } = entry as Entry;
  const command = {
    ...{ queue: place.queue, to: { number: place.customerNumber ?? '' } },
    ...{ when: 'asap' as const, priority: place.priority, attributes: {} },
  };
  const from = { transaction: place.transaction, entry: place };
  // Where one is pending already it has a place of its own; this one is given up when its time is over.
  return decideRequest(command, 'page', config as CallbackConfig, context, from);
}
