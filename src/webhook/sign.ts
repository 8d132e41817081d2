/** The headers of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, once for each secret. */
import { createHmac } from 'node:crypto';

/** `timestamp` is wall time of the attempt in ms. */
export function signatureHeaders(
  message: { readonly id: string; readonly body: string },
  secrets: readonly string[],
  timestamp: number,
): Record<string, string> {
  const seconds = Math.floor(timestamp / 1_000);
  const content = `${message.id}.${seconds}.${message.body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', keyOf(secret)).update(content).digest('base64')}`,
  );
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}

/** The bytes behind `whsec_`. */
const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
