/** Kinds of applications: by which protocol the calls of a venue are disposed of, as the mapping says (design §2). */
import { z } from 'zod';
import { slug } from './ids';
import { mediaList } from './media';
import { priority } from './queue';
import { treatments } from './treatment';

export const application = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('treatment'), treatments }),
  /** Whoever calls waits in a queue; when it is full, or the wait is too long, the default of the venue follows. */
  z.strictObject({
    kind: z.literal('queue'),
    queue: slug,
    priority: priority.default(0),
    /** Heard once, before the caller takes a place. */
    greeting: mediaList.optional(),
  }),
  /** Takes requests for a callback of a queue and nothing else: whoever wants none gets the default of the venue. */
  z.strictObject({
    kind: z.literal('callback'),
    queue: slug,
    /** Heard once, before the question. */
    greeting: mediaList.optional(),
    /** Instead of the built-in question. */
    media: mediaList.optional(),
  }),
  z.strictObject({
    kind: z.literal('feed'),
    /** How long the tenant's program may take to decide. */
    replySeconds: z.number().min(0.2).max(60).default(5),
    /** How often it is asked again after busy, no answer or unreachable. */
    retries: z.int().min(0).max(10).default(2),
    /** After so many failed answers in a row calls get the default at once, for `circuitSeconds`. */
    circuitFailures: z.int().min(1).max(1000).default(10),
    circuitSeconds: z.number().min(1).max(3600).default(30),
  }),
]);
export type Application = z.infer<typeof application>;
