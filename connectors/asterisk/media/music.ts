/**
 * Hold music. Asterisk ends it for good with whatever is played over it; here it is remembered, and goes on when the last
 * play has ended. What is asked of the music of one party is asked in order: there are several connections to Asterisk.
 */
import type { Result, Target } from '../../../src/ports/pbx';
import type { Ari } from '../ari';
import type { Call, Calls } from '../calls';
import { resultOf } from '../words/results';
import type { Jobs } from './jobs';

export class Music {
  constructor(
    private readonly ari: Ari,
    private readonly calls: Calls,
    jobs: Jobs,
  ) {
    jobs.onQuiet((target) => this.goOn(target));
  }

  /** Begins, as the class of that name, or ends with `off`. */
  hold(call: Call, music: string): Promise<Result> {
    call.music = music === 'off' ? undefined : music;
    call.mayHear = call.music !== undefined;
    return this.ask(call);
  }

  /** From here on no end of a play begins it again; whoever may hear it still is told so. */
  forget(call: Call): boolean {
    const may = call.mayHear;
    call.music = undefined;
    call.mayHear = false;
    return may;
  }

  /** Makes Asterisk do what is remembered. */
  ask(call: Call): Promise<Result> {
    const { music } = call;
    const path = `channels/${call.channel}/moh`;
    const query = music === undefined || music === 'default' ? undefined : { mohClass: music };
    const asked = call.asking.then(async () =>
      resultOf(await this.ari.request(music === undefined ? 'DELETE' : 'POST', path, query)),
    );
    call.asking = asked;
    return asked;
  }

  private goOn(target: Target): void {
    const call = 'party' in target ? this.calls.party(target.party) : undefined;
    if (call?.music !== undefined) void this.ask(call);
  }
}
