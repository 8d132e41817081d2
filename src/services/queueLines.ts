/**
 * The order of every queue, made of the entries of the partitions: who is where, and who is next. Positions and the
 * front cost O(log n); nothing is kept here that a record does not say.
 */
import { Dues } from '../core/heap';
import type { Entry } from '../core/queue';
import { isHeld, standing, stands, WAIT_QUEUE } from '../core/queue';
import { type Place, Ranked } from '../core/ranked';
import type { JournalRecord } from '../core/record';
import { AwayIndex } from './awayIndex';
import type { PartitionListener, Partitions } from './partitions';

interface Line {
  readonly ranked: Ranked;
  /** Those of them that are callbacks. */
  readonly callbacks: Ranked;
  /** Callbacks that keep their place and are held until a time: nobody waits behind them. */
  readonly held: Ranked;
  /** By arrival alone. */
  readonly arrivals: Dues;
}

export class QueueLines implements PartitionListener {
  readonly kinds = ['entry'] as const;
  private readonly tenants = new Map<string, Map<string, Line>>();
  private readonly gone = new Map<string, AwayIndex>();

  constructor(private readonly partitions: Partitions) {}

  applied(tenant: string, record: JournalRecord): void {
    this.place(tenant, record.data as Entry);
  }

  /** Puts everybody of a tenant that was loaded in line. */
  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('entry') ?? []) this.place(tenant, partition?.get<Entry>('entry', id) as Entry);
  }

  dropped(tenant: string): void {
    this.tenants.delete(tenant);
    this.gone.delete(tenant);
  }

  private place(tenant: string, entry: Entry): void {
    const { ranked, callbacks, held, arrivals } = this.line(tenant, entry.queue);
    const { priority, arrival } = standing(entry);
    if (stands(entry)) ranked.insert(entry.id, priority, arrival);
    else ranked.remove(entry.id);
    if (stands(entry) && entry.callback !== undefined) callbacks.insert(entry.id, priority, arrival);
    else callbacks.remove(entry.id);
    if (isHeld(entry) && entry.callback !== undefined) held.insert(entry.id, priority, arrival);
    else held.remove(entry.id);
    arrivals.set(entry.id, stands(entry) ? entry.arrivedAt : undefined);
    this.park(tenant, entry, { priority, arrival });
    const gone = this.gone.get(tenant) ?? new AwayIndex();
    this.gone.set(tenant, gone);
    gone.put(entry);
  }

  /** Who is parked stands in the wait queue, whatever queue it goes back to. */
  private park(tenant: string, entry: Entry, { priority, arrival }: { priority: number; arrival: number }): void {
    const parked = entry.state === 'parked';
    if (!parked && !this.tenants.get(tenant)?.has(WAIT_QUEUE)) return;
    const { ranked, callbacks, arrivals } = this.line(tenant, WAIT_QUEUE);
    for (const line of [ranked, callbacks])
      if (parked) line.insert(entry.id, priority, arrival);
      else line.remove(entry.id);
    arrivals.set(entry.id, parked ? entry.arrivedAt : undefined);
  }

  /** The place of one who is gone and may call again from that number. */
  away(tenant: string, queue: string, number: string): Entry | undefined {
    return this.gone.get(tenant)?.find(queue, number);
  }

  private line(tenant: string, queue: string): Line {
    const lines = this.tenants.get(tenant) ?? new Map<string, Line>();
    this.tenants.set(tenant, lines);
    const line = lines.get(queue) ?? {
      ...{ ranked: new Ranked(), callbacks: new Ranked(), held: new Ranked() },
      arrivals: new Dues(undefined),
    };
    lines.set(queue, line);
    return line;
  }

  /** How many have a place. */
  size(tenant: string, queue: string): number {
    return this.tenants.get(tenant)?.get(queue)?.ranked.size ?? 0;
  }

  /** How many of them wait on the line: a callback keeps no caller out. */
  callers(tenant: string, queue: string): number {
    const line = this.tenants.get(tenant)?.get(queue);
    return line ? line.ranked.size - line.callbacks.size : 0;
  }

  /** 1 for the front; undefined for one that has no place. */
  position(tenant: string, { queue, id }: Pick<Entry, 'queue' | 'id'>): number | undefined {
    return this.tenants.get(tenant)?.get(queue)?.ranked.rank(id);
  }

  /** How many stand before a place, whether somebody is there or not. */
  before(tenant: string, queue: string, place: Place): number {
    return this.tenants.get(tenant)?.get(queue)?.ranked.countBefore(place) ?? 0;
  }

  /** How many of them are callbacks. */
  callbacksBefore(tenant: string, queue: string, place: Place): number {
    return this.tenants.get(tenant)?.get(queue)?.callbacks.countBefore(place) ?? 0;
  }

  /** How many callbacks that are held now would stand before a place. */
  heldBefore(tenant: string, queue: string, place: Place): number {
    return this.tenants.get(tenant)?.get(queue)?.held.countBefore(place) ?? 0;
  }

  /** The first that waits, passing over whom somebody is being reached for. */
  next(tenant: string, queue: string, wanted: (entry: Entry) => boolean): Entry | undefined {
    for (const entry of this.entries(tenant, queue)) if (entry.state === 'waiting' && wanted(entry)) return entry;
    return undefined;
  }

  /** Queues that anybody has waited in. */
  names(tenant: string): Iterable<string> {
    return this.tenants.get(tenant)?.keys() ?? [];
  }

  /** When the one who waits longest came. */
  oldest(tenant: string, queue: string): number | undefined {
    return this.tenants.get(tenant)?.get(queue)?.arrivals.heap.peek()?.at;
  }

  /** In the order in which they are served, from that position on. */
  *entries(tenant: string, queue: string, from = 1): Generator<Entry, void> {
    const partition = this.partitions.get(tenant);
    for (const id of this.tenants.get(tenant)?.get(queue)?.ranked.from(from) ?? []) {
      const entry = partition?.get<Entry>('entry', id);
      if (entry) yield entry;
    }
  }
}
