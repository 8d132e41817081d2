/**
 * Why a callback is where it is, and what would become of one that was asked for now: nothing is changed by either. Both are
 * answered by the same rules that place callbacks.
 */
import type { Callback } from '../core/callback';
import { type ExpectedView, expectedSeen } from '../core/callbackExpected';
import { type CallbackNumbers, numbersOf } from '../core/callbackNumbers';
import { decideRequest, requestCommand } from '../core/callbackRequest';
import { isOver } from '../core/callbackStates';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import type { Entry } from '../core/queue';
import { iso } from '../core/time';
import { askedQueue } from './agentScope';
import { inScope, mayLook } from './authority';
import type { CallbackTrial, CallbackWhy, TryCallback } from './callbackApi';
import type { CallbackForecast } from './callbackForecast';
import { endedCallback } from './callbackHistory';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackModes } from './callbackModes';
import type { CallbackReasons } from './callbackReasons';
import type { CallbackQueue, CallbackSettings } from './callbackSettings';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';
import type { Principal } from './replies';

export interface OutlookParts {
  readonly indexes: CallbackIndexes;
  readonly settings: CallbackSettings;
  readonly modes: CallbackModes;
  readonly forecast: CallbackForecast;
  readonly lines: Pick<QueueLines, 'position' | 'size'>;
  readonly reasons: CallbackReasons;
}

export class CallbackOutlook {
  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'ids' | 'store'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: OutlookParts,
  ) {}

  async why(principal: Principal, tenant: string, id: string): Promise<CallbackWhy | Refusal> {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    const callback = partition?.get<Callback>('callback', id) ?? (await endedCallback(this.ports.store, tenant, id));
    if (!partition || !callback || !inScope(principal, callback.venue)) return refuse('resource.not_found');
    await this.partitions.durable(tenant, partition.seq);
    const { state, outcome, queue: name, attempt, failures } = callback;
    const about = { callback: id, state, queue: name, attempt, failures, ...(outcome !== undefined && { outcome }) };
    const queue = this.parts.settings.queue(tenant, name);
    if (isOver(callback)) return { ...about, reason: 'over' };
    if (isRefusal(queue))
      return { ...about, reason: queue.refused === 'destination.no_trunk' ? 'noLine' : 'queueTakesNone' };
    const entry = partition.get<Entry>('entry', callback.entry ?? '');
    const position = entry && this.parts.lines.position(tenant, entry);
    const numbers = this.numbers(queue, callback);
    const mode = this.parts.modes.of(tenant, name);
    const now = this.ports.clock.now();
    const expected = callback.state === 'queued' && this.parts.forecast.expected(queue, callback, entry, now);
    const known = {
      ...{ ...about, ...numbers },
      ...(mode && { mode }),
      ...(position !== undefined && { position }),
      ...(expected && { expected: expectedSeen(expected) }),
    };
    return { ...known, ...this.parts.reasons.of(queue, callback, position) };
  }

  private numbers({ tenant, pbx, policy }: CallbackQueue, callback: Callback): CallbackNumbers {
    return numbersOf(callback, policy, this.mappings.callConfig(tenant, pbx));
  }

  /**
   * What a request would be answered, when it could be dialled first, as far as hours, windows and limits go, and when it is
   * expected to be, behind those who wait.
   */
  async trial(principal: Principal, tenant: string, query: TryCallback): Promise<CallbackTrial | Refusal> {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    const queue = askedQueue(principal, { tenant, queue: query.queue, partition }, this.parts.settings);
    if (isRefusal(queue)) return queue;
    const { number, queue: name, when = 'asap', zone } = query;
    const now = this.ports.clock.now();
    const config = this.parts.settings.config(queue, this.parts.indexes.index(tenant), now);
    const command = requestCommand.safeParse({
      queue: name,
      to: { number },
      when,
      ...(zone !== undefined && { zone }),
    });
    if (!command.success) return refuse('request.invalid', command.error.issues[0]?.message);
    const made = decideRequest(command.data, 'api', config, { now, ids: this.ports.ids, actor: 'trial' });
    if (isRefusal(made))
      return {
        taken: false,
        reason: made.refused,
        ...(made.detail !== undefined && { detail: made.detail }),
        ...(made.facts && { facts: made.facts }),
      };
    const [draft] = made.drafts.filter(({ type }) => type === 'callback.requested');
    if (!draft) return { taken: true, existing: made.reply.callback };
    return this.forecast(queue, draft.data as Callback, made.reply.expected);
  }

  private forecast(queue: CallbackQueue, callback: Callback, expected?: ExpectedView): CallbackTrial {
    const now = this.ports.clock.now();
    const { at, waitsFor } = this.parts.forecast.first(queue, callback, Math.max(now, callback.promisedAt ?? 0));
    const { to: number, ...by } = this.numbers(queue, callback);
    const known = { taken: true, number, ...by, waitsFor: [...waitsFor] };
    if (at === undefined) return known;
    if (callback.promisedAt !== undefined) return { ...known, earliest: iso(at) };
    const position = this.parts.lines.size(queue.tenant, queue.queue) + 1;
    return { ...known, earliest: iso(at), position, ...(expected && { expected }) };
  }
}
