/**
 * A clock whose timers end together with the link. What merely was to happen later does not happen; what somebody
 * waits for happens at once, so that no command is left without a result.
 */
import type { Cancel, Clock } from '../../src/ports/clock';
import type { AsteriskPorts } from './options';

/** The ports, with the clock of one link. */
export interface LinkPorts extends AsteriskPorts {
  readonly clock: Timers;
}

/** The clock of one link. */
export class Timers implements Clock {
  private readonly pending = new Map<Cancel, (() => void) | undefined>();
  private stopped = false;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  monotonic(): number {
    return this.clock.monotonic();
  }

  /** Never fires once the link has stopped. */
  after(ms: number, fire: () => void): Cancel {
    return this.stopped ? () => {} : this.add(ms, fire, undefined);
  }

  /** Fires at the latest when the link stops. */
  deadline(ms: number, fire: () => void): Cancel {
    return this.add(this.stopped ? 0 : ms, fire, fire);
  }

  /** Ends everything that is pending. */
  stop(): void {
    this.stopped = true;
    for (const [end, fire] of [...this.pending]) {
      end();
      fire?.();
    }
  }

  private add(ms: number, fire: () => void, atStop: (() => void) | undefined): Cancel {
    const cancel = this.clock.after(ms, () => {
      this.pending.delete(end);
      fire();
    });
    const end = (): void => {
      cancel();
      this.pending.delete(end);
    };
    this.pending.set(end, atStop);
    return end;
  }
}
