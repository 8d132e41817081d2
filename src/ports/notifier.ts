/**
 * What brings a text to a customer's phone: a service that the tenant names, asked by HTTP. One request for one attempt; what
 * goes wrong is a value, and nothing is repeated here.
 */
import type { MessageParts } from '../core/messageRequest';
import type { MessageSettings } from '../core/messageSettings';
import type { WebhookFailure } from './webhook';

export interface TextMessage {
  readonly parts: MessageParts;
  /** The service, as the tenant wrote it down. */
  readonly by: Pick<MessageSettings, 'url' | 'headers' | 'body' | 'accepted'>;
  /** By name, for the places of `by`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
}

export type NotifierResult =
  | { readonly sent: true; readonly status: number }
  | {
      readonly sent: false;
      /** `not_accepted`: it answered, and not what it answers to what it takes. */
      readonly reason: WebhookFailure | 'not_accepted';
      /** It may do better later. */
      readonly again: boolean;
      readonly status?: number;
      /** What it asks to wait. */
      readonly retryAfterMs?: number;
    };

/** A message under way. */
export interface Notifying {
  /** Never rejects. */
  readonly result: Promise<NotifierResult>;
  /** Ends it with the reason `aborted`; safe at any time. Whether it was sent nobody knows then. */
  abort(): void;
}

export interface Notifier {
  send(message: TextMessage): Notifying;
}
