/**
 * Where a connector to another kind of PBX begins: it keeps what every link must do and says of every command that it
 * cannot do it yet. Copy the folder, take a command off `MISSING` with each one that works, and let the contract say
 * what is left (docs/connectors.md).
 */
import { type Finding, inArea } from '../../src/core/finding';
import type * as P from '../../src/ports/pbx';
import { type SkeletonOptions, type SkeletonPorts, UNSUPPORTED } from './options';
import { Subscription } from './subscription';

export type { SkeletonOptions, SkeletonPorts } from './options';

/** Commands of the port that this connector does not have yet. */
export const MISSING = [
  'dial',
  'answer',
  'ringing',
  'reject',
  'hangup',
  'tag',
  'play',
  'stopJob',
  'warm',
  'hold',
  'mute',
  'sendDigits',
  'open',
  'join',
  'leave',
  'close',
  'record',
  'pauseRecord',
  'recording',
  'forget',
  'detectMachine',
  'handOver',
  'giveBack',
  'take',
  'transferProgress',
  'remember',
  'device',
  'observe',
] as const satisfies readonly (keyof P.Pbx)[];

/** A connector that has nothing but its link. */
export function skeleton(options: SkeletonOptions, ports: SkeletonPorts): P.Pbx {
  return new Skeleton(options, ports);
}

class Skeleton implements P.Pbx {
  readonly name: string;
  private readonly subscription: Subscription;

  constructor(
    options: SkeletonOptions,
    private readonly ports: SkeletonPorts,
  ) {
    this.name = options.name;
    this.subscription = new Subscription(ports.clock);
  }

  start(listener: (event: P.PbxEvent) => void): void {
    this.ports.log.warn('this kind of PBX is a skeleton: it takes no calls', { pbx: this.name, missing: MISSING });
    this.subscription.start(listener);
  }

  async stop(): Promise<void> {
    this.subscription.stop();
  }

  /** Only what always works; what sometimes does is answered by its result. */
  abilities(): ReadonlySet<P.Ability> {
    return new Set();
  }

  /** Nobody is there as long as nobody can arrive. */
  async list(): Promise<P.Result<readonly P.PartySnapshot[]>> {
    return this.subscription.live ? { result: 'ok', value: [] } : { result: 'linkDown' };
  }

  /** Each part is asked by itself; there is none to ask yet. */
  async probe(): Promise<readonly P.Probe[]> {
    return [];
  }

  /** What an admin should mend: for as long as it is a skeleton, that. */
  async examine(): Promise<readonly Finding[]> {
    const advice = 'docs/connectors.md says how it becomes one';
    return [
      inArea(`pbx ${this.name}`)('connector', 'warn', 'this kind of PBX is a skeleton: it takes no calls', advice),
    ];
  }

  readonly dial = this.not();
  readonly answer = this.not();
  readonly ringing = this.not();
  readonly reject = this.not();
  readonly hangup = this.not();
  readonly tag = this.not();
  readonly play = this.not();
  readonly stopJob = this.not();
  readonly warm = this.not();
  readonly hold = this.not();
  readonly mute = this.not();
  readonly sendDigits = this.not();
  readonly open = this.not();
  readonly join = this.not();
  readonly leave = this.not();
  readonly close = this.not();
  readonly record = this.not();
  readonly pauseRecord = this.not();
  readonly recording = this.not();
  readonly forget = this.not();
  readonly detectMachine = this.not();
  readonly handOver = this.not();
  readonly giveBack = this.not();
  readonly take = this.not();
  readonly transferProgress = this.not();
  readonly remember = this.not();
  readonly device = this.not();
  readonly observe = this.not();

  /** A command that is not there yet: while the link is down that comes first, as for every command. */
  private not(): () => Promise<P.Result<never>> {
    return async () => (this.subscription.live ? UNSUPPORTED : { result: 'linkDown' });
  }
}
