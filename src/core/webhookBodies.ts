/** What requests about webhooks hold. */
import { z } from 'zod';
import { MAX_ATTEMPTS } from './deliverySteps';
import { EVENTS, isEventType } from './events';
import { slug } from './ids';

/** The longest overlap of two secrets. */
const MAX_OVERLAP_SECONDS = 604_800;

/** `call.offered`, or `call.*` for all of an entity; only what is kept is told by webhook. */
const isKept = (type: string): boolean =>
  type.endsWith('.*')
    ? Object.entries(EVENTS).some(([name, { durable }]) => durable && name.startsWith(type.slice(0, -1)))
    : isEventType(type) && EVENTS[type].durable;

const url = z.url({ protocol: /^https?$/, message: 'an address with https' }).max(2_000);
const description = z.string().min(1).max(200);
const types = z.array(z.string().refine(isKept, 'no such event that is kept')).min(1).max(100);
const venues = z.array(slug).min(1).max(1_000);
/** How often an event is tried before it is set aside; the waits between grow from 5 s to 24 h. */
const attempts = z.int().min(1).max(MAX_ATTEMPTS);

export const createWebhookBody = z.strictObject({
  url,
  description: description.optional(),
  /** Only these events; absent: all that are kept. */
  types: types.optional(),
  /** Only what came in by these venues. */
  venues: venues.optional(),
  attempts: attempts.default(MAX_ATTEMPTS),
  /** False: it is made paused. */
  active: z.boolean().default(true),
});

export const changeWebhookBody = z
  .strictObject({
    url: url.exactOptional(),
    description: description.nullable().exactOptional(),
    types: types.nullable().exactOptional(),
    venues: venues.nullable().exactOptional(),
    attempts: attempts.exactOptional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'nothing to change');

export const rotateWebhookBody = z.strictObject({
  /** How long the secret before signs as well; default a day. */
  overlapSeconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(86_400),
});

export const replayBody = z.strictObject({
  /** The first sequence that is delivered again. */
  from: z.int().min(1),
});
