/** What an answer must be, whatever was asked: one that the document has. */
import type { Operation } from '../docs/examples';
import type { Schemas } from '../docs/schemas';
import type { Reply } from '../memoryServer';

const PROBLEM = 'application/problem+json';

/** What is wrong with the answer to a request to the operation; undefined when nothing is. */
export function wrongWith({ path, method, spec }: Operation, schemas: Schemas, reply: Reply): string | undefined {
  const { status, headers, json, text } = reply;
  if (status >= 500) return `a defect: ${status} ${text}`;
  // A resource that has not changed is answered without a body.
  if (status === 304) return text === '' && method === 'get' ? undefined : 'a body with 304';
  const answer = spec.responses[status];
  if (!answer) return `${status} is not in the document: ${text.slice(0, 300)}`;
  const type = String(headers['content-type'] ?? '');
  const [...documented] = Object.keys(answer.content ?? {});
  if (!(documented.length === 0 ? type === '' : documented.includes(type)))
    return `${status} with ${type || 'no type'} instead of ${documented.join(' or ') || 'none'}`;
  if (type !== 'application/json' && type !== PROBLEM) return undefined;
  if (type === PROBLEM && !(json?.code in answer.content[PROBLEM].examples))
    return `the code ${json?.code} is not in the document: ${text.slice(0, 300)}`;
  const at = ['paths', path, method, 'responses', String(status), 'content', type, 'schema'];
  const flaws = schemas.flaws(at, json);
  return flaws.length > 0 ? `${status} does not fit its schema: ${flaws.join('; ')}\n${text.slice(0, 500)}` : undefined;
}
