/**
 * Text messages by the HTTP API of a service, over the guarded way that all outgoing HTTP takes: the same addresses are
 * refused, no redirect is followed, and the answer is bounded.
 */
import { messageRequest } from '../core/messageRequest';
import type { Notifier, NotifierResult, TextMessage } from '../ports/notifier';
import type { Webhook, WebhookFailure, WebhookResult } from '../ports/webhook';

/** So much of an answer is read where it says whether the message was taken. */
const MAX_BYTES = 65_536;
/** Statuses of 4xx that are about this moment, and not about this message. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);
/** What goes wrong on the way, and may not the next time. */
const ON_THE_WAY: ReadonlySet<WebhookFailure> = new Set(['unresolved', 'unreachable', 'tls', 'timeout', 'broken']);

export const httpNotifier = (webhook: Webhook): Notifier => ({
  send({ parts, by, secrets, deadlineMs }) {
    const sending = webhook.send({
      ...{ url: by.url, id: parts.id, secrets: [], deadlineMs },
      ...messageRequest(by, parts, secrets),
      ...(by.accepted !== undefined && { maxBytes: MAX_BYTES }),
    });
    return { abort: () => sending.abort(), result: sending.result.then((result) => resultOf(result, by)) };
  },
});

function resultOf(result: WebhookResult, { accepted = '' }: Pick<TextMessage['by'], 'accepted'>): NotifierResult {
  if (!result.delivered) {
    const { delivered: _, ...why } = result;
    return { sent: false, again: mayPass(result), ...why };
  }
  const { status, body } = result;
  if (bare(body).includes(bare(accepted))) return { sent: true, status };
  return { sent: false, reason: 'not_accepted', again: false, status };
}

const bare = (text: string): string => text.replace(/\s/g, '');

const mayPass = ({ reason, status = 0 }: WebhookResult & { delivered: false }): boolean =>
  reason === 'status' ? status >= 500 || PASSING.has(status) : ON_THE_WAY.has(reason);
