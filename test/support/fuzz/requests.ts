/** Arbitrary requests to one operation of the API: who asks, where, with what. */
import fc from 'fast-check';
import type { Document, Parameter } from '../../../src/delivery/http/docs/document';
import { filled, type Operation } from '../docs/examples';
import type { Sent } from '../memoryServer';
import { bodies, fitting } from './values';

const ID = `ca_${'0'.repeat(32)}`;
const STRANGE: readonly string[] = [
  ID,
  'x',
  '{id}',
  '%00',
  '\u0000',
  'a/b',
  '%E0%A4%A',
  'x'.repeat(300),
  'ünïcode',
  "'--",
];
const TENANTS: readonly string[] = ['globex', 'system', 'nobody', 'ACME', '__proto__', 'constructor'];
const TYPES: readonly string[] = ['text/plain', 'application/json; charset=latin1', 'application/xml', '', 'x;;=/'];

/** What the requests are made of. */
export interface Ground {
  readonly document: Document;
  /** Values of the `{names}` that are there. */
  readonly params: Readonly<Record<string, string>>;
  /** Keys by role. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Requests to an operation. */
export function requests(operation: Operation, ground: Ground): fc.Arbitrary<Sent> {
  const { method, path, spec } = operation;
  const named = ground.document.components?.schemas ?? {};
  const json = spec.requestBody?.content['application/json'];
  const body = json ? texts(bodies(json.schema, named, json.examples.example.value)) : fc.constant(undefined);
  return fc
    .record({
      params: paramsOf(ground),
      query: queries(spec.parameters ?? []),
      key: keys(ground, operation),
      headers: headers(),
      body,
    })
    .map(({ params, query, key, headers: given, body: text }) => ({
      method: method.toUpperCase(),
      path: filled(path, params) + query,
      headers: given,
      ...(key !== undefined && { key }),
      ...(method !== 'get' && text !== undefined && { body: text }),
    }));
}

/** Mostly what is there; else something of another tenant, or nothing like it. */
const paramsOf = ({ params }: Ground): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(params).map(([name, there]) => {
        const other = name === 'tenant' ? TENANTS : STRANGE;
        return [name, fc.oneof({ weight: 9, arbitrary: fc.constant(there) }, fc.constantFrom(...other))];
      }),
    ),
  ) as fc.Arbitrary<Readonly<Record<string, string>>>;

/** Mostly a key that may; else one of another role or tenant, or none that anybody knows. */
const keys = ({ keys: of }: Ground, { spec }: Operation): fc.Arbitrary<string | undefined> => {
  const may = spec.security.flatMap(({ key }: { key: string[] }) => of[key[0] ?? ''] ?? []);
  const mayOrNone = may.length > 0 ? fc.constantFrom<string | undefined>(...may) : fc.constant(undefined);
  return fc.oneof(
    { weight: 12, arbitrary: mayOrNone },
    { weight: 2, arbitrary: fc.constantFrom(...Object.values(of)) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, 'nobody', 'sbk_x', 'a'.repeat(300)) },
  );
};

function queries(parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const known = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => {
      const wrong = fc.constantFrom('', '-1', '1e9', 'x', '\u0000');
      const value = fc.oneof({ weight: 9, arbitrary: fitting(schema, {}) }, wrong);
      const pair = value.map((given) => [name, String(given)] as const);
      // One in four: of many at once one is nearly always wrong.
      return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, pair);
    });
  const nobodys = fc.constantFrom(['key', 'x'], ['__proto__[a]', '1'], ['limit[]', '1'], ['limit', '1']);
  const strange = rarely(nobodys);
  return fc.tuple(...known, strange).map((pairs) => {
    const query = new URLSearchParams(pairs.filter((pair) => pair !== undefined) as [string, string][]);
    return query.size > 0 ? `?${query}` : '';
  });
}

/** One time in ten. */
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, value);

const headers = (): fc.Arbitrary<Record<string, string>> =>
  fc
    .record({
      'idempotency-key': fc.oneof(
        fc.constantFrom(undefined, 'one', 'two'),
        rarely(fc.constantFrom('a b', 'x'.repeat(300))),
      ),
      'content-type': rarely(fc.constantFrom(...TYPES)),
      'if-none-match': rarely(fc.constantFrom('*', '"1"', '"99999"', 'W/"x"', 'rubbish')),
      'if-match': rarely(fc.constantFrom('*', '"1"', '"99999"', 'rubbish')),
      'content-encoding': rarely(fc.constantFrom('identity', 'gzip')),
      accept: rarely(fc.constantFrom('*/*', 'text/html', 'rubbish')),
    })
    .map(
      (given) =>
        Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<string, string>,
    );

/** JSON, nearly always. */
const texts = (values: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc.tuple(values, fc.nat(20)).map(([value, damage]) => {
    const text = JSON.stringify(value) ?? '';
    if (damage === 0) return text.slice(0, text.length / 2);
    return damage === 1 ? `${text}}` : text;
  });
