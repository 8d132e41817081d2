/**
 * Whether a machine answered. `AMD` is an application of the dialplan, so the party goes through a context there and comes
 * back to Stasis with the verdict (docs/asterisk.md). Where context or application is missing Asterisk would hang the party
 * up; so both are looked for first, each time, for an admin may have mended or broken them.
 */
import type { MachineParams } from '../../../src/core/machine';
import type { PartyId, Result } from '../../../src/ports/pbx';
import type { Ari } from '../ari';
import type { Call, Calls } from '../calls';
import { type Commands, NOT_ANSWERED } from '../commands';
import type { Plays } from '../media/plays';
import { MACHINE_VARIABLE, machineContextOf } from '../options';
import { GONE, refused, resultOf } from '../words/results';
import { lacking } from './dialplanNeeds';

/** The module that listens, which does not load without its configuration. */
export const AMD = 'app_amd';

export class Machines {
  private readonly context: string;

  constructor(
    private readonly ari: Ari,
    app: string,
    private readonly calls: Calls,
    private readonly commands: Pick<Commands, 'set'>,
    private readonly plays: Pick<Plays, 'interrupt'>,
  ) {
    this.context = machineContextOf(app);
  }

  async detect(party: PartyId, params: MachineParams): Promise<Result> {
    const call = this.calls.party(party);
    if (!call) return GONE;
    // Whoever arrived, or was handed over, would be gone with StasisEnd; machines answer, they do not call.
    if (!call.dialed || call.handed) return refused('invalid', 'not a party that was dialled here');
    if (!call.up) return NOT_ANSWERED;
    const missing = await this.missing(call);
    if (missing) return missing;
    const set = await this.commands.set(call, { [MACHINE_VARIABLE]: argumentsOf(params) });
    if (set.result === 'timeout') return refused('overloaded', 'no answer');
    if (set.result !== 'ok') return set;
    await this.plays.interrupt(party);
    const there = { context: this.context, extension: 's', priority: 1 };
    return resultOf(await this.ari.request('POST', `channels/${call.channel}/continue`, there));
  }

  /** Why it cannot be listened here. Nothing has happened to the party yet. */
  private async missing({ channel }: Call): Promise<Result | undefined> {
    const needs = { module: AMD, context: this.context, extensions: ['s'] };
    const lack = await lacking(this.ari, channel, needs);
    if (lack === 'module') return refused('failed', `${AMD} is not loaded; it needs an amd.conf`);
    if (lack === 'unknown')
      return refused('failed', 'func_dialplan is not loaded: nobody knows whether it would come back');
    return lack === 'context'
      ? refused('failed', `the dialplan has no context ${this.context} with extension s`)
      : lack;
  }
}

/** In the order of the arguments of `AMD()`. */
const argumentsOf = (params: MachineParams): string =>
  [
    ...[params.initialSilenceMs, params.greetingMs, params.afterGreetingMs, params.totalMs],
    ...[params.minWordMs, params.betweenWordsMs, params.words, params.level],
  ].join(',');
