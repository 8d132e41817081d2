/**
 * A subscription of a tenant to its own events by webhook (design §8): where to, which events, and whether it is
 * served. How far it has come is another resource (`delivery.ts`), because that changes all the time and this does not.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { EVENTS, type EventType } from './events';
import type { Filter } from './feedFilter';
import { time } from './fields';
import { idSchema } from './ids';

const WEBHOOK_STATES = ['active', 'paused', 'disabled'] as const;
/** Why it was disabled: the receiver said 410, nothing arrived for five days, or too much was set aside. */
const DISABLED_REASONS = ['gone', 'failing', 'dead_letters'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

export const webhookSchema = z.object({
  id: idSchema('webhook'),
  url: z.string(),
  description: z.string().optional(),
  /** Only these events; `call.*` for all of an entity. */
  types: z.array(z.string()).optional(),
  /** Only what came in by these venues. */
  venues: z.array(z.string()).optional(),
  /** How often an event is tried before it is set aside as a dead letter. */
  attempts: z.int(),
  state: z.enum(WEBHOOK_STATES),
  /** Why it was disabled. */
  reason: z.enum(DISABLED_REASONS).optional(),
  /** Since when it is in that state. */
  since: time,
  /** Until when the secret before the last rotation signs as well. */
  previousUntil: time.optional(),
  createdAt: time,
  createdBy: z.string(),
  deletedAt: time.optional(),
});
export type WebhookSubscription = z.infer<typeof webhookSchema>;

/** What is sealed beside it. */
export interface WebhookSecrets {
  readonly current: string;
  readonly previous?: string;
}

/** The end of the overlap of two secrets. */
export const webhookDeadlines = ({ previousUntil, deletedAt }: WebhookSubscription): readonly Deadline[] =>
  previousUntil === undefined || deletedAt !== undefined ? [] : [{ name: 'overlap', at: previousUntil }];

export const filterOf = ({ types, venues }: WebhookSubscription): Filter => ({
  ...(types && { types }),
  ...(venues && { venues }),
});

const BOOKS: ReadonlySet<string> = new Set(['webhook', 'delivery', 'deadLetter']);

/** Whether webhooks tell of it at all: of what is written about deliveries they do not, or each would cause the next. */
export const isTold = (type: EventType): boolean => type === 'webhook.disabled' || !BOOKS.has(EVENTS[type].kind);
