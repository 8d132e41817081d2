/** The machine's clock and timers. */
import type { Cancel, Clock } from './ports/clock';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms: number, fire: () => void): Cancel {
    if (ms <= 0) {
      const immediate = setImmediate(fire);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};
