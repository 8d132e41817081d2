/**
 * Agent first: agents who are free get callbacks as they get everybody else who waits, in the order of their queues, by skill
 * and by strategy. What may not be dialled now is not offered to them.
 */
import type { Chosen } from '../core/assignment';
import type { Callback } from '../core/callback';
import { decideReserve } from '../core/callbackAgent';
import type { Delay } from '../core/callbackDial';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import type { Entry } from '../core/queue';
import type { AssignmentBoards } from './assignmentBoards';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackModes } from './callbackModes';
import type { CallbackPlacing } from './callbackPlacing';
import type { CallbackQueue, CallbackSettings } from './callbackSettings';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { People } from './people';
import type { Trunks } from './trunks';

/** The tenant has as many on the line as it may have. */
const CROWDED_MS = 2_000;
/** No line of the trunk is free: told when one is, and looked at so often in any case. */
const NO_LINE_MS = 60_000;
/** After a quota was used up. */
const QUOTA_MS = 1_000;

export interface OfferingParts {
  readonly indexes: CallbackIndexes;
  readonly settings: CallbackSettings;
  readonly boards: Pick<AssignmentBoards, 'board'>;
  readonly people: Pick<People, 'mayDial'>;
  readonly modes: CallbackModes;
  readonly placing: CallbackPlacing;
  readonly trunks: Pick<Trunks, 'asks'>;
}

export class CallbackOffering {
  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
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
    const delay = placing.delay(queue, callback) ?? this.crowded(queue);
    if (delay) return void placing.decide(queue, callback, delay);
    if (this.spare(queue, chosen.length) && placing.dial(queue, callback)) return undefined;
    const made = this.partitions.decide(tenant, { actor: 'system' }, (_, context) =>
      decideReserve({ ...queue, callback, entry }, chosen, this.mappings.callConfig(tenant, queue.pbx), context),
    );
    if (!isRefusal(made) || !made.refused.startsWith('destination.')) return isRefusal(made) ? made : undefined;
    return void placing.noLine(queue, callback, made);
  }

  /** By forecast the customer is dialled at once while more are free than are needed for it. */
  private spare({ tenant, queue }: CallbackQueue, needed: number): boolean {
    if (this.parts.modes.of(tenant, queue) !== 'forecast') return false;
    const live = this.parts.indexes.of(tenant)?.liveIn(queue) ?? 0;
    return this.parts.boards.board(tenant).agents.countIn(queue) > live + needed;
  }

  /** The tenant has as many on the line as it may have, or has dialled as often; or its trunk has no line for it. */
  private crowded(queue: CallbackQueue): Delay | undefined {
    const { tenant, rules, trunk } = queue;
    const now = this.ports.clock.now();
    const live = this.parts.indexes.of(tenant)?.live ?? 0;
    if (live >= (rules.tenant.simultaneous ?? Number.POSITIVE_INFINITY))
      return { for: 'line', until: now + CROWDED_MS };
    if (this.parts.people.mayDial(tenant)) return { for: 'line', until: now + QUOTA_MS };
    return this.parts.trunks.asks(trunk, queue) ? undefined : { for: 'line', until: now + NO_LINE_MS };
  }
}
