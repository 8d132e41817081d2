/** Why the feed closes a socket (design §8), as numbers, and which of them a refusal means. */
import { ERRORS, type ErrorCode, type Refusal } from '../../core/errors';

/** Close codes by what happened. */
export const CLOSE = Object.freeze({
  /** The gateway stops (RFC 6455). */
  goingAway: 1001,
  internal: 1011,
  tryAgainLater: 1013,
  badFrame: 4400,
  badKey: 4401,
  outOfScope: 4403,
  helloLate: 4408,
  replaced: 4409,
  moved: 4410,
  tooSlow: 4429,
});

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  'auth.missing': CLOSE.badKey,
  'auth.invalid': CLOSE.badKey,
  'tenant.suspended': CLOSE.badKey,
  'auth.forbidden': CLOSE.outOfScope,
  'resource.not_found': CLOSE.outOfScope,
  'tenant.gone': CLOSE.moved,
  // The tenant has as many feeds as it may have: come again later. 4429 is for who comes again at once.
  'quota.exceeded': CLOSE.tryAgainLater,
};

/** The close code for a refusal to subscribe. */
export function closeCodeOf({ refused }: Refusal): number {
  const code = BY_CODE[refused];
  if (code !== undefined) return code;
  const { status } = ERRORS[refused];
  if (status === 503) return CLOSE.tryAgainLater;
  return status < 500 ? CLOSE.badFrame : CLOSE.internal;
}

/** `<code>: <what is the matter and where>`, for a close frame. */
export function reasonOf({ refused, detail, errors }: Refusal): string {
  const places = (errors ?? []).map(({ path, message }) => `${path} ${message}`);
  const words = [detail, ...places].filter((part) => part !== undefined);
  return `${refused}: ${words.length > 0 ? words.join('; ') : ERRORS[refused].title}`;
}

/** At most 123 bytes of UTF-8, which is what a close frame holds (RFC 6455, 5.5). */
export function cutReason(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= 123) return reason;
  // A character that was cut in the middle decodes to U+FFFD: it goes.
  return `${bytes
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD+$/, '')}…`;
}
