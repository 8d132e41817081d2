/** How the attempt of a callback ends. */
import type { Callback } from './callback';
import type { AttemptCause } from './retry';

/** The attempt that runs is over; how it failed is added where it did. */
export const attemptEnded = ({ attempts }: Callback, now: number): Pick<Callback, 'attempts'> => ({
  attempts: attempts.map((attempt) => (attempt.endedAt === undefined ? { ...attempt, endedAt: now } : attempt)),
});

/** The same, with how it failed, which is counted. */
export function attemptFailed(
  callback: Callback,
  cause: AttemptCause,
  now: number,
): Pick<Callback, 'attempts' | 'failures'> {
  const { attempt, failures } = callback;
  const attempts = attemptEnded(callback, now).attempts.map((one) =>
    one.number === attempt ? { ...one, cause } : one,
  );
  return { attempts, failures: { ...failures, [cause]: (failures[cause] ?? 0) + 1 } };
}
