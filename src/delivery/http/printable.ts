/**
 * Schemas as the generator of the document can print them: a recursive one (any JSON) becomes "anything", and the
 * ones that have a name get it. What is not concerned stays the schema it is.
 */
import { z } from 'zod';

type Definition = Readonly<Record<string, unknown>>;

/** A function that gives the printable form of a schema; within one document the same schema gives the same form. */
export function printable(names: ReadonlyMap<z.ZodType, string>): (schema: z.ZodType) => z.ZodType {
  const done = new Map<z.ZodType, z.ZodType>();
  const print = (schema: z.ZodType): z.ZodType => {
    const known = done.get(schema);
    if (known) return known;
    const name = names.get(schema);
    const plain = plainOf(schema, print);
    const made = name === undefined ? plain : plain.meta({ id: name });
    done.set(schema, made);
    return made;
  };
  return print;
}

function plainOf(schema: z.ZodType, print: (inside: z.ZodType) => z.ZodType): z.ZodType {
  if (schema instanceof z.ZodLazy) return z.unknown();
  // The generator takes a field that may be absent, but not undefined, for one that must be there.
  if (schema instanceof z.ZodExactOptional)
    return print(schema.unwrap() as z.ZodType)
      .optional()
      .meta({ ...schema.meta() });
  return rebuilt(schema, print);
}

/** The schema with printable schemas inside, the very same when nothing inside changed. */
function rebuilt(schema: z.ZodType, print: (inside: z.ZodType) => z.ZodType): z.ZodType {
  const definition = schema.def as unknown as Definition;
  const changed = Object.entries(definition).flatMap(([key, value]) => {
    const made = insideOf(value, print);
    return made === value ? [] : [[key, made] as const];
  });
  if (changed.length === 0) return schema;
  return z.core.clone(schema, { ...definition, ...Object.fromEntries(changed) } as never, { parent: true });
}

/** Schemas are found as values, in lists (options) and in records (shapes) of a definition. */
function insideOf(value: unknown, print: (inside: z.ZodType) => z.ZodType): unknown {
  if (value instanceof z.ZodType) return print(value);
  if (Array.isArray(value)) {
    const made = value.map((item) => (item instanceof z.ZodType ? print(item) : item));
    return made.every((item, i) => item === value[i]) ? value : made;
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([k, v]) => [k, v instanceof z.ZodType ? print(v) : v] as const);
  return entries.every(([k, v]) => (value as Definition)[k] === v) ? value : Object.fromEntries(entries);
}
