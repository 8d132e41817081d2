/** Seeded rubbish: requests and frames of the kind that broken programs, scanners and cats on keyboards send. */
import { between, type Random } from '../../connectors/simulator/random';

const pick = <T>(random: Random, list: readonly T[]): T => list[between(random, 0, list.length - 1)] as T;

const SCALARS: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  'call.offered',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  '__proto__',
  'PJSIP/a6001&PJSIP/b',
  '+49301234567',
  'x'.repeat(5_000),
];
const KEYS: readonly string[] = [
  'do',
  'to',
  'treatments',
  'call',
  'id',
  'type',
  'data',
  'attributes',
  'venue',
  'after',
  'types',
  '__proto__',
  'constructor',
  'toString',
  '',
  'a/b~c',
];

/** Any JSON value, small but of every shape. */
export function anyValue(random: Random, depth = 4): unknown {
  const kind = depth === 0 ? 0 : between(random, 0, 3);
  if (kind < 2) return pick(random, SCALARS);
  const size = between(random, 0, 4);
  if (kind === 2) return Array.from({ length: size }, () => anyValue(random, depth - 1));
  const entries = Array.from({ length: size }, () => [pick(random, KEYS), anyValue(random, depth - 1)]);
  return Object.fromEntries(entries);
}

/** A text that is JSON, nearly JSON, or nothing like it. */
export function anyText(random: Random, value: unknown): Buffer {
  const text = JSON.stringify(value) ?? '';
  const at = between(random, 0, text.length);
  switch (between(random, 0, 6)) {
    case 0:
      return Buffer.from(text.slice(0, at));
    case 1:
      return Buffer.from(`${text.slice(0, at)}${pick(random, ['}', ']', ',', '"', '\\', '\u0000'])}${text.slice(at)}`);
    case 2:
      return Buffer.from(Array.from({ length: between(random, 0, 200) }, () => between(random, 0, 255)));
    case 3:
      return Buffer.from(pick(random, ['[', '{"a":']).repeat(between(random, 1, 8_000)));
    case 4:
      return Buffer.from(JSON.stringify('x'.repeat(between(random, 1, 200_000))));
    default:
      return Buffer.from(text);
  }
}

const METHODS: readonly string[] = ['GET', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const PARTS: readonly string[] = [
  'v1',
  'v2',
  'tenants',
  'system',
  'acme',
  'globex',
  'calls',
  'transactions',
  'keys',
  'feed',
  'route',
  'answer',
  'openapi.json',
  'ca_1',
  '%00',
  '%2e%2e',
  '%E0%A4%A',
  '..;',
  '',
  ':id',
  '{id}',
  "'--",
  'x'.repeat(300),
];
const QUERIES: readonly string[] = [
  '',
  '',
  '',
  '?',
  '?limit=-1',
  '?limit[]=1',
  '?state=x',
  '?key=secret-admin',
  '?%',
  '?__proto__[a]=1',
];
const TYPES: readonly string[] = [
  'application/json',
  'application/json',
  'application/json',
  'text/plain',
  'application/json;;;=',
  'x',
];

/** A request that is wrong somewhere, or not. */
export interface MalformedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
}

/** A request to one of `paths` or to somewhere, with rubbish in some of its parts. */
export function malformedRequest(random: Random, paths: readonly string[]): MalformedRequest {
  const somewhere = () => `/${Array.from({ length: between(random, 0, 6) }, () => pick(random, PARTS)).join('/')}`;
  const method = pick(random, METHODS);
  const headers: Record<string, string> = { 'content-type': pick(random, TYPES) };
  if (random() < 0.2) headers['idempotency-key'] = pick(random, ['', 'a b', 'ok', 'x'.repeat(300)]);
  if (random() < 0.1) headers['content-encoding'] = pick(random, ['gzip', 'br', 'identity', 'rubbish']);
  return {
    method,
    path: (random() < 0.8 ? pick(random, paths) : somewhere()) + pick(random, QUERIES),
    headers,
    ...(method === 'POST' && { body: anyText(random, anyValue(random)) }),
  };
}
