/**
 * The only way a resource leaves for feed, REST and log (design §4): private fields are left out, times become
 * ISO 8601. Both follow from the schema of the kind, compiled once, so that a forgotten field cannot slip through.
 */
import { z } from 'zod';
import { iso } from './time';

type View = (value: unknown) => unknown;

/** A function that shows a value of `schema` to the outside; fields that the schema does not name are left out. */
export function viewOf(schema: z.ZodType): View {
  if (schema.meta()?.time) return (value) => iso(value as number);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    const inside = viewOf(schema.unwrap() as z.ZodType);
    return (value) => (value === undefined || value === null ? value : inside(value));
  }
  if (schema instanceof z.ZodArray) {
    const inside = viewOf(schema.element as z.ZodType);
    return (value) => (value as unknown[]).map(inside);
  }
  if (schema instanceof z.ZodObject) return objectView(schema);
  return (value) => value;
}

function objectView(schema: z.ZodObject): View {
  const fields = Object.entries(schema.shape)
    .filter(([, field]) => !isPrivate(field as z.ZodType))
    .map(([key, field]) => [key, viewOf(field as z.ZodType)] as const);
  return (value) => {
    const source = value as Record<string, unknown>;
    const shown: Record<string, unknown> = {};
    for (const [key, view] of fields) {
      const inside = source[key];
      if (inside !== undefined) shown[key] = view(inside);
    }
    return shown;
  };
}

/** The shape of what `viewOf(schema)` shows, for the OpenAPI document. */
export function publicSchema(schema: z.ZodType): z.ZodType {
  if (schema.meta()?.time) return z.iso.datetime();
  if (schema instanceof z.ZodOptional) return publicSchema(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodNullable) return publicSchema(schema.unwrap() as z.ZodType).nullable();
  if (schema instanceof z.ZodDefault) return publicSchema(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return z.array(publicSchema(schema.element as z.ZodType));
  if (!(schema instanceof z.ZodObject)) return schema;
  const shape: Record<string, z.ZodType> = {};
  for (const [key, field] of Object.entries(schema.shape))
    if (!isPrivate(field as z.ZodType)) shape[key] = publicSchema(field as z.ZodType);
  return z.object(shape);
}

const isPrivate = (field: z.ZodType): boolean =>
  field.meta()?.private === true || (field instanceof z.ZodOptional && isPrivate(field.unwrap() as z.ZodType));
