/**
 * Frames from the client: `hello` first, then commands. A frame that is none of these is a defect of the client's
 * program, so the socket is closed with the place of the mistake; a command whose arguments are wrong gets a reply.
 */
import { z } from 'zod';
import { ATTACH_MODES } from '../../core/application';
import { isRefusal, type Refusal, refuse } from '../../core/errors';
import { EVENTS, isEventType } from '../../core/events';
import { flawsOf } from '../../core/flaws';
import { idSchema, slug } from '../../core/ids';
import { parseJson } from '../json';

/** `call.offered`, or `call.*` for all of an entity. */
const isTypeOrFamily = (type: string): boolean =>
  type.endsWith('.*') ? Object.keys(EVENTS).some((name) => name.startsWith(type.slice(0, -1))) : isEventType(type);

/** The first frame of a client. */
export const helloFrame = z.strictObject({
  type: z.literal('hello', 'the first frame is hello'),
  data: z
    .strictObject({
      after: z.int().min(0).exactOptional(),
      types: z.array(z.string().refine(isTypeOrFamily, 'no such event type')).max(100).exactOptional(),
      venues: z.array(slug).max(1_000).exactOptional(),
      queues: z.array(slug).max(1_000).exactOptional(),
      transaction: idSchema('transaction').exactOptional(),
      snapshot: z.boolean().exactOptional(),
    })
    .default({}),
});
/** What hello asks for. */
export type Hello = z.infer<typeof helloFrame>['data'];

/** Every further frame of a client. */
export const commandFrame = z.strictObject({
  id: z.string().regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters'),
  type: z
    .string()
    .max(100)
    .refine((type) => type !== 'hello', 'hello was sent before'),
  data: z.record(z.string(), z.unknown()).default({}),
});
/** A command as it came. */
export type Command = z.infer<typeof commandFrame>;

/** Arguments of `application.attach`. */
export const attachArguments = z.strictObject({ application: slug, mode: z.enum(ATTACH_MODES).default('exclusive') });
/** Arguments of `application.detach`. */
export const detachArguments = z.strictObject({ application: slug });

/** Reads a frame by its schema. */
export function readFrame<S extends z.ZodType>(schema: S, bytes: Uint8Array): { value: z.infer<S> } | Refusal {
  const json = parseJson(bytes);
  return isRefusal(json) ? json : readValue(schema, json.value);
}

/** Reads a value by its schema; the refusal names each place that does not fit. */
export function readValue<S extends z.ZodType>(schema: S, value: unknown): { value: z.infer<S> } | Refusal {
  const read = schema.safeParse(value);
  if (read.success) return { value: read.data };
  return { ...refuse('request.invalid'), errors: flawsOf(read.error) };
}
