/**
 * Agent first: agents who are free get callbacks as they get everybody else who waits, in the order of their queues, by skill
 * and by strategy. What may not be dialled now is not offered to them.
 */
import type { Chosen } from '../core/assignment';
import type { Callback } from '../core/callback';
import { decideReserve } from '../core/callbackAgent';
import type { Delay } from '../core/callbackDelay';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import type { Entry } from '../core/queue';
import type { CallbackAgents } from './callbackAgents';
import type { CallbackModes } from './callbackModes';
import type { CallbackPlacing } from './callbackPlacing';
import { type RoomParts, roomFor } from './callbackRoom';
import type { CallbackQueue, CallbackSettings } from './callbackSettings';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';
import type { Trunks } from './trunks';

export interface OfferingParts extends RoomParts {
  readonly trunks: Pick<Trunks, 'asks' | 'full' | 'over'>;
  readonly settings: CallbackSettings;
  readonly agents: CallbackAgents;
  readonly modes: CallbackModes;
  readonly placing: CallbackPlacing;
}

export class CallbackOffering {
  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: OfferingParts,
  ) {}

  /** They are asked first, or it is not dialled now after all. */
  offer(tenant: string, entry: Entry, chosen: readonly Chosen[]): Refusal | undefined {
    const { settings, placing } = this.parts;
    const queue = settings.queue(tenant, entry.queue);
    const callback = this.partitions.get(tenant)?.get<Callback>('callback', entry.callback ?? '');
    if (isRefusal(queue)) return queue;
    if (!callback) return refuse('resource.not_found');
    const delay = placing.delay(queue, callback) ?? this.lacking(queue);
    if (delay) return void placing.decide(queue, callback, delay);
    if (this.spare(queue, entry, chosen.length) && placing.dial(queue, callback)) return undefined;
    const made = this.partitions.decide(tenant, { actor: 'system' }, (_, context) =>
      decideReserve({ ...queue, callback, entry }, chosen, this.mappings.callConfig(tenant, queue.pbx), context),
    );
    if (!isRefusal(made) || !made.refused.startsWith('destination.')) return isRefusal(made) ? made : undefined;
    return void placing.noLine(queue, callback, made);
  }

  private lacking(queue: CallbackQueue): Delay | undefined {
    const room = roomFor(queue, this.parts);
    return room === 'free' ? undefined : { for: room };
  }

  /** An agent is there for it: why its customer must not be dialled after all. */
  keptBy(tenant: string, callback: Callback): Delay | undefined {
    const { settings, placing, people } = this.parts;
    const queue = settings.queue(tenant, callback.queue);
    if (isRefusal(queue)) return placing.withoutLine();
    const delay = placing.forbidden(queue, callback);
    if (delay) return delay;
    return people.suspended(tenant) ? { for: 'suspended' } : this.overrun(queue, callback);
  }

  /** It has its line since the agent was asked; by now limits may be lower, or its trunk another one. */
  private overrun({ tenant, trunk, rules }: CallbackQueue, callback: Callback): Delay | undefined {
    const { trunks, indexes } = this.parts;
    if (trunks.over(trunk) || (trunk !== callback.trunk && trunks.full(trunk))) return { for: 'line' };
    const { simultaneous = Number.POSITIVE_INFINITY } = rules.tenant;
    const tooMany = (indexes.of(tenant)?.taken ?? 0) > simultaneous || trunks.over();
    return tooMany ? { for: 'asManyAsAllowed' } : undefined;
  }

  /** By forecast the customer is dialled at once while more are free, or about to be, than are needed for it. */
  private spare(queue: CallbackQueue, entry: Entry, needed: number): boolean {
    const forecast = this.parts.modes.of(queue.tenant, queue.queue) === 'forecast';
    return forecast && this.parts.agents.sure(queue, entry, needed).sure;
  }
}
