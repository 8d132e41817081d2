/** A number has a callback in the queue already: whoever wants another one is told which, to give that one another time or cancel it. */
import type { Callback } from './callback';
import { promiseSeen } from './callbackTime';
import { type Refusal, refuse } from './errors';
import { iso } from './time';

/** The time that it has; undefined for as soon as possible, which it is wanted, too, once its time has come. */
export const stillPromised = ({ promisedAt }: Callback, now: number): number | undefined =>
  promisedAt !== undefined && promisedAt > now ? promisedAt : undefined;

export function alreadyThere(before: Callback, now: number): Refusal {
  const { id: callback, confirmationId } = before;
  const promised = stillPromised(before, now);
  const detail = `it is for ${promised === undefined ? 'as soon as possible' : iso(promised)}`;
  const facts = { callback, confirmationId, ...promiseSeen(promised) };
  return refuse('callback.duplicate', detail, facts);
}
