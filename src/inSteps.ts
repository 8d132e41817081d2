/** What starts step by step and undoes its steps when it stops, also in the middle of its start. */
import type { Clock } from './ports/clock';

export interface InSteps<Up> {
  /** Resolves when all steps are done. Rejects, with everything undone, when one cannot be. */
  start(): Promise<Up>;
  /** Undoes what was done, the last step first. Safe to call twice. */
  stop(): Promise<void>;
}

/** Says how to undo the step that is done. Rejects when it is to stop: the start ends there. */
export type Begun = (undo: () => Promise<void> | void) => Promise<void>;

/** A step that is under way gets this long to come to its end before a stop undoes those before it. */
const STEP_MS = 10_000;

export function inSteps<Up>(
  clock: Pick<Clock, 'after'>,
  run: (begun: Begun, stopping: () => boolean) => Promise<Up>,
): InSteps<Up> {
  const undo: Parameters<Begun>[0][] = [];
  let starting: Promise<unknown> = Promise.resolve();
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      // A step that loses what it stands on may wait for ever: it comes to its end first.
      await settled(clock, starting);
      for (const step of undo.reverse()) await step();
    })();
    return stopping;
  };
  const begun: Begun = async (step) => {
    undo.push(step);
    if (stopping !== undefined) throw new Error('it was stopped while it started');
  };
  const start = async (): Promise<Up> => {
    const up = run(begun, () => stopping !== undefined);
    starting = up;
    try {
      return await up;
    } catch (error) {
      await stop();
      throw error;
    }
  };
  return { start, stop };
}

/** Until it is decided, either way, or the time of a step is over. */
function settled(clock: Pick<Clock, 'after'>, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(STEP_MS, resolve);
    const done = () => {
      cancel();
      resolve();
    };
    promise.then(done, done);
  });
}
