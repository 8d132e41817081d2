/**
 * The Asterisk connector: `Pbx` over ARI. The link says what is there, the translation says what happens, the commands
 * say what to do; here they only get their names of the port. What is in which folder: docs/connectors.md.
 */
import type { MachineParams } from '../../src/core/machine';
import type { Audible } from '../../src/core/media';
import type * as P from '../../src/ports/pbx';
import { examine } from './examine/examine';
import { type AsteriskOptions, type AsteriskPorts, applicationOf } from './options';
import { assemble, type Parts } from './parts';
import { list, takeInventory } from './resync';
import { LINK_DOWN, refused } from './words/results';

export type { AsteriskOptions, AsteriskPorts } from './options';

/** A connector to one Asterisk. */
export function asterisk(options: AsteriskOptions, ports: AsteriskPorts): P.Pbx {
  return new Asterisk(options, ports);
}

const ABILITIES: ReadonlySet<P.Ability> = new Set([
  'detectMachine',
  'record',
  'transferAsked',
  'handOver',
  'remember',
  'coach',
  'sendDigits',
  'observe',
]);

class Asterisk implements P.Pbx {
  readonly name: string;
  private readonly parts: Parts;
  private listener: ((event: P.PbxEvent) => void) | undefined;

  constructor(
    private readonly options: AsteriskOptions,
    private readonly ports: AsteriskPorts,
  ) {
    this.name = options.name;
    this.parts = assemble(options, ports, (event) => this.emit(event));
  }

  start(listener: (event: P.PbxEvent) => void): void {
    if (this.listener) return;
    this.listener = listener;
    this.parts.link.start();
  }

  async stop(): Promise<void> {
    await Promise.resolve(); // the listener is not called from inside a command
    this.parts.link.stop();
    await this.parts.ari.close();
    this.listener = undefined;
  }

  abilities(): ReadonlySet<P.Ability> {
    return ABILITIES;
  }

  dial(dial: P.Dial): Promise<P.Result> {
    return this.down() ?? this.parts.dialer.dial(dial);
  }

  answer(party: P.PartyId): Promise<P.Result> {
    return this.down() ?? this.parts.commands.answer(party);
  }

  ringing(party: P.PartyId): Promise<P.Result> {
    return this.down() ?? this.parts.commands.ringing(party);
  }

  reject(party: P.PartyId, cause: P.Cause): Promise<P.Result> {
    return this.down() ?? this.parts.commands.reject(party, cause);
  }

  hangup(party: P.PartyId, cause: P.Cause): Promise<P.Result> {
    return this.down() ?? this.parts.commands.hangup(party, cause);
  }

  tag(party: P.PartyId, tags: P.Tags, maxMs: number): Promise<P.Result> {
    return this.down() ?? this.parts.commands.tag(party, tags, maxMs);
  }

  play(play: P.Play): Promise<P.Result> {
    return this.down() ?? this.parts.plays.play(play);
  }

  stopJob(id: P.JobId): Promise<P.Result> {
    const { jobs, plays, records } = this.parts;
    const job = jobs.get(id);
    if (!job) return this.down() ?? records.stopUnknown(id);
    return this.down() ?? (job.kind === 'play' ? plays.stop(job) : records.stop(job));
  }

  warm(media: readonly Audible[]): Promise<P.Result> {
    return this.down() ?? this.parts.plays.fetch(media);
  }

  hold(party: P.PartyId, music: string): Promise<P.Result> {
    return this.down() ?? this.parts.commands.hold(party, music);
  }

  mute(party: P.PartyId, on: boolean): Promise<P.Result> {
    return this.down() ?? this.parts.commands.mute(party, on);
  }

  sendDigits(party: P.PartyId, digits: string): Promise<P.Result> {
    return this.down() ?? this.parts.commands.sendDigits(party, digits);
  }

  open(conversation: P.ConversationId): Promise<P.Result> {
    return this.down() ?? this.parts.conversations.open(conversation);
  }

  join(conversation: P.ConversationId, party: P.PartyId, how: P.Join): Promise<P.Result> {
    return this.down() ?? this.parts.conversations.join(conversation, party, how);
  }

  leave(conversation: P.ConversationId, party: P.PartyId): Promise<P.Result> {
    return this.down() ?? this.parts.conversations.leave(conversation, party);
  }

  close(conversation: P.ConversationId): Promise<P.Result> {
    return this.down() ?? this.parts.conversations.close(conversation);
  }

  record(record: P.RecordJob): Promise<P.Result> {
    return this.down() ?? this.parts.records.record(record);
  }

  pauseRecord(job: P.JobId, on: boolean): Promise<P.Result> {
    return this.down() ?? this.parts.records.pause(job, on);
  }

  recording(job: P.JobId): Promise<P.Result<AsyncIterable<Uint8Array>>> {
    return this.down() ?? this.parts.records.audio(job);
  }

  forget(job: P.JobId): Promise<P.Result> {
    return this.down() ?? this.parts.records.forget(job);
  }

  detectMachine(party: P.PartyId, params: MachineParams): Promise<P.Result> {
    return this.down() ?? this.parts.machines.detect(party, params);
  }

  handOver(party: P.PartyId, node: string): Promise<P.Result> {
    return this.down() ?? this.parts.commands.handOver(party, applicationOf(node));
  }

  giveBack(party: P.PartyId, point: string): Promise<P.Result> {
    return this.down() ?? this.parts.commands.giveBack(party, point);
  }

  take(party: P.PartyId, tags: P.Tags, maxMs: number): Promise<P.Result> {
    return this.down() ?? this.parts.takes.take(party, tags, maxMs);
  }

  transferProgress(party: P.PartyId, state: 'trying' | 'ringing' | 'done' | 'failed'): Promise<P.Result> {
    return this.down() ?? this.parts.commands.transferProgress(party, state);
  }

  remember(key: string, value: string): Promise<P.Result> {
    return this.down() ?? this.parts.surroundings.remember(key, value);
  }

  device(endpoint: string): Promise<P.Result<P.DeviceState>> {
    return this.down() ?? this.parts.surroundings.device(endpoint);
  }

  observe(phones: readonly string[]): Promise<P.Result<readonly P.PhoneCall[]>> {
    return this.down() ?? this.parts.observed.observe(phones);
  }

  list(): Promise<P.Result<readonly P.PartySnapshot[]>> {
    return this.down() ?? this.look();
  }

  /** Also while the link is down: which part does not answer is what one wants to know then. */
  probe(): Promise<readonly P.Probe[]> {
    return this.parts.surroundings.probe();
  }

  examine(about: P.Examined) {
    const { ari, link } = this.parts;
    const { options, ports } = this;
    return examine({ ari, options, ports, live: link.live, id: ports.ids.fresh() }, about);
  }

  private async look(): Promise<P.Result<readonly P.PartySnapshot[]>> {
    const { ari, calls, app } = this.parts;
    const inventory = await takeInventory(ari, app, false);
    return inventory ? { result: 'ok', value: list(calls, inventory, app).parties } : refused('failed', 'not listed');
  }

  private down(): Promise<P.Result<never>> | undefined {
    return this.parts.link.live ? undefined : Promise.resolve(LINK_DOWN);
  }

  /** A listener that fails is its own affair: the socket goes on. */
  private emit(event: P.PbxEvent): void {
    try {
      this.listener?.(event);
    } catch (error) {
      const { log, metrics } = this.parts.ports;
      metrics.count('signalbox_pbx_listener_failures_total', { pbx: this.name });
      log.error('the listener of PBX events failed', { type: event.type, error });
    }
  }
}
