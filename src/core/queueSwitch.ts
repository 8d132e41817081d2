/** A queue is opened or closed by hand, whatever its hours say, until a time or until that is taken back. */
import { z } from 'zod';
import type { Context, Decision } from './decision';
import { type Refusal, refuse } from './errors';
import { namedInstant } from './fields';
import { type OpeningInput, openingState } from './queueOpening';
import type { QueueState } from './queueState';
import { msOf } from './time';

export const switchCommand = z.strictObject({
  /** Until then; without it until another such command. */
  until: namedInstant.optional(),
});
export type SwitchCommand = z.infer<typeof switchCommand>;

type Switched = Decision<{ queue: string }>;
type Queue = Pick<OpeningInput, 'name' | 'state' | 'hours'>;

export function decideSwitch(
  queue: Queue,
  open: boolean,
  command: SwitchCommand,
  context: Context,
): Switched | Refusal {
  const { now, actor } = context;
  const until = command.until === undefined ? undefined : msOf(command.until);
  if (until !== undefined && until <= now) return refuse('request.invalid', 'until is in the past');
  return switched(queue, { open, ...(until !== undefined && { until }), by: actor, at: now }, now);
}

/** Open as its hours say again; without hours it is always open. */
export const decideFollowHours = (queue: Queue, { now }: Context): Switched => switched(queue, null, now);

function switched(queue: Queue, manual: QueueState['manual'] | null, now: number): Switched {
  const { name, state, hours } = queue;
  const data = openingState({ name, state, hours, now, ...(manual === undefined ? {} : { manual }) });
  const reply = { queue: name };
  // It was open without anybody saying so; said, it is remembered that it was asked for.
  if (!data)
    return { drafts: [{ type: 'queue.changed', id: name, data: { id: name, open: true, since: now } }], reply };
  const type = data.open === (state?.open ?? true) ? 'queue.changed' : data.open ? 'queue.opened' : 'queue.closed';
  return { drafts: [{ type, id: name, data }], reply };
}
