/**
 * What becomes of a callback whose turn it is: it is dialled, or it is not now and until when; always in one decision that
 * says so.
 */
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { lineOf } from '../core/callbackAgent';
import { type Delay, decideDelay, linelessBy, withoutLine } from '../core/callbackDelay';
import { decideDial } from '../core/callbackDial';
import { isRefusal, type Refusal } from '../core/errors';
import { mayDial } from '../core/guards';
import type { Entry } from '../core/queue';
import type { CallbackQueue, CallbackSettings } from './callbackSettings';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';

/** The call before is still being hung up, or its caller is still being told. */
const STILL_THERE_MS = 1_000;

export interface PlacingParts {
  readonly settings: CallbackSettings;
  readonly lines: Pick<Lines, 'state'>;
}

export class CallbackPlacing {
  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: PlacingParts,
  ) {}

  /** Why it must not be dialled now, nor an agent be asked for it. */
  delay(queue: CallbackQueue, callback: Callback): Delay | undefined {
    const before = this.partitions.get(queue.tenant)?.get<Call>('call', callback.call ?? '');
    const there = before && before.clearedAt === undefined;
    const until = this.ports.clock.now() + STILL_THERE_MS;
    return this.forbidden(queue, callback) ?? (there ? { for: 'callStillUp', until } : undefined);
  }

  /** Why nobody may be dialled for it now. */
  forbidden(queue: CallbackQueue, callback: Callback): Delay | undefined {
    const { rules, zone } = queue;
    const now = this.ports.clock.now();
    const verdict = mayDial(callback, rules, {
      now,
      windows: this.parts.settings.windows(queue, callback),
      midnight: () => this.parts.settings.midnightAfter(now, zone),
      dialled: this.parts.settings.dialled(queue, now),
    });
    return verdict.dial ? undefined : verdict;
  }

  /** It is not dialled now; whether that changed anything. */
  decide(queue: CallbackQueue, { id }: Callback, delay: Delay): boolean {
    const made = this.partitions.decide(queue.tenant, { actor: 'system' }, (partition, context) => {
      const callback = partition.get<Callback>('callback', id) as Callback;
      const entry = partition.get<Entry>('entry', callback.entry ?? '');
      return decideDelay({ callback, entry }, delay, context);
    });
    return !isRefusal(made);
  }

  /** Dials the customer; whether the next one may be looked at. */
  dial(queue: CallbackQueue, callback: Callback): boolean {
    if (this.parts.lines.state(queue.pbx) !== 'live') return false;
    const { tenant, policy } = queue;
    const made = this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const entry = partition.get<Entry>('entry', callback.entry ?? '');
      return decideDial({ callback, entry, policy }, this.mappings.callConfig(tenant, queue.pbx), context);
    });
    if (!isRefusal(made)) return true;
    return this.noLine(queue, callback, made);
  }

  /** No line leads to its number. */
  noLine(queue: CallbackQueue, callback: Callback, why: Refusal): boolean {
    this.ports.log.warn('a callback has no line', { tenant: queue.tenant, callback: callback.id, ...why });
    return this.decide(queue, callback, this.lineless(queue, callback));
  }

  /** For ever where it is the number; it may be the phone of an agent, too. */
  private lineless({ tenant, pbx, policy }: CallbackQueue, callback: Callback): Delay {
    const line = lineOf({ callback, policy }, this.mappings.callConfig(tenant, pbx));
    return isRefusal(line) ? linelessBy(line, this.ports.clock.now()) : this.withoutLine();
  }

  /** Until a mapping has one. */
  withoutLine(): Delay {
    return withoutLine(this.ports.clock.now());
  }
}
