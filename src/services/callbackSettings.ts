/** What callbacks of a queue are decided by: the mapping in force, the hours of the queue, and what there is already. */
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { change } from '../core/callbackChange';
import type { CallbackConfig } from '../core/callbackConfig';
import { trunkOf } from '../core/callbackDial';
import type { ExpectedDial } from '../core/callbackExpected';
import type { Customer } from '../core/callbackLife';
import { type CallbackPolicy, callbackRules, zoneOf } from '../core/callbackPolicy';
import { ALL_QUEUES, byHand, type CallbackSwitch } from '../core/callbackSwitch';
import { zonesOf } from '../core/customerZones';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import type { GuardCounts, GuardRules } from '../core/guards';
import type { OpeningHours } from '../core/hours';
import type { MessageConfig } from '../core/messageTelling';
import { Opening } from '../core/opening';
import { own } from '../core/own';
import type { Entry } from '../core/queue';
import { closedByHandMs } from '../core/queueOpening';
import type { QueueState } from '../core/queueState';
import type { SlotHold } from '../core/slotHold';
import { ZoneDays } from '../core/zoneDays';
import type { CallbackIndex } from './callbackIndex';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackQuarters } from './callbackQuarters';
import type { Mappings } from './mappings';
import type { MessageCounts } from './messageCounts';
import type { Partitions } from './partitions';
import type { SlotHolds } from './slotHolds';

const NO_RULES = callbackRules.parse({});

/** A queue that takes callbacks, and where they are dialled from. */
export interface CallbackQueue {
  readonly tenant: string;
  readonly queue: string;
  readonly policy: CallbackPolicy;
  readonly pbx: string;
  /** The trunk that it is dialled by, as `<pbx>/<trunk>`. */
  readonly trunk: string;
  readonly routingPoint: string;
  readonly rules: GuardRules;
  /** Its hours, whatever was opened or closed by hand. */
  readonly hours: Opening | undefined;
  readonly zone: string;
}

/** What is counted of the callbacks that there are. */
interface SettingsParts {
  readonly indexes: Pick<CallbackIndexes, 'index' | 'dialsSince'>;
  readonly quarters: Pick<CallbackQuarters, 'noShowPercent'>;
  readonly holds: Pick<SlotHolds, 'in' | 'at' | 'for'>;
  readonly messages: Pick<MessageCounts, 'of'>;
  readonly expects: (
    queue: CallbackQueue,
    callback: Callback,
    place: Entry | undefined,
    now: number,
  ) => ExpectedDial | undefined;
}

export class CallbackSettings {
  /** Prepared hours, as long as the mapping that they stand in is there. */
  private readonly openings = new WeakMap<object, Map<string, Opening>>();

  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: SettingsParts,
  ) {}

  /** How callbacks of a queue are taken and placed, or why there are none. */
  queue(tenant: string, queue: string): CallbackQueue | Refusal {
    const mapping = this.mappings.current.tenants[tenant];
    const settings = own(mapping?.queues, queue);
    if (!mapping || !settings) return refuse('queue.not_found');
    if (!settings.callback) return refuse('callback.not_offered');
    const policy = byHand(settings.callback, this.switched(tenant, queue));
    const [pbx = '', routingPoint = ''] = mapping.venues[policy.venue]?.routingPoint.split('/') ?? [];
    const trunk = trunkOf({ mapping }, policy, policy) ?? '';
    const country = this.country(trunk);
    if (country === undefined) return refuse('destination.no_trunk');
    const rules: GuardRules = {
      policy,
      tenant: byHand(mapping.callbacks ?? NO_RULES, this.switched(tenant, ALL_QUEUES)),
      installation: this.mappings.current.system?.callbacks ?? NO_RULES,
      country,
      opening: this.opening(tenant, queue, policy.hours, settings.hours),
    };
    const zone = zoneOf(policy, settings.hours);
    const hours = this.scheduled(policy.hours ?? settings.hours);
    return { tenant, queue, policy, pbx, trunk, routingPoint, rules, hours, zone };
  }

  /** How the customers of a queue are written; nothing where nobody sends messages, or the queue has none sent. */
  messages({ tenant, policy, zone }: CallbackQueue): MessageConfig | undefined {
    const { name = '', language = 'en', messages: settings } = this.mappings.current.tenants[tenant] ?? {};
    const { send, change } = policy.confirmationMessage;
    if (!settings || !send) return undefined;
    const sentTo = (number: string): number => this.parts.messages.of(tenant, number);
    return { name, language, zone, change, texts: settings.texts, settings, sentTo };
  }

  /** The same by the name of the queue, which may be gone. */
  messagesOf(tenant: string, name: string): MessageConfig | undefined {
    const queue = this.queue(tenant, name);
    return isRefusal(queue) ? undefined : this.messages(queue);
  }

  private switched(tenant: string, id: string): CallbackSwitch | undefined {
    return this.partitions.get(tenant)?.get<CallbackSwitch>('callbackSwitch', id);
  }

  private country(trunk: string): string | undefined {
    const [pbx = '', name = ''] = trunk.split('/');
    return this.mappings.current.pbxs[pbx]?.trunks[name]?.country;
  }

  /** Hours of the callbacks, else those of the queue, which may also be opened and closed by hand. */
  private opening(tenant: string, queue: string, own?: OpeningHours, ofQueue?: OpeningHours): Opening | undefined {
    if (own) return this.scheduled(own);
    const manual = this.partitions.get(tenant)?.get<QueueState>('queue', queue)?.manual;
    if (!manual) return this.scheduled(ofQueue);
    const { open, until } = manual;
    return new Opening({ ...(ofQueue ?? ALWAYS), manual: { open, ...(until !== undefined && { until }) } });
  }

  private scheduled(hours: OpeningHours | undefined): Opening | undefined {
    return hours && this.prepared(hours, hours.zone);
  }

  /** How long in all a queue was closed by hand; nothing where its callbacks have hours of their own. */
  private closedMs({ tenant, queue, policy, hours }: CallbackQueue, now: number): number {
    if (policy.hours) return 0;
    return closedByHandMs(this.partitions.get(tenant)?.get<QueueState>('queue', queue), hours, now);
  }

  private prepared(hours: Pick<OpeningHours, 'weekly'> & Partial<OpeningHours>, zone: string): Opening {
    const known = this.openings.get(hours) ?? new Map<string, Opening>();
    this.openings.set(hours, known);
    const opening = known.get(zone) ?? new Opening({ exceptions: [], ...hours, zone });
    known.set(zone, opening);
    return opening;
  }

  /** The calling windows of a customer, in each zone that it may be in. */
  windows({ policy, zone }: CallbackQueue, { customerNumber, zone: known }: Customer): Opening[] {
    const { windows } = policy;
    if (!windows) return [];
    const hours = this.windowHours(windows);
    return zonesOf(customerNumber, known, zone).map((one) => this.prepared(hours, one));
  }

  private readonly windowsAsHours = new WeakMap<object, { weekly: OpeningHours['weekly'] }>();

  private windowHours(windows: OpeningHours['weekly']): { weekly: OpeningHours['weekly'] } {
    const known = this.windowsAsHours.get(windows) ?? { weekly: windows };
    this.windowsAsHours.set(windows, known);
    return known;
  }

  private readonly zoneDays = new Map<string, ZoneDays>();

  private daysOf(zone: string): ZoneDays {
    const days = this.zoneDays.get(zone) ?? new ZoneDays(zone);
    this.zoneDays.set(zone, days);
    return days;
  }

  /** Dials that count for a budget of the queue, its tenant or the installation: since midnight where the queue is. */
  dialled({ tenant, queue, zone }: CallbackQueue, now: number): GuardCounts['dialled'] {
    return (prefix, level) => {
      const { from } = this.daysOf(zone).of(now);
      if (level === 'installation') return this.parts.indexes.dialsSince(from, prefix);
      return this.parts.indexes.index(tenant).dials.since(from, prefix, level === 'policy' ? queue : undefined);
    };
  }

  /** When the next date begins in a zone. */
  midnightAfter(at: number, zone: string): number {
    return this.daysOf(zone).of(at).until;
  }

  /** What a request and a change are decided by. */
  config(of: CallbackQueue, index: CallbackIndex, now: number): CallbackConfig {
    const { tenant, queue, rules, zone, policy } = of;
    const partition = this.partitions.get(tenant);
    return {
      queue,
      routingPoint: of.routingPoint,
      zone,
      rules,
      counts: {
        pending: index.pendingIn(queue) + this.parts.holds.in(tenant, queue),
        requested: (number) => index.requestsOf(number, now),
        dialled: this.dialled(of, now),
      },
      book: {
        ...{
          days: this.daysOf(zone),
          settings: policy.slots,
          opening: rules.opening,
          cutOffMs: policy.cutOffSeconds * 1_000,
        },
        booked: (from) => index.bookedAt(queue, from) + this.parts.holds.at(tenant, queue, from),
        missedPercent: policy.slots.overbookPercent > 0 ? this.parts.quarters.noShowPercent(tenant, queue) : 0,
      },
      messages: this.messages(of),
      expects: (callback, place) => this.parts.expects(of, callback, place, now),
      hold: (id) => partition?.get<SlotHold>('slotHold', id),
      heldFor: (number) => partition?.get<SlotHold>('slotHold', this.parts.holds.for(tenant, queue, number) ?? ''),
      hours: of.hours,
      windows: (customerNumber, known) => this.windows(of, { customerNumber, zone: known }),
      closedMs: this.closedMs(of, now),
      pendingFor: (number) => [...index.of(number)].find((one) => one.queue === queue && one.state !== 'connected'),
      end: (callback, context, act) => {
        const entry = partition?.get<Entry>('entry', callback.entry ?? '');
        const call = partition?.get<Call>('call', callback.call ?? '');
        return change({ callback, entry, call }, {}, this.mappings.callConfig(tenant, call?.pbx ?? ''), context, act);
      },
      taken: (id) => index.confirmed(id) !== undefined,
    };
  }
}

const ALL_DAYS: OpeningHours['weekly'][number]['days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const ALWAYS: OpeningHours = {
  zone: 'UTC',
  weekly: [{ days: ALL_DAYS, from: '00:00', to: '24:00' }],
  exceptions: [],
};
