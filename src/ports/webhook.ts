/**
 * Outgoing HTTP to addresses that tenants name (design §2: a webhook). A request is signed by Standard Webhooks, unless it is
 * for a service that knows nothing of them, has a deadline for the whole of it, and reaches no address that the installation does not allow. What goes wrong is
 * a value from a closed list; nothing is repeated here and no redirect is followed.
 */
export interface WebhookRequest {
  readonly url: string;
  /** The `webhook-id`: the same for every repetition. Letters, digits and underscores. */
  readonly id: string;
  readonly body: string;
  readonly contentType: string;
  /** `whsec_…`, the current one first: each signs, so that a receiver may change from one to the other. None: it is not signed. */
  readonly secrets: readonly string[];
  /** Beside those that are always there. */
  readonly headers?: Readonly<Record<string, string>>;
  /** From the look-up of the name to the last byte of the answer. */
  readonly deadlineMs: number;
  /** Bytes of the answer that are wanted; absent: its status decides and the rest is thrown away. */
  readonly maxBytes?: number;
}

const WEBHOOK_FAILURES = [
  /** The address is none, or holds a user name and password. */
  'invalid_url',
  /** Plain HTTP to an address that is not allowed by name. */
  'insecure',
  /** The name leads to an address of a range that is not allowed. */
  'refused_address',
  /** The name leads nowhere. */
  'unresolved',
  /** No connection could be made. */
  'unreachable',
  /** The certificate or the handshake is wrong. */
  'tls',
  /** Not done by its deadline. */
  'timeout',
  /** The connection broke before the answer was there, or the answer is no HTTP. */
  'broken',
  /** A status 3xx: give the address it leads to instead. */
  'redirected',
  /** Any other status that is not 2xx. */
  'status',
  /** More bytes than wanted. */
  'too_large',
  /** Given up by whoever sent it. */
  'aborted',
] as const;
export type WebhookFailure = (typeof WEBHOOK_FAILURES)[number];

export type WebhookResult =
  | { readonly delivered: true; readonly status: number; readonly body: string }
  | {
      readonly delivered: false;
      readonly reason: WebhookFailure;
      readonly status?: number;
      /** What `Retry-After` asks for. */
      readonly retryAfterMs?: number;
    };

/** A request under way. */
export interface Sending {
  /** Never rejects. */
  readonly result: Promise<WebhookResult>;
  /** Ends it as `aborted`; safe at any time. */
  abort(): void;
}

export interface Webhook {
  send(request: WebhookRequest): Sending;
  /** Why nothing will ever be sent there, as far as the address alone tells; names are looked up when it is sent. */
  objection(url: string): WebhookFailure | undefined;
}
