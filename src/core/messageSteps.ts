/** What becomes of a message: sent, tried again in a while, or given up, with a reason. */
import { type Context, type Decision, type Draft, nothing } from './decision';
import { jitter, retryMs } from './deliverySteps';
import { isDue, type Message, messageDeadlines } from './message';

export const messageDraft = (type: Draft['type'], message: Message): Draft => ({
  type,
  id: message.id,
  data: message,
  transaction: message.transaction,
});

/** What went wrong. */
export interface MessageFailure {
  readonly reason: string;
  readonly status?: number;
}

/** Its end; what it said is kept no longer than it takes. */
function ended(message: Message, state: 'sent' | 'failed', endedAt: number): Message {
  const { text: _, retryAt: __, reason: ___, status: ____, ...rest } = message;
  return { ...rest, state, endedAt };
}

export const failed = (message: Message, { reason, status }: MessageFailure, now: number): Message => ({
  ...ended(message, 'failed', now),
  reason,
  ...(status !== undefined && { status }),
});

/** What lies between an attempt and the next one: a customer reads it with the phone still in the hand, or never. */
const WAITS_MS: readonly number[] = [2_000, 10_000, 30_000, 60_000, 120_000, 240_000];
/** With less time left nothing is begun any more. */
export const LEAST_MS = 1_000;

export interface Attempt extends MessageFailure {
  /** It may do better later. */
  readonly again: boolean;
  /** What `Retry-After` asks for. */
  readonly retryAfterMs?: number;
}

const one = (type: Parameters<typeof messageDraft>[0], message: Message): Decision => ({
  drafts: [messageDraft(type, message)],
  reply: undefined,
});

export function decideSent(message: Message | undefined, { now }: Context): Decision {
  if (message?.state !== 'waiting') return nothing;
  return one('message.sent', ended({ ...message, attempts: message.attempts + 1 }, 'sent', now));
}

export function decideNotSent(message: Message | undefined, attempt: Attempt, context: Context): Decision {
  if (!message || !isDue(message)) return nothing;
  const { now } = context;
  const attempts = message.attempts + 1;
  const tried = { ...message, attempts };
  const share = jitter(context, message.id, String(attempts));
  const at = now + Math.max(retryMs(attempts, share, WAITS_MS), attempt.retryAfterMs ?? 0);
  if (!attempt.again || at > message.until - LEAST_MS) return one('message.failed', failed(tried, attempt, now));
  const { status: _, ...rest } = tried;
  const { reason, status } = attempt;
  return one('message.retry_scheduled', {
    ...rest,
    ...{ retryAt: at, reason },
    ...(status !== undefined && { status }),
  });
}

/** It is not even tried. */
export function decideGivenUp(message: Message | undefined, failure: MessageFailure, { now }: Context): Decision {
  if (message?.state !== 'waiting') return nothing;
  return one('message.failed', failed(message, failure, now));
}

export function decideMessageDeadline(
  message: Message | undefined,
  due: { readonly name: string; readonly at: number },
  context: Context,
): Decision {
  if (!message || !messageDeadlines(message).some(({ name, at }) => name === due.name && at === due.at)) return nothing;
  if (due.name === 'end') return decideGivenUp(message, { reason: 'too_late' }, context);
  const { retryAt: _, ...rest } = message;
  return one('message.retried', rest);
}
