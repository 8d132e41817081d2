/**
 * Tags as text in `CHANNEL(accountcode)`: it shows while the channel rings, and leaves `CHANNEL(tenantid)` to the PBX.
 * Asterisk cuts it at 80 characters, so the call's 32 hex digits travel as 22 of base64url:
 * `sb.<call>.<role>.<attempt or nothing>.<tenant>`, at most 66 beside role and attempt.
 */
import type { Tags } from '../../../src/ports/pbx';

const PREFIX = 'sb.';
const LIMIT = 80;
const SHAPE = /^sb\.([\w-]{22})\.([a-z]+)\.(\d*)\.([a-z0-9-]+)$/;

/** The account code that carries these tags, or undefined when they do not fit. */
export function encodeTags(tags: Tags): string | undefined {
  const call = Buffer.from(tags.call, 'hex').toString('base64url');
  const text = `${PREFIX}${call}.${tags.role}.${tags.attempt ?? ''}.${tags.tenant}`;
  return text.length <= LIMIT && SHAPE.test(text) ? text : undefined;
}

/** The tags in an account code, or undefined when it is somebody else's. */
export function decodeTags(accountCode: string): Tags | undefined {
  if (!accountCode.startsWith(PREFIX)) return undefined;
  const [, call, role, attempt, tenant] = SHAPE.exec(accountCode) ?? [];
  if (!call || !role || !tenant) return undefined;
  const hex = Buffer.from(call, 'base64url').toString('hex');
  return { tenant, call: hex, role, ...(attempt ? { attempt: Number(attempt) } : {}) };
}
