/**
 * The life of a link, as every connector has it: connecting → resyncing → listed → live, from a turn of its own and never
 * from inside a command. A real one begins again by itself when it is lost, with the next epoch.
 */

import type { Cancel, Clock } from '../../src/ports/clock';
import type { LinkState, PbxEvent } from '../../src/ports/pbx';

const STATES: readonly LinkState[] = ['connecting', 'resyncing', 'live'];

export class Subscription {
  private state: LinkState = 'connecting';
  private cancel: Cancel = () => {};
  private started = false;

  constructor(private readonly clock: Clock) {}

  get live(): boolean {
    return this.state === 'live';
  }

  start(listener: (event: PbxEvent) => void): void {
    if (this.started) return;
    this.started = true;
    this.cancel = this.clock.after(0, () => {
      for (const state of STATES) {
        if (state === 'live')
          listener({ type: 'listed', at: this.clock.now(), epoch: 1, parties: [], conversations: [] });
        this.state = state;
        listener({ type: 'link', at: this.clock.now(), state, epoch: 1 });
      }
    });
  }

  stop(): void {
    this.cancel();
    this.state = 'stopped';
  }
}
