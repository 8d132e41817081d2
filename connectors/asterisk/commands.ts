/** Commands on one party. A party that is not remembered is gone; nothing is asked of Asterisk then. */
import type { Cause, PartyId, Result, Tags } from '../../src/ports/pbx';
import type { Answer, Ari, Method, Query } from './ari';
import type { Call, Calls } from './calls';
import type { Music } from './media/music';
import type { Plays } from './media/plays';
import { COMMAND_MS } from './options';
import type { LinkPorts } from './timers';
import { codeOf } from './words/causes';
import { GONE, messageOf, refused, resultOf, succeeded, TIMEOUT } from './words/results';
import { HANDED } from './words/stasis';
import { encodeTags } from './words/tags';

export const NOT_ANSWERED = refused('invalid', 'not answered yet');
/** What Asterisk tells the phone that asked for a transfer. */
const PROGRESS = {
  trying: 'channel_progress',
  ringing: 'channel_progress',
  done: 'channel_answered',
  failed: 'channel_unavailable',
} as const;

/** So long a phone may take to be told. */
const TOLD_MS = 500;

/** The parties of one link, as commands see them. */
export class Commands {
  /** Asterisk since 22.10 and 20.20 sets several variables at once. */
  private setsMany = true;
  private readonly moves = new Map<string, (done: boolean) => void>();

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly calls: Calls,
    private readonly plays: Plays,
    private readonly music: Music,
  ) {}

  /** Who hears something is answered when that is over: a request that waits must not hold the event socket. */
  async answer(party: PartyId): Promise<Result> {
    const call = this.calls.party(party);
    if (!call || call.dialed || call.busy) return this.post(party, 'answer');
    return resultOf(await this.ari.quick('POST', `channels/${call.channel}/answer`));
  }

  ringing(party: PartyId): Promise<Result> {
    return this.post(party, 'ring');
  }

  async reject(party: PartyId, cause: Cause): Promise<Result> {
    const call = this.calls.party(party);
    if (call && (call.dialed || call.up)) return refused('invalid', 'not an arriving party that waits');
    return this.hangup(party, cause);
  }

  async hangup(party: PartyId, cause: Cause): Promise<Result> {
    const call = this.calls.party(party);
    if (!call) return GONE;
    // One who is on the way here is still in a call that is none of ours.
    if (call.coming) {
      this.calls.delete(call);
      return GONE;
    }
    if (call.dialing) await call.dialing;
    call.ending = cause;
    return resultOf(await this.ari.quick('DELETE', `channels/${call.channel}`, { reason_code: codeOf(cause) }));
  }

  async tag(party: PartyId, tags: Tags, maxMs: number): Promise<Result> {
    const call = this.calls.party(party);
    const accountCode = encodeTags(tags);
    if (!call) return GONE;
    if (accountCode === undefined) return refused('invalid', 'tags');
    call.endsAt = this.ports.clock.monotonic() + maxMs;
    call.marked = true;
    return this.set(call, {
      'CHANNEL(accountcode)': accountCode,
      'TIMEOUT(absolute)': String(maxMs / 1000),
      'PJSIP_TRANSFER_HANDLING()': 'ari-only',
    });
  }

  async hold(party: PartyId, music: string): Promise<Result> {
    const call = this.calls.party(party);
    if (!call) return GONE;
    return call.dialed && !call.up ? NOT_ANSWERED : this.music.hold(call, music);
  }

  mute(party: PartyId, on: boolean): Promise<Result> {
    return this.onCall(party, on ? 'POST' : 'DELETE', 'mute', { direction: 'in' });
  }

  sendDigits(party: PartyId, digits: string): Promise<Result> {
    return this.onCall(party, 'POST', 'dtmf', { dtmf: digits });
  }

  /** Asterisk accepts the word at once and says it to the phone a little later: a phone that is hung up before hears that it failed. */
  async transferProgress(party: PartyId, state: keyof typeof PROGRESS): Promise<Result> {
    const call = this.calls.party(party);
    const told = call && state === 'done' ? this.told(call) : undefined;
    const result = await this.onCall(party, 'POST', 'transfer_progress', { states: PROGRESS[state] });
    if (result.result === 'ok') await told;
    else call?.onTold?.();
    return result;
  }

  private told(call: Call): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        call.onTold = undefined;
        cancel();
        resolve();
      };
      const cancel = this.ports.clock.deadline(TOLD_MS, settle);
      call.onTold = settle;
    });
  }

  async giveBack(party: PartyId, point: string): Promise<Result> {
    const [context, extension, priority = '1'] = point.split(',');
    if (!context || !extension) return refused('invalid', 'point');
    const call = this.calls.party(party);
    if (!call) return GONE;
    if (call.dialed && !call.up) return NOT_ANSWERED;
    await this.unmark(call);
    return this.release(call, 'continue', { context, extension, priority });
  }

  /** What we set on the channel would stay on it in the dialplan, and come back with it for somebody else. */
  private async unmark(call: Call): Promise<void> {
    if (this.music.forget(call)) await this.music.ask(call);
    if (!call.marked) return;
    call.marked = false;
    await this.set(call, {
      'CHANNEL(accountcode)': call.accountCode,
      'TIMEOUT(absolute)': '0',
      'PJSIP_TRANSFER_HANDLING()': 'core',
    });
  }

  async handOver(party: PartyId, app: string): Promise<Result> {
    const call = this.calls.party(party);
    if (!call) return GONE;
    const moved = this.move(call);
    const result = await this.release(call, 'move', { app, appArgs: `${HANDED},${call.routingPoint ?? ''}` });
    if (result.result !== 'ok') this.moved(call.channel, false);
    const done = await moved;
    if (result.result !== 'ok' || done) return result;
    call.released = false;
    return done === undefined ? TIMEOUT : refused('unreachable', 'no such node');
  }

  /** Asterisk accepts every move; whether there was somebody to move to is said by an event. */
  moved(channel: string, done: boolean): void {
    this.moves.get(channel)?.(done);
  }

  private move({ channel }: Call): Promise<boolean | undefined> {
    return new Promise((resolve) => {
      const settle = (done?: boolean): void => {
        this.moves.delete(channel);
        cancel();
        resolve(done);
      };
      const cancel = this.ports.clock.deadline(COMMAND_MS, settle);
      this.moves.set(channel, settle);
    });
  }

  private async release(call: Call, verb: string, query: Query): Promise<Result> {
    if (call.dialed && !call.up) return NOT_ANSWERED;
    this.music.forget(call);
    await this.plays.interrupt(call.party);
    call.released = true;
    const answer = await this.ari.request('POST', `channels/${call.channel}/${verb}`, query);
    if (!succeeded(answer)) call.released = false;
    return resultOf(answer);
  }

  private post(party: PartyId, verb: string): Promise<Result> {
    return this.onCall(party, 'POST', verb);
  }

  private async onCall(party: PartyId, method: Method, verb: string, query?: Query): Promise<Result> {
    const call = this.calls.party(party);
    if (!call) return GONE;
    if (call.dialed && !call.up) return NOT_ANSWERED;
    const answer = await this.ari.request(method, `channels/${call.channel}/${verb}`, query);
    return resultOf(answer);
  }

  /** Sets variables and functions of a channel, in one request where Asterisk can. */
  async set(call: Call, variables: Readonly<Record<string, string>>): Promise<Result> {
    const path = `channels/${call.channel}/variable`;
    if (this.setsMany) {
      const answer = await this.ari.request('POST', `${path}s`, undefined, { variables });
      if (!isUnknownResource(answer)) return resultOf(answer);
      this.setsMany = false;
    }
    const sets = Object.entries(variables).map(([variable, value]) =>
      this.ari.request('POST', path, { variable, value }),
    );
    const answers = await Promise.all(sets);
    // The last one is a refinement that older versions do not know; the party is none the worse for it.
    return resultOf(answers.slice(0, 2).find((answer) => !succeeded(answer)) ?? { status: 204, body: Buffer.alloc(0) });
  }
}

/** A path that this version does not have, as opposed to a channel that is not there. */
const isUnknownResource = (answer: Answer): boolean =>
  answer.status === 404 && messageOf(answer) === 'Resource not found';
