/** Arbitrary values by the JSON Schemas of the API: some that fit, and some that do not. */
import fc from 'fast-check';
import type { Schema } from '../../../src/delivery/http/docs/document';

type Schemas = Readonly<Record<string, Schema>>;

/** How deep schemas that name themselves are followed. */
const DEPTH = 4;

/** Values that fit a schema. */
export function fitting(schema: Schema, named: Schemas, depth = DEPTH): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return fitting(named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, named, depth - 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return fc.oneof(...variants.map((variant) => fitting(variant, named, depth)));
  if (schema.allOf) return fitting(Object.assign({}, ...schema.allOf), named, depth);
  if (depth <= 0) return fc.constant(null);
  return ofType(schema, named, depth);
}

function ofType(schema: Schema, named: Schemas, depth: number): fc.Arbitrary<unknown> {
  const [type] = [schema.type].flat();
  switch (type) {
    case 'object':
      return objects(schema, named, depth);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = 3 } = schema;
      const size = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) };
      return fc.array(fitting(items, named, depth - 1), size);
    }
    case 'string':
      return strings(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -10, max: Math.min(schema.maximum ?? 1_000_000, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min: schema.minimum ?? -10, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects({ properties, required, additionalProperties }: Schema, named: Schemas, depth: number) {
  if (!properties) {
    const value = typeof additionalProperties === 'object' ? additionalProperties : {};
    return fc.dictionary(fc.string({ maxLength: 12 }), fitting(value, named, depth - 1), { maxKeys: 4 });
  }
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, fitting(field, named, depth - 1)]),
  );
  return fc.record(fields, { requiredKeys: [...(required ?? [])] });
}

function strings({ pattern, format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { size: 'xsmall' });
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uri') return fc.webUrl();
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
}

/** Values that a program sends by mistake, or somebody on purpose. */
const WRONG: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(5_000),
  [],
  {},
  [[[[[]]]]],
  { toString: 1, constructor: null },
  JSON.parse('{"__proto__":{"polluted":true}}'),
];

/** Bodies: the example, fitting ones, either with a wrong place, and anything at all. */
export function bodies(schema: Schema, named: Schemas, example: unknown): fc.Arbitrary<unknown> {
  const fit = fc.oneof(fc.constant(example), fitting(schema, named));
  const wrong = fc.oneof(fc.constantFrom(...WRONG), fc.jsonValue({ maxDepth: 2 }));
  const broken = fc.tuple(fit, wrong, fc.nat()).map(([value, other, at]) => misplaced(value, other, at));
  return fc.oneof(
    { weight: 4, arbitrary: fit },
    { weight: 3, arbitrary: broken },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

/** The value with something else at one of its places, or a field that nobody knows. */
function misplaced(value: unknown, wrong: unknown, at: number): unknown {
  if (typeof value !== 'object' || value === null) return wrong;
  const copy = structuredClone(value) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys[at % (keys.length + 1)];
  if (key === undefined) return { ...copy, unheard: wrong };
  const inside = at % 2 === 0 ? misplaced(copy[key], wrong, Math.floor(at / 2)) : wrong;
  Object.defineProperty(copy, key, { value: inside, enumerable: true, writable: true, configurable: true });
  return copy;
}
