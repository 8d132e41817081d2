/** Who is reached first for the callbacks of a queue, as the mapping in force has it; and so which places agents are offered. */
import type { Callback } from '../core/callback';
import type { CallbackFallback } from '../core/callbackFallback';
import { type CallbackMode, hasAgents, modeOf } from '../core/callbackMode';
import type { TenantMapping } from '../core/mapping';
import { own } from '../core/own';
import type { Entry } from '../core/queue';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';

export class CallbackModes {
  /** As long as the mapping that they follow from is there. */
  private readonly modes = new WeakMap<TenantMapping, Map<string, CallbackMode>>();
  /** What they were when they were asked for last, as text. */
  private readonly before = new Map<string, string>();

  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  /** Undefined where the queue takes no callbacks. */
  of(tenant: string, queue: string): CallbackMode | undefined {
    const mapping = this.mappings.current.tenants[tenant];
    if (!mapping) return undefined;
    const mode = this.all(mapping).get(queue);
    if (mode === undefined || mode === 'agentFirst') return mode;
    const fallback = this.partitions.get(tenant)?.get<CallbackFallback>('callbackFallback', queue);
    // Where nobody can be reserved there is nothing to fall back to.
    return fallback?.active && reserves(mapping, queue) ? 'agentFirst' : mode;
  }

  /** Whether they are others than when this was asked last. */
  changed(tenant: string): boolean {
    const mapping = this.mappings.current.tenants[tenant];
    const now = JSON.stringify(mapping ? [...this.all(mapping)] : []);
    const same = this.before.get(tenant) === now;
    this.before.set(tenant, now);
    return !same;
  }

  private all(mapping: TenantMapping): Map<string, CallbackMode> {
    const known = this.modes.get(mapping);
    if (known) return known;
    const made = new Map<string, CallbackMode>();
    for (const [queue, { callback }] of Object.entries(mapping.queues))
      if (callback) made.set(queue, modeOf(callback, hasAgents(mapping.agents ?? {}, queue)));
    this.modes.set(mapping, made);
    return made;
  }

  /** The PBX by which agents can be asked to take a callback that is in line and may be dialled; else undefined. */
  reservesAt(tenant: string, { queue, callback: id, heldUntil }: Entry): string | undefined {
    if (id === undefined || heldUntil !== undefined) return undefined;
    const mode = this.of(tenant, queue);
    if (mode === undefined || mode === 'customerFirst') return undefined;
    const callback = this.partitions.get(tenant)?.get<Callback>('callback', id);
    if (callback?.state !== 'queued' || callback.waiting) return undefined;
    const mapping = this.mappings.current.tenants[tenant];
    return own(mapping?.venues, own(mapping?.queues, queue)?.callback?.venue ?? '')?.routingPoint.split('/')[0];
  }
}

/** Agents serve the queue, and nobody else is named. */
const reserves = ({ queues, agents }: TenantMapping, queue: string): boolean =>
  own(queues, queue)?.callback?.connect === undefined && hasAgents(agents ?? {}, queue);
