/**
 * HTTP statuses of ARI as results of the port. Being too late is ordinary here: 404 (not there), 409 (not in Stasis),
 * 412 (hanging up) and 422 (not in that bridge) are all the same race seen at different moments.
 */
import type { RefusalCode, Result } from '../../../src/ports/pbx';
import { type Answer, parseBody, UNANSWERED, UNSENT } from '../ari';

export const OK: Result = { result: 'ok', value: undefined };
export const GONE: Result<never> = { result: 'gone' };
export const LINK_DOWN: Result<never> = { result: 'linkDown' };
export const TIMEOUT: Result<never> = { result: 'timeout' };

/** A refusal with its reason. */
export function refused(code: RefusalCode, detail?: string): Result<never> {
  return { result: 'refused', code, ...(detail === undefined ? {} : { detail }) };
}

const RACES: ReadonlySet<number> = new Set([404, 409, 412, 422]);

export const succeeded = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

/** The result of a command on something that was there a moment ago. */
export function resultOf(answer: Answer): Result {
  return succeeded(answer) ? OK : failureOf(answer);
}

/** The result of an answer that is not a success. */
export function failureOf(answer: Answer): Result<never> {
  const { status } = answer;
  if (status === UNANSWERED) return TIMEOUT;
  if (status === UNSENT) return LINK_DOWN;
  if (RACES.has(status)) return GONE;
  return refused(refusalCode(status), messageOf(answer));
}

function refusalCode(status: number): RefusalCode {
  if (status === 400) return 'invalid';
  if (status === 401 || status === 403) return 'forbidden';
  return status === 503 ? 'overloaded' : 'failed';
}

/** What Asterisk says about a failure; usually under `message`, after a failed allocation under `error`. */
export function messageOf(answer: Answer): string {
  const body = parseBody<{ message?: string; error?: string }>(answer);
  return body?.message ?? body?.error ?? `status ${answer.status}`;
}
