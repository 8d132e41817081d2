/**
 * Carries out what decisions want done on a PBX: in order within a call, each as soon as the one before was accepted, and
 * at once what does not depend on it. Dialling waits for nobody, hanging up for nobody but a dial of that party that is
 * on its way, which it must not overtake. What a command answers is not the state (events are), but one that cannot
 * succeed is reported, so that no call waits for an event that never comes.
 */
import type { Effect } from '../core/effect';
import { bare } from '../core/ids';
import type { Ids } from '../ports/ids';
import type { Log } from '../ports/log';
import type { Metrics } from '../ports/metrics';
import type { Join, Pbx, Result } from '../ports/pbx';
import { AGAIN, takeTogether } from './effectOrder';
import type { Lines } from './lines';
import type { Programs } from './programs';
import type { Resolve } from './promptAudio';

/** What calls say of their effects. */
export interface CallsAsked {
  /** A command ended in anything but `ok`. */
  commandFailed(tenant: string, effect: Effect, result: Result): void;
  /** Whether a party is still wanted: an intent may have been given up before it was durable. */
  wanted(tenant: string, effect: Effect): boolean;
  /** Whether a party is in that call and not about to be hung up. */
  stays(tenant: string, effect: { readonly call: string; readonly party: string }): boolean;
}

/** Done when it is its turn, whatever else the call waits for: who rings at others, who leaves, and what a phone is told before it does. */
const APART = ['dial', 'hangup', 'reject', 'transferProgress'] as const satisfies Effect['do'][];
type Apart = Extract<Effect, { do: (typeof APART)[number] }>;
const isApart = (effect: Effect): effect is Apart => (APART as readonly string[]).includes(effect.do);

interface Lane {
  readonly pbx: string;
  readonly queue: Effect[];
}

export class Effects {
  private readonly lanes = new Map<string, Lane>();
  /** How often the link to a PBX was lost. */
  private readonly losses = new Map<string, number>();
  /** Dials on their way, by party. */
  private readonly dials = new Map<string, Promise<Result>>();
  /** What phones are being told about the transfers they asked for, by party. */
  private readonly tellings = new Map<string, Promise<Result>>();
  /** Hangings up on their way, by party. */
  private readonly ends = new Map<string, Promise<void>>();

  constructor(
    private readonly ports: { ids: Ids; log: Log; metrics: Metrics },
    private readonly lines: Lines,
    private readonly programs: Programs,
    private readonly calls: CallsAsked,
    private readonly resolve: Resolve,
    /** Whether the tenant may dial once more; asked once per dial. */
    private readonly mayDial: (tenant: string) => boolean,
  ) {}

  /** Calls with commands on their way. */
  get size(): number {
    return this.lanes.size;
  }

  run(tenant: string, effects: readonly Effect[]): void {
    const fresh = new Map<string, Lane>();
    const begin = (): void => {
      for (const [call, lane] of fresh) void this.drain(tenant, call, lane);
      fresh.clear();
    };
    for (const effect of effects) {
      if (!isApart(effect)) {
        const lane = this.queue(effect);
        if (lane) fresh.set(effect.call, lane);
        continue;
      }
      begin();
      const done = this.perform(tenant, effect);
      if (effect.do === 'hangup' || effect.do === 'reject') this.end(effect.party, done);
    }
    begin();
  }

  private end(party: string, done: Promise<void>): void {
    this.ends.set(party, done);
    void done.finally(() => {
      if (this.ends.get(party) === done) this.ends.delete(party);
    });
  }

  /** The link is lost: what was still to be told is void, and so is every answer to come. */
  drop(pbx: string): void {
    this.losses.set(pbx, (this.losses.get(pbx) ?? 0) + 1);
    for (const [call, lane] of this.lanes) {
      if (lane.pbx !== pbx) continue;
      lane.queue.length = 0;
      this.lanes.delete(call);
    }
  }

  /** Says the lane when nobody drains it yet. */
  private queue(effect: Effect): Lane | undefined {
    const lane = this.lanes.get(effect.call);
    if (lane) {
      lane.queue.push(effect);
      return undefined;
    }
    const fresh: Lane = { pbx: effect.pbx, queue: [effect] };
    this.lanes.set(effect.call, fresh);
    return fresh;
  }

  private async drain(tenant: string, call: string, lane: Lane): Promise<void> {
    while (lane.queue.length > 0)
      await Promise.all(takeTogether(lane.queue).map((effect) => this.perform(tenant, effect)));
    if (this.lanes.get(call) === lane) this.lanes.delete(call);
  }

  private async perform(tenant: string, effect: Effect): Promise<void> {
    // Not even a program is begun on a dead link: it would hear nothing and go on as if nobody had pressed a key.
    const pbx = this.lines.state(effect.pbx) === 'live' ? this.lines.get(effect.pbx) : undefined;
    const losses = this.losses.get(effect.pbx);
    const lost = (): boolean => losses !== this.losses.get(effect.pbx);
    let result: Result = pbx ? await this.command(tenant, pbx, effect) : { result: 'linkDown' };
    if (pbx && result.result === 'timeout' && !lost() && this.again(tenant, effect))
      result = await this.command(tenant, pbx, effect);
    if (result.result === 'ok' || lost()) return;
    this.ports.metrics.count('signalbox_commands_failed_total', { command: effect.do, result: result.result });
    this.ports.log.debug('a command did not succeed', { tenant, pbx: effect.pbx, ...describe(effect), ...result });
    this.calls.commandFailed(tenant, effect, result);
  }

  /** Whom its call has given to another one meanwhile would be taken away from there. */
  private again(tenant: string, effect: Effect): boolean {
    return AGAIN.has(effect.do) && (effect.do !== 'join' || this.calls.stays(tenant, effect));
  }

  private command(tenant: string, pbx: Pbx, effect: Effect): Promise<Result> {
    switch (effect.do) {
      case 'answer':
      case 'ringing':
        return pbx[effect.do](bare(effect.party));
      case 'reject':
      case 'hangup':
        return this.after(effect.party, () => pbx[effect.do](bare(effect.party), effect.cause));
      case 'take':
        return pbx.take(bare(effect.party), effect.tags, effect.maxMs);
      case 'tag':
        if (!this.calls.stays(tenant, effect)) return accepted();
        return pbx.tag(bare(effect.party), effect.tags, effect.maxMs);
      case 'dial':
        return this.dial(tenant, pbx, effect);
      case 'open':
      case 'close':
        return pbx[effect.do](bare(effect.conversation));
      case 'join':
        return pbx.join(bare(effect.conversation), bare(effect.party), bareJoin(effect.how));
      case 'leave':
        return pbx.leave(bare(effect.conversation), bare(effect.party));
      default:
        return this.media(tenant, pbx, effect);
    }
  }

  private async dial(tenant: string, pbx: Pbx, effect: Extract<Effect, { do: 'dial' }>): Promise<Result> {
    const { party, dial } = effect;
    // Given up before it was durable: the PBX is about to say that it does not know the party, which is gone then.
    if (this.ends.has(party)) await this.ends.get(party);
    if (!this.calls.wanted(tenant, effect)) return accepted();
    if (!this.mayDial(tenant)) return { result: 'refused', code: 'overloaded' };
    const dialled = pbx.dial({ ...dial, party: bare(party) });
    this.dials.set(party, dialled);
    return dialled.finally(() => this.dials.delete(party));
  }

  private async after(party: string, command: () => Promise<Result>): Promise<Result> {
    await this.dials.get(party);
    await this.tellings.get(party);
    return command();
  }

  /** In order: a phone that is hung up without the last word takes its transfer for failed. */
  private tell(pbx: Pbx, { party, state }: Extract<Effect, { do: 'transferProgress' }>): Promise<Result> {
    const before = this.tellings.get(party);
    const say = () => pbx.transferProgress(bare(party), state);
    const told = before ? before.then(say) : say();
    this.tellings.set(party, told);
    return told.finally(() => {
      if (this.tellings.get(party) === told) this.tellings.delete(party);
    });
  }

  private play(
    tenant: string,
    pbx: Pbx,
    { call, target, media: items }: Extract<Effect, { do: 'play' }>,
  ): Promise<Result> {
    const media = this.resolve(tenant, call, items);
    if (media.length === 0) return accepted();
    return pbx.play({ target: bareTarget(target), job: this.ports.ids.fresh(), media });
  }

  private media(tenant: string, pbx: Pbx, effect: Effect): Promise<Result> {
    switch (effect.do) {
      case 'hold':
        return pbx.hold(bare(effect.party), effect.music);
      case 'mute':
        return pbx.mute(bare(effect.party), effect.on);
      case 'transferProgress':
        return this.tell(pbx, effect);
      case 'play':
        return this.play(tenant, pbx, effect);
      case 'detectMachine':
        return pbx.detectMachine(bare(effect.party), effect.params);
      case 'run':
        return this.programs.start({ ...effect, tenant, pbx }).then(accepted);
      case 'endProgram':
        return this.programs.end(effect.party, effect.leaving === true).then(accepted);
      default:
        return accepted();
    }
  }
}

const accepted = (): Promise<Result> => Promise.resolve({ result: 'ok', value: undefined });

const bareJoin = (how: Join = { mode: 'talk' }): Join =>
  how.mode === 'coach' ? { mode: 'coach', of: bare(how.of) } : how;

const bareTarget = (target: { party: string } | { conversation: string }) =>
  'party' in target ? { party: bare(target.party) } : { conversation: bare(target.conversation) };

const describe = (effect: Effect) => ({
  command: effect.do,
  call: effect.call,
  ...('party' in effect && { party: effect.party }),
});
