/**
 * The machine's clock and timers. A process that stood still (the machine was busy, or asleep) finds its timers due and,
 * unread in its sockets, what came in time: Node would run the timers first, and a phone that was answered would count as
 * one that was not. So a timer that is late lets what has come go first.
 */
import type { Cancel, Clock } from './ports/clock';

/** From here on a timer is late, in ms; a turn takes less. */
const LATE_MS = 50;

export const systemClock: Clock = machineClock();

function machineClock(): Clock {
  /** Late timers that have not fired: none that is due after them may go before. */
  let late = 0;

  /** Immediates run when the sockets have been read. */
  const afterWhatCame = (fire: () => void): Cancel => {
    let pending = true;
    late += 1;
    const end = (): void => {
      if (pending) late -= 1;
      pending = false;
    };
    const immediate = setImmediate(() => {
      end();
      fire();
    });
    return () => {
      clearImmediate(immediate);
      end();
    };
  };

  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(ms: number, fire: () => void): Cancel {
      if (ms <= 0) {
        const immediate = setImmediate(fire);
        return () => clearImmediate(immediate);
      }
      const due = performance.now() + ms;
      let cancel = (): void => clearTimeout(timer);
      const timer = setTimeout(() => {
        if (late === 0 && performance.now() - due < LATE_MS) fire();
        else cancel = afterWhatCame(fire);
      }, ms);
      return () => cancel();
    },
  };
}
