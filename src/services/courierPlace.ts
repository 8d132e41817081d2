/** A webhook and how far its delivery has come, as a courier is given it and finds it when it decides. */
import type { Delivery } from '../core/delivery';
import type { Partition } from '../core/partition';
import type { WebhookSubscription } from '../core/webhook';

export interface At {
  readonly webhook: WebhookSubscription;
  readonly delivery: Delivery;
}

/** As it stands now, with what is sealed beside it. */
export interface Known extends At {
  readonly sealed: string;
}

export function standing(partition: Partition | undefined, id: string): Known | undefined {
  const delivery = partition?.get<Delivery>('delivery', id);
  const webhook = partition?.resource('webhook', id);
  if (!delivery || !webhook) return undefined;
  return { delivery, webhook: webhook.data as WebhookSubscription, sealed: webhook.secret ?? '' };
}
