/** Callbacks of a node, put together: their indexes, who dials them, and what is asked, told and changed about them. */
import type { Callback } from '../core/callback';
import type { CallbackConfig } from '../core/callbackConfig';
import { decideCallbackDeadline } from '../core/callbackDeadlines';
import type { Delay } from '../core/callbackDelay';
import type { CallbackSwitch } from '../core/callbackSwitch';
import { nothing } from '../core/decision';
import { isRefusal, type Refusal } from '../core/errors';
import type { Entry } from '../core/queue';
import type { JournalRecord } from '../core/record';
import type { SlotHold } from '../core/slotHold';
import { decideHoldEnd } from '../core/slotHolding';
import type { Vault } from '../ports/vault';
import type { CallbackOffers } from './assignments';
import { type CallbackAgentParts, CallbackAgents } from './callbackAgents';
import { CallbackBulk } from './callbackBulk';
import { CallbackCommands } from './callbackCommands';
import { CallbackEngine } from './callbackEngine';
import { CallbackForecast, type ForecastParts } from './callbackForecast';
import { CallbackHistory } from './callbackHistory';
import { CallbackIndexes } from './callbackIndexes';
import { CallbackMeters } from './callbackMeters';
import { CallbackModes } from './callbackModes';
import { CallbackOffering } from './callbackOffering';
import { CallbackOutlook, type OutlookParts } from './callbackOutlook';
import { CallbackPlacing, type PlacingParts } from './callbackPlacing';
import { CallbackQuarters } from './callbackQuarters';
import { CallbackReasons } from './callbackReasons';
import { CallbackSettings } from './callbackSettings';
import { CallbackSilence } from './callbackSilence';
import { CallbackSlots } from './callbackSlots';
import { CallbackSwitches } from './callbackSwitches';
import { CallbackService } from './callbacks';
import type { CommandFamily } from './commandReplies';
import type { Deadlines } from './deadlines';
import { KeptPlaces } from './keptPlaces';
import type { Mappings } from './mappings';
import { MessageCounts } from './messageCounts';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { People } from './people';
import { SlotHolds } from './slotHolds';
import { TransactionRecords } from './transactionRecords';
import { Trunks } from './trunks';

export class CallbackServices implements PartitionListener {
  readonly kinds = ['callbackSwitch', 'queue'] as const;
  readonly api: CallbackService;
  readonly commands: CommandFamily;
  readonly engine: CallbackEngine;
  private readonly offering: CallbackOffering;
  readonly listeners: readonly PartitionListener[];
  readonly indexes: CallbackIndexes;
  readonly trunks: Trunks;
  readonly silence: CallbackSilence;
  private readonly quarters: CallbackQuarters;
  private readonly holds: SlotHolds;
  private readonly messages: MessageCounts;
  readonly settings: CallbackSettings;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    mappings: Mappings,
    parts: Pick<CallbackAgentParts & PlacingParts, 'boards' | 'lines'> & {
      readonly people: Pick<People, 'mayDial' | 'suspended'>;
      readonly standing: OutlookParts['lines'];
      readonly queues: Pick<ForecastParts & CallbackAgentParts, 'waiting'>;
      readonly vault: Vault;
    },
  ) {
    const indexes = new CallbackIndexes(ports, partitions);
    this.quarters = new CallbackQuarters(ports, partitions);
    this.indexes = indexes;
    this.holds = new SlotHolds(partitions);
    this.messages = new MessageCounts(ports, partitions, mappings);
    const settings: CallbackSettings = new CallbackSettings(partitions, mappings, {
      indexes,
      quarters: this.quarters,
      ...{ holds: this.holds, messages: this.messages },
      expects: (...asked) => forecast.expected(...asked),
    });
    const forecast: CallbackForecast = new CallbackForecast({ settings, waiting: parts.queues.waiting });
    this.settings = settings;
    const modes = new CallbackModes(partitions, mappings);
    const placing = new CallbackPlacing(ports, partitions, mappings, { ...parts, settings });
    this.trunks = new Trunks(ports, partitions, mappings, (to) => this.engine.line(to));
    const agents = new CallbackAgents({ ...parts, indexes, modes, waiting: parts.queues.waiting });
    const together = { ...parts, indexes, settings, modes, placing, agents, trunks: this.trunks };
    this.engine = new CallbackEngine(ports, partitions, mappings, together);
    this.offering = new CallbackOffering(partitions, mappings, together);
    this.commands = new CallbackCommands(ports, partitions, mappings, settings, indexes);
    const reasons = new CallbackReasons(ports, partitions, mappings, { ...together, forecast });
    this.api = new CallbackService(
      ports,
      partitions,
      indexes,
      new CallbackOutlook(ports, partitions, mappings, { ...together, forecast, lines: parts.standing, reasons }),
      new CallbackSwitches(partitions, mappings),
      new CallbackBulk(partitions, mappings, settings, indexes),
      this.keptPlaces(parts),
      new CallbackHistory(ports, partitions, new TransactionRecords(ports, partitions)),
      new CallbackSlots(ports, partitions, settings, indexes),
    );
    this.silence = new CallbackSilence(partitions, mappings, this.quarters);
    this.listeners = [indexes, ...this.counting, this.trunks, this.engine, new CallbackMeters(ports), this];
  }

  private keptPlaces({
    vault,
    people,
  }: {
    readonly vault: Vault;
    readonly people: Pick<People, 'suspended'>;
  }): KeptPlaces {
    const configOf = (tenant: string, queue: string) => this.configOf(tenant, queue);
    return new KeptPlaces(vault, this.partitions, configOf, (tenant) => people.suspended(tenant));
  }

  private get counting(): readonly PartitionListener[] {
    return [this.holds, this.messages, this.quarters];
  }

  /** A queue opened or closed, or a switch was turned: what is held because of that is looked at. */
  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('queue/')) this.reconsider(tenant, subject.slice('queue/'.length));
    else if (subject.startsWith('callbackSwitch/')) this.reconsider(tenant, (data as CallbackSwitch).queue);
  }

  /** How those who bring entries and agents together have callbacks placed. */
  readonly offers: CallbackOffers = {
    offer: (...all) => this.offering.offer(...all),
    turn: (tenant) => this.engine.turn(tenant),
  };

  /** How callbacks of a queue are taken, or why none are. */
  configOf(tenant: string, name: string): CallbackConfig | Refusal {
    const queue = this.settings.queue(tenant, name);
    return isRefusal(queue) ? queue : this.settings.config(queue, this.indexes.index(tenant), this.ports.clock.now());
  }

  /** Why a callback that an agent is there for must not be dialled after all. */
  keptBy(tenant: string, callback: Callback): Delay | undefined {
    return this.offering.keptBy(tenant, callback);
  }

  handle(deadlines: Deadlines): void {
    this.silence.handle(deadlines);
    deadlines.handle('slotHold', (tenant, id, _, at) => {
      this.partitions.decide(tenant, { actor: 'system' }, (partition, context) =>
        decideHoldEnd(partition.get<SlotHold>('slotHold', id), at, context),
      );
    });
    deadlines.handle('callback', (tenant, id, name, at) => this.deadline(tenant, id, name, at));
  }

  private deadline(tenant: string, id: string, name: string, at: number): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const callback = partition.get<Callback>('callback', id);
      if (!callback) return nothing;
      const entry = partition.get<Entry>('entry', callback.entry ?? '');
      const config = () => this.configOf(tenant, callback.queue);
      return decideCallbackDeadline({ callback, entry, config }, { name, at }, context);
    });
  }

  /** Indexes the callbacks of a tenant that was loaded. */
  async loaded(tenant: string): Promise<void> {
    await this.indexes.loaded(tenant);
    await this.holds.loaded(tenant);
    await this.messages.loaded(tenant);
    await this.trunks.loaded(tenant);
    this.quarters.loaded(tenant);
  }

  /** Another mapping is in force: switches, lists, hours and lines may be others. */
  follow(): void {
    for (const tenant of this.partitions.tenants()) {
      this.reconsider(tenant);
      void this.messages.loaded(tenant).catch((error: unknown) => {
        this.ports.log.error('messages could not be counted', { tenant, error: String(error) });
      });
    }
    this.engine.everybody();
    this.trunks.changed();
  }

  stop(): void {
    this.engine.stop();
    this.trunks.stop();
  }

  private reconsider(tenant: string, queue?: string): void {
    void this.engine.reconsider(tenant, queue).catch((error: unknown) => {
      this.ports.log.error('held callbacks could not be looked at', { tenant, error: String(error) });
    });
  }
}
