/** The port of one gateway process to the simulated PBX: each command of `Pbx` as an order that goes by its connection. */
import { type Finding, inArea } from '../../src/core/finding';
import type { MachineParams } from '../../src/core/machine';
import type { Audible } from '../../src/core/media';
import { missingSound } from '../../src/core/missingSound';
import type {
  Ability,
  Cause,
  ConversationId,
  DeviceState,
  Dial,
  Examined,
  JobId,
  Join,
  PartyId,
  PartySnapshot,
  Pbx,
  PbxEvent,
  PhoneCall,
  Play,
  Probe,
  RecordJob,
  Result,
  Tags,
} from '../../src/ports/pbx';
import { ABILITIES } from './abilities';
import type { Connection } from './connection';
import { Orders } from './orders';
import { snapshotOf } from './party';
import type { Phones } from './phones';
import { between } from './random';
import { GONE, OK, refused } from './results';
import type { Switchboard } from './switchboard';

const PARTS = ['channels', 'bridges', 'applications', 'deviceStates'] as const;

/** The simulator as a `Pbx`. */
export class SimulatedPort implements Pbx {
  readonly name: string;
  private readonly board: Switchboard;
  private readonly orders: Orders;
  private readonly node: string;

  constructor(
    private readonly connection: Connection,
    private readonly phones: Phones,
  ) {
    this.board = connection.exterior.board;
    this.name = this.board.parts.name;
    this.node = connection.node;
    this.orders = new Orders(this.board);
  }

  start(listener: (event: PbxEvent) => void): void {
    this.connection.start(listener);
  }

  stop(): Promise<void> {
    return this.connection.stop();
  }

  abilities(): ReadonlySet<Ability> {
    return new Set(ABILITIES);
  }

  async dial(dial: Dial): Promise<Result> {
    const { parties } = this.connection.ledger;
    const owed = parties.has(dial.party);
    if (this.connection.link.state === 'live') parties.add(dial.party);
    const result = await this.connection.order('dial', dial, () => this.phones.dial(dial, this.node));
    if (result.result === 'refused' && !owed) parties.delete(dial.party);
    if (result.result === 'timeout') this.settle(dial.party);
    return result;
  }

  answer(party: PartyId): Promise<Result> {
    return this.connection.order('answer', { party }, () => this.orders.answer(party));
  }

  ringing(party: PartyId): Promise<Result> {
    return this.connection.order('ringing', { party }, () => this.orders.ringing(party));
  }

  reject(party: PartyId, cause: Cause): Promise<Result> {
    return this.connection.order('reject', { party, cause }, () => this.orders.reject(party, cause));
  }

  hangup(party: PartyId, cause: Cause): Promise<Result> {
    return this.connection.order('hangup', { party, cause }, () => this.orders.hangup(party, cause));
  }

  tag(party: PartyId, tags: Tags, maxMs: number): Promise<Result> {
    return this.connection.order('tag', { party, tags, maxMs }, () => this.orders.tag(party, tags, maxMs));
  }

  play(play: Play): Promise<Result> {
    return this.job(
      play.job,
      this.connection.order('play', play, () => this.board.jobs.play(play, this.node)),
    );
  }

  stopJob(job: JobId): Promise<Result> {
    return this.connection.order('stopJob', { job }, () => this.board.jobs.stop(job));
  }

  warm(media: readonly Audible[]): Promise<Result> {
    return this.connection.order('warm', media, () => OK);
  }

  hold(party: PartyId, music: string): Promise<Result> {
    return this.connection.order('hold', { party, music }, () => this.orders.hold(party, music));
  }

  mute(party: PartyId, on: boolean): Promise<Result> {
    return this.connection.order('mute', { party, on }, () => this.orders.mute(party, on));
  }

  sendDigits(party: PartyId, digits: string): Promise<Result> {
    return this.connection.order('sendDigits', { party, digits }, () => this.orders.sendDigits(party, digits));
  }

  open(conversation: ConversationId): Promise<Result> {
    return this.connection.order('open', { conversation }, () =>
      this.board.conversations.open(conversation, this.node),
    );
  }

  join(conversation: ConversationId, party: PartyId, how: Join): Promise<Result> {
    const join = { conversation, party, ...how };
    return this.connection.order('join', join, () => this.board.conversations.join(conversation, party, how));
  }

  leave(conversation: ConversationId, party: PartyId): Promise<Result> {
    return this.connection.order('leave', { conversation, party }, () =>
      this.board.conversations.leave(conversation, party),
    );
  }

  close(conversation: ConversationId): Promise<Result> {
    return this.connection.order('close', { conversation }, () => this.board.conversations.close(conversation));
  }

  record(record: RecordJob): Promise<Result> {
    return this.job(
      record.job,
      this.connection.order('record', record, () => this.board.jobs.record(record, this.node)),
    );
  }

  pauseRecord(job: JobId, on: boolean): Promise<Result> {
    return this.connection.order('pauseRecord', { job, on }, () => this.board.jobs.pause(job, on));
  }

  recording(job: JobId): Promise<Result<AsyncIterable<Uint8Array>>> {
    return this.connection.order('recording', { job }, () => this.board.jobs.audio(job));
  }

  forget(job: JobId): Promise<Result> {
    return this.connection.order('forget', { job }, () => this.board.jobs.forget(job));
  }

  detectMachine(party: PartyId, { totalMs }: MachineParams): Promise<Result> {
    const afterMs = Math.min(totalMs, between(this.board.parts.random, 1500, 2500));
    return this.connection.order('detectMachine', { party }, () => this.orders.detectMachine(party, afterMs));
  }

  handOver(party: PartyId, node: string): Promise<Result> {
    return this.connection.order('handOver', { party, node }, () =>
      this.connection.exterior.hasNode(node)
        ? this.orders.handOver(party, node)
        : refused('unreachable', `no node ${node}`),
    );
  }

  giveBack(party: PartyId, point: string): Promise<Result> {
    return this.connection.order('giveBack', { party, point }, () => this.orders.giveBack(party, point));
  }

  take(party: PartyId, tags: Tags, maxMs: number): Promise<Result> {
    const take = { party, tags, maxMs };
    return this.connection.order('take', take, () => (this.board.take(take, this.node) ? OK : GONE));
  }

  transferProgress(party: PartyId, state: 'trying' | 'ringing' | 'done' | 'failed'): Promise<Result> {
    return this.connection.order('transferProgress', { party, state }, () =>
      this.orders.transferProgress(party, state),
    );
  }

  remember(key: string, value: string): Promise<Result> {
    this.connection.ledger.values.set(key, value);
    return this.connection.order('remember', { key, value }, () => {
      this.board.remembered.set(key, value);
      return OK;
    });
  }

  device(endpoint: string): Promise<Result<DeviceState>> {
    return this.connection.order('device', { endpoint }, () => {
      const value = this.board.lamps.watch(endpoint, this.node);
      this.connection.ledger.lamps.set(endpoint, value);
      return { result: 'ok', value };
    });
  }

  observe(phones: readonly string[]): Promise<Result<readonly PhoneCall[]>> {
    return this.connection.order('observe', { phones }, () => ({
      result: 'ok',
      value: this.board.phoneCalls.observe(phones, this.node),
    }));
  }

  list(): Promise<Result<readonly PartySnapshot[]>> {
    return this.connection.order('list', {}, () => {
      const mine = [...this.board.exchange.parties.values()].filter((party) => party.node === this.node);
      return { result: 'ok', value: mine.map(snapshotOf) };
    });
  }

  /** Nothing here can be set wrongly, and there are no sounds. */
  async examine({ sounds = [] }: Examined): Promise<readonly Finding[]> {
    const here = inArea(`pbx ${this.name}`)('address', 'ok', 'the simulated PBX is in this process');
    return [here, ...sounds.map((sound) => missingSound(this.name, sound))];
  }

  async probe(): Promise<readonly Probe[]> {
    const { clock } = this.board.parts;
    const asked = clock.monotonic();
    const results = await Promise.all(PARTS.map((part) => this.connection.order(`probe ${part}`, {}, () => OK)));
    const ms = clock.monotonic() - asked;
    return PARTS.map((part, index) => ({ part, ok: results[index]?.result === 'ok', ms }));
  }

  /** A job is owed its end from the moment it is asked for; not when it was refused. */
  private async job(job: JobId, asked: Promise<Result>): Promise<Result> {
    const { jobs } = this.connection.ledger;
    if (this.connection.link.state === 'live') jobs.add(job);
    const result = await asked;
    if (result.result !== 'ok' && !this.board.jobs.has(job)) jobs.delete(job);
    return result;
  }

  /** Nobody knows whether a dial that timed out has happened: if it has not, its party is gone. */
  private settle(party: PartyId): void {
    const { ledger, link } = this.connection;
    if (link.state !== 'live' || !ledger.parties.has(party) || this.board.exchange.parties.has(party)) return;
    this.connection.say({ at: this.board.parts.clock.now(), type: 'gone', party, cause: 'failed', by: 'pbx' });
  }
}
