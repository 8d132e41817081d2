/**
 * What was done to a callback by hand, kept with it for as long as it is: its events go after some days, and an appointment may
 * be weeks ahead. Few are ever changed, so that a million of them take no more memory.
 */
import { z } from 'zod';
import { time } from './fields';
import { priority } from './queue';

const STEPS = ['rescheduled', 'paused', 'resumed', 'prioritised', 'reassigned', 'cancelled', 'completed'] as const;
export type StepName = (typeof STEPS)[number];

export const stepSchema = z.object({
  did: z.enum(STEPS),
  at: time,
  /** Who did it, as the `actor` of events. */
  by: z.string(),
  /** What it had before, where that was changed: `promisedAt` is absent where that was as soon as possible. */
  was: z
    .object({ promisedAt: time.optional(), queue: z.string().optional(), priority: priority.optional() })
    .optional(),
});
type Step = z.infer<typeof stepSchema>;

/** A callback, as far as that changes it. */
interface Steered {
  readonly steps?: readonly Step[] | undefined;
  readonly promisedAt?: number | undefined;
  readonly queue: string;
  readonly priority: number;
}

/** When it is done, and who does it. */
interface Doing {
  readonly now: number;
  readonly actor: string;
}

/** So many are kept, the last ones. */
const KEPT = 10;

/** Those of a callback that this is done to. */
export function stepsWith(callback: Steered, did: StepName, { now, actor }: Doing): Step[] {
  const was = before(callback, did);
  return [...(callback.steps ?? []), { did, at: now, by: actor, ...(was && { was }) }].slice(-KEPT);
}

function before({ promisedAt, queue, priority: was }: Steered, did: StepName): Step['was'] {
  if (did === 'rescheduled') return promisedAt === undefined ? undefined : { promisedAt };
  if (did === 'reassigned') return { queue };
  return did === 'prioritised' ? { priority: was } : undefined;
}
