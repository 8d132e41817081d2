/** Free slots of the queues of a tenant, as far as whoever asks may ask for callbacks there. */
import { openSlots } from '../core/callbackSlots';
import { promiseOf } from '../core/callbackTime';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { iso } from '../core/time';
import { askedQueue } from './agentScope';
import { mayLook } from './authority';
import type { FreeSlots, SlotsQuery } from './callbackApi';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackSettings } from './callbackSettings';
import { DAY_MS } from './dayCounts';
import type { Partitions, Ports } from './partitions';
import type { Principal } from './replies';

export class CallbackSlots {
  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
    private readonly partitions: Partitions,
    private readonly settings: CallbackSettings,
    private readonly indexes: CallbackIndexes,
  ) {}

  async free(principal: Principal, tenant: string, query: SlotsQuery): Promise<FreeSlots | Refusal> {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    if (!partition) return refuse('queue.not_found');
    const queue = askedQueue(principal, { tenant, queue: query.queue, partition }, this.settings);
    if (isRefusal(queue)) return queue;
    const now = this.ports.clock.now();
    const config = this.settings.config(queue, this.indexes.index(tenant), now);
    const { from: wanted, days, queue: _, ...customer } = query;
    const from = wanted === undefined ? now : (promiseOf(wanted, query.zone ?? queue.zone)?.promisedAt ?? now);
    const found = openSlots({ ...customer, from, until: from + days * DAY_MS }, config, now);
    if (isRefusal(found)) return found;
    await this.partitions.durable(tenant, partition.seq);
    return {
      ...{ queue: queue.queue, zone: queue.zone },
      slots: found.slots.map(({ date, clock, from, until, left }) => ({
        ...{ from: iso(from), until: iso(until), local: `${date}T${clock}`, left },
      })),
      ...(found.next !== undefined && { next: iso(found.next) }),
    };
  }
}
