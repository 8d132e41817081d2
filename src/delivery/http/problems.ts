/**
 * The one place where a refusal becomes what the wire shows: a problem of RFC 9457 with our code, and the headers that
 * go with its status. The feed sends the same problem in the reply to a command.
 */
import { z } from 'zod';
import { ERRORS, isRefusal, type Refusal, RefusedError, refuse } from '../../core/errors';
import type { Log } from '../../ports/log';

/** Content type of every refusal. */
export const PROBLEM_TYPE = 'application/problem+json';

/** One place that is wrong; with the line where the input was YAML. */
const flawSchema = z.object({
  path: z.string(),
  message: z.string(),
  line: z.int().optional(),
  file: z.string().optional(),
});

/** Shape of a problem: the members of RFC 9457, and `code`, `errors`, `facts`. */
export const problemSchema = z.object({
  type: z
    .string()
    .meta({ description: 'urn:signalbox:problem:<code>', examples: ['urn:signalbox:problem:call.ended'] }),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ description: 'From docs/errors.md; what a program decides by' }),
  detail: z.string().optional(),
  errors: z.array(flawSchema).optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
});
/** A refusal as the wire shows it. */
export type Problem = z.infer<typeof problemSchema>;

/** The problem that a refusal is shown as. */
export function problemOf({ refused, detail, errors, facts }: Refusal): Problem {
  const { status, title } = ERRORS[refused];
  return {
    type: `urn:signalbox:problem:${refused}`,
    title,
    status,
    code: refused,
    ...(detail !== undefined && { detail }),
    ...(errors?.length && { errors: [...errors] }),
    ...(facts && { facts }),
  };
}

const RETRY_SECONDS = 2;

/** Headers that a status demands: what to authenticate with, when to come back, which protocol to speak. */
export function problemHeaders({ status, code, facts }: Problem): Record<string, string> {
  if (status === 401) {
    const invalid = code === 'auth.invalid' ? ', error="invalid_token"' : '';
    return { 'WWW-Authenticate': `Bearer realm="signalbox"${invalid}` };
  }
  if (status === 503 || status === 429) return { 'Retry-After': String(facts?.retryAfter ?? RETRY_SECONDS) };
  if (status === 426) return { Upgrade: 'websocket', Connection: 'Upgrade' };
  return {};
}

/** What was thrown, as a refusal: one on its way stays what it is, all else is a defect that goes to the log. */
export function refusalOf(thrown: unknown, log: Log, requestId: string): Refusal {
  if (thrown instanceof RefusedError) return thrown.refusal;
  if (isRefusal(thrown)) return thrown;
  // The router cannot decode a path such as /v1/%E0%A4%A.
  if (thrown instanceof URIError) return refuse('request.not_found', 'the path is not valid percent-encoded UTF-8');
  log.error('a request failed', { requestId, error: thrown instanceof Error ? thrown.stack : String(thrown) });
  return refuse('service.internal', undefined, { requestId });
}
