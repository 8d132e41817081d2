/**
 * The one call-management service over all tenants (design §1, §5.3): whenever a callback's turn may have come it is looked
 * at, after the turn in which that happened; nothing is polled. The first in line is dialled when somebody is going to be free
 * for it, everything else has to wait behind it, and what must not be dialled now is held until it may be.
 */

import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { decideReady } from '../core/callbackDeadlines';
import { hasAgents } from '../core/callbackMode';
import { isRefusal } from '../core/errors';
import { SYSTEM } from '../core/ids';
import type { Entry } from '../core/queue';
import type { JournalRecord } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { AssignmentBoards } from './assignmentBoards';
import type { CallbackAgents } from './callbackAgents';
import type { CallbackModes } from './callbackModes';
import type { CallbackPlacing } from './callbackPlacing';
import { isAtLimit, type Room, type RoomParts, roomFor } from './callbackRoom';
import type { CallbackQueue, CallbackSettings } from './callbackSettings';
import type { Wanting } from './fairLines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** So many are looked at in one go before others get their turn. */
const BURST = 10;
/** So many are passed, and those that are held looked at, before others get their turn. */
const SLICE = 200;
/** After a quota was used up. */
const QUOTA_MS = 1_000;

export interface EngineParts extends RoomParts {
  readonly settings: CallbackSettings;
  readonly boards: Pick<AssignmentBoards, 'board'>;
  readonly modes: CallbackModes;
  readonly placing: CallbackPlacing;
  readonly agents: CallbackAgents;
}

export class CallbackEngine implements PartitionListener {
  readonly kinds = ['agent', 'call', 'callback', 'callbackFallback', 'entry', 'link', 'tenant'] as const;
  /** Queues to be looked at, as `<tenant> <queue>`. */
  private readonly due = new Set<string>();
  private cancel: Cancel | undefined;
  private cancelRetry: Cancel | undefined;
  /** By queue: when it is to be looked at again. */
  private readonly looks = new Map<string, Cancel>();
  private held = false;
  private stopped = false;

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: EngineParts,
  ) {}

  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('callback/') || subject.startsWith('entry/')) this.wake(tenant, (data as Callback).queue);
    else if (subject.startsWith('agent/') || subject.startsWith('callbackFallback/')) this.everywhere(tenant);
    else if (subject.startsWith('call/') && (data as Call).callback !== undefined) this.everywhere(tenant);
    else if (tenant === SYSTEM && (subject.startsWith('link/') || subject.startsWith('tenant/'))) this.everybody();
  }

  /** Agents of a tenant are free, and are about to get who waits. */
  turn(tenant: string): void {
    for (const queue of this.parts.indexes.of(tenant)?.queues() ?? [])
      if (this.parts.modes.of(tenant, queue) === 'customerFirst') this.contain(tenant, queue);
  }

  /** A line of its trunk is there for a queue: for its first one, which may be held for want of one. */
  line({ tenant, queue }: Wanting): void {
    const place = this.parts.indexes.of(tenant)?.lineWanted(queue);
    const entry = this.partitions.get(tenant)?.get<Entry>('entry', place ?? '');
    // It stands in line then, and whoever brings it together with agents takes the line.
    if (entry) return this.reconsiderOne(tenant, entry.callback ?? '');
    this.contain(tenant, queue);
  }

  /** The store answers again: what was left undone meanwhile is done. */
  durable(): void {
    if (!this.held || this.partitions.commits.away) return;
    this.held = false;
    this.everybody();
  }

  /** Whatever may be dialled: something that all depend on has changed. */
  everybody(): void {
    for (const tenant of this.partitions.tenants()) this.everywhere(tenant);
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.cancelRetry?.();
    for (const cancel of this.looks.values()) cancel();
  }

  /** Looks anew at what is held, in slices: hours, windows, switches and lists may be others now. */
  async reconsider(tenant: string, name?: string): Promise<void> {
    // Whoever asks may be told of a record in the middle of its decision: another one would take its sequence.
    await Promise.resolve();
    let looked = 0;
    for (const { id, state, waiting, queue } of this.parts.indexes.of(tenant)?.all() ?? []) {
      if (state === 'queued' && waiting && (name === undefined || queue === name)) this.reconsiderOne(tenant, id);
      if (++looked % SLICE === 0) await this.partitions.breathe();
    }
  }

  private reconsiderOne(tenant: string, id: string): void {
    const callback = this.partitions.get(tenant)?.get<Callback>('callback', id);
    const queue = callback && this.parts.settings.queue(tenant, callback.queue);
    if (!queue || isRefusal(queue) || callback.state !== 'queued' || !callback.waiting) return;
    const delay = this.parts.placing.delay(queue, callback);
    if (
      delay &&
      delay.for === callback.waiting.for &&
      ('until' in delay ? delay.until : undefined) === callback.waiting.until
    )
      return;
    if (delay) this.parts.placing.decide(queue, callback, delay);
    else
      this.partitions.decide(tenant, { actor: 'system' }, (partition, context) =>
        decideReady(callback, partition.get<Entry>('entry', callback.entry ?? ''), context),
      );
  }

  private retry(): void {
    this.cancelRetry = undefined;
    if (!this.stopped) this.everybody();
  }

  private everywhere(tenant: string): void {
    for (const queue of this.parts.indexes.of(tenant)?.queues() ?? []) this.wake(tenant, queue);
  }

  private wake(tenant: string, queue: string): void {
    const index = this.parts.indexes.of(tenant);
    if (index?.next(queue) === undefined && index?.lineWanted(queue) === undefined) return;
    this.due.add(`${tenant} ${queue}`);
    this.soon();
  }

  private soon(): void {
    if (!this.stopped) this.cancel ??= this.ports.clock.after(0, () => this.run());
  }

  private run(): void {
    this.cancel = undefined;
    const all = [...this.due];
    this.due.clear();
    for (const key of all) {
      const [tenant = '', queue = ''] = key.split(' ');
      this.contain(tenant, queue);
    }
  }

  /** A defect in one queue keeps no other from its callbacks. */
  private contain(tenant: string, queue: string): void {
    try {
      this.look(tenant, queue);
    } catch (error) {
      const facts = { tenant, queue, error: error instanceof Error ? error.stack : String(error) };
      this.ports.log.error('callbacks could not be looked at', facts);
    }
  }

  private look(tenant: string, name: string): void {
    if (this.partitions.commits.away) {
      this.held = true;
      return;
    }
    const queue = this.parts.settings.queue(tenant, name);
    if (isRefusal(queue)) return;
    this.release(queue);
    for (let looked = 0; looked < BURST; looked++) if (!this.first(queue)) return;
    this.due.add(`${tenant} ${name}`);
    this.soon();
  }

  /** Who is held for want of a line stands in line when there is one, unless somebody of its queue is about to take it. */
  private release(queue: CallbackQueue): void {
    const { tenant, queue: name } = queue;
    const index = this.parts.indexes.of(tenant);
    const wanted = this.partitions.get(tenant)?.get<Entry>('entry', index?.lineWanted(name) ?? '');
    const taken = index?.next(name) !== undefined && this.parts.boards.board(tenant).agents.countIn(name) === 0;
    if (!wanted || taken) return;
    const room = this.roomFor(queue);
    if (room === 'free') return this.reconsiderOne(tenant, wanted.callback ?? '');
    const callback = this.partitions.get(tenant)?.get<Callback>('callback', wanted.callback ?? '');
    if (callback && callback.waiting?.for !== room) this.parts.placing.decide(queue, callback, { for: room });
  }

  /** Whether one more may take a line now; nothing tells when a quota is there again, so it is asked once more. */
  private roomFor(queue: CallbackQueue): Room {
    const room = roomFor(queue, this.parts);
    if (room === 'quota') this.cancelRetry ??= this.ports.clock.after(QUOTA_MS, () => this.retry());
    return room;
  }

  /** Looks at the first in line; false when nobody is to be looked at after it. */
  private first(queue: CallbackQueue): boolean {
    const partition = this.partitions.get(queue.tenant);
    const id = this.parts.indexes.of(queue.tenant)?.next(queue.queue);
    const entry = id === undefined ? undefined : partition?.get<Entry>('entry', id);
    const callback = partition?.get<Callback>('callback', entry?.callback ?? '');
    if (!entry || !callback) return false;
    const mode = this.parts.modes.of(queue.tenant, queue.queue);
    if (mode === 'customerFirst' && !this.hasRoom(queue, entry, 0)) return false;
    const delay = this.parts.placing.delay(queue, callback);
    if (delay) return this.parts.placing.decide(queue, callback, delay);
    // Whose turn it is among agents is decided where they are given to everybody who waits.
    const dials = mode === 'customerFirst' || (mode === 'forecast' && this.hasRoom(queue, entry, 1));
    return dials && this.roomFor(queue) === 'free' && this.parts.placing.dial(queue, callback);
  }

  /** Somebody will be there for the customer, and `spare` others, as far as can be seen now. */
  private hasRoom(queue: CallbackQueue, entry: Entry, spare: number): boolean {
    const { tenant, queue: name, policy } = queue;
    const index = this.parts.indexes.of(tenant);
    if ((index?.liveIn(name) ?? 0) >= policy.simultaneous || isAtLimit(queue, this.parts.indexes)) return false;
    if (policy.connect) return true;
    const ahead = index?.callersBefore(entry) ?? 0;
    if (!hasAgents(this.mappings.current.tenants[tenant]?.agents ?? {}, name)) return ahead === 0;
    const { sure, again } = this.parts.agents.sure(queue, entry, ahead + spare);
    if (again !== undefined) this.lookAgain(`${tenant} ${name}`, again);
    return sure;
  }

  /** Time passes, and nothing else happens: then somebody is near enough to be free. */
  private lookAgain(key: string, at: number): void {
    this.looks.get(key)?.();
    const look = (): void => {
      this.looks.delete(key);
      this.due.add(key);
      this.soon();
    };
    this.looks.set(key, this.ports.clock.after(Math.max(1, at - this.ports.clock.now()), look));
  }
}
