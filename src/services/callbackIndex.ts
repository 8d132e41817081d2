/**
 * What the callbacks of one tenant are found and counted by: made of records alone, kept with every one of them, so that no
 * question about a million of them walks over them. Nothing is kept here that a record does not say.
 */
import { type Callback, wantsRoom } from '../core/callback';
import { hasCall, isLive, isOver } from '../core/callbackStates';
import { type Entry, inLine, standing, stands } from '../core/queue';
import { Ranked } from '../core/ranked';
import { CallbackDials } from './callbackDials';
import { Counts } from './counts';
import { DAY_MS, DayCounts } from './dayCounts';

/** Ids by a name: nearly always one, which is kept without a set around it. */
class IdsByName {
  private readonly ids = new Map<string, string | Set<string>>();

  of(name: string): Iterable<string> {
    const ids = this.ids.get(name) ?? [];
    return typeof ids === 'string' ? [ids] : ids;
  }

  add(name: string, id: string): void {
    const ids = this.ids.get(name);
    if (ids === undefined || ids === id) this.ids.set(name, id);
    else if (typeof ids === 'string') this.ids.set(name, new Set([ids, id]));
    else ids.add(id);
  }

  delete(name: string, id: string): void {
    const ids = this.ids.get(name);
    if (ids === undefined) return;
    if (ids === id || (typeof ids !== 'string' && ids.delete(id) && ids.size === 0)) this.ids.delete(name);
  }
}

export class CallbackIndex {
  /** Pending ones, the newest state of each. */
  private readonly known = new Map<string, Callback>();
  private readonly confirmations = new Map<string, string>();
  private readonly numbers = new IdsByName();
  private readonly pending = new Counts();
  private readonly booked = new Counts();
  private readonly liveOf = new Counts();
  /** How many have an agent asked for them, are dialled, asked or on hold, in all queues. */
  taken = 0;
  /** Entries of callbacks that may be dialled as soon as somebody is free, by queue. */
  private readonly ready = new Map<string, Ranked>();
  /** Those that are held for want of room: of a line, mostly. */
  private readonly lineless = new Map<string, Ranked>();
  /** Where places stand that a command put elsewhere than their callbacks say, by entry. */
  private readonly places = new Map<string, ReturnType<typeof standing>>();
  /** Callers who wait on the line, by queue. */
  private readonly callers = new Map<string, Ranked>();
  private readonly ended = new DayCounts();
  readonly dials = new CallbackDials();

  /** `dialled`: told of every dial, for counts beyond this tenant. */
  constructor(private readonly dialled: (number: string, at: number) => void = () => {}) {}

  /** Takes the new state of a callback in. */
  callback(callback: Callback): void {
    const before = this.known.get(callback.id);
    if (before) this.count(before, -1);
    else if (isOver(callback)) return;
    this.newDials(callback, before?.attempt ?? 0);
    if (isOver(callback)) {
      this.known.delete(callback.id);
      this.ended.add(callback.customerNumber, callback.requestedAt);
      return this.forget(callback);
    }
    this.known.set(callback.id, callback);
    this.count(callback, 1);
    if (before?.customerNumber === callback.customerNumber) return;
    if (before) this.forget(before);
    this.confirmations.set(callback.confirmationId, callback.id);
    this.numbers.add(callback.customerNumber, callback.id);
  }

  /** Counts one that had ended when its tenant was loaded. */
  past(callback: Callback): void {
    this.newDials(callback, 0);
    this.ended.add(callback.customerNumber, callback.requestedAt);
  }

  private newDials({ attempts, attempt, customerNumber, queue }: Callback, known: number): void {
    if (attempt <= known) return;
    for (const { number, startedAt } of attempts) {
      if (number <= known) continue;
      this.dials.add(queue, customerNumber, startedAt);
      this.dialled(customerNumber, startedAt);
    }
  }

  private count(callback: Callback, by: 1 | -1): void {
    const { queue, slot, state, entry } = callback;
    this.pending.add(queue, by);
    if (slot !== undefined && state !== 'paused') this.booked.add(`${queue} ${slot}`, by);
    if (hasCall(callback) && state !== 'connected') this.taken += by;
    if (isLive(callback) && state !== 'connected') this.liveOf.add(queue, by);
    if (entry === undefined || state !== 'queued' || (callback.waiting && !wantsRoom(callback.waiting))) return;
    const line = this.line(callback.waiting ? this.lineless : this.ready, queue);
    if (by < 0) return void line.remove(entry);
    const { priority, arrival } = this.places.get(entry) ?? ownPlace(callback);
    line.insert(entry, priority, arrival);
  }

  private forget({ id, confirmationId, customerNumber }: Callback): void {
    if (this.confirmations.get(confirmationId) === id) this.confirmations.delete(confirmationId);
    this.numbers.delete(customerNumber, id);
  }

  /** Takes the new state of an entry in. */
  entry(entry: Entry): void {
    const { priority, arrival } = standing(entry);
    this.placeOf(entry);
    const waits = stands(entry) && entry.call !== undefined && entry.callback === undefined;
    if (waits && entry.state === 'waiting') this.line(this.callers, entry.queue).insert(entry.id, priority, arrival);
    else this.callers.get(entry.queue)?.remove(entry.id);
  }

  /** The place of a callback says where it stands. */
  private placeOf(entry: Entry): void {
    const { id, queue, callback } = entry;
    if (callback === undefined || !inLine(entry)) return void this.places.delete(id);
    const place = standing(entry);
    const known = this.known.get(callback);
    const own = known && ownPlace(known);
    if (own?.priority === place.priority && own.arrival === place.arrival) this.places.delete(id);
    else this.places.set(id, place);
    for (const line of [this.ready.get(queue), this.lineless.get(queue)])
      if (line?.has(id)) line.insert(id, place.priority, place.arrival);
  }

  private line(lines: Map<string, Ranked>, queue: string): Ranked {
    const line = lines.get(queue) ?? new Ranked();
    lines.set(queue, line);
    return line;
  }

  /** How many were asked for within a day. */
  requestsOf(number: string, now: number): number {
    const since = now - DAY_MS;
    let pending = 0;
    for (const { requestedAt } of this.of(number)) if (requestedAt > since) pending++;
    return pending + this.ended.after(number, since);
  }

  /** The pending callback of that confirmation id. */
  confirmed(confirmationId: string): string | undefined {
    return this.confirmations.get(confirmationId);
  }

  /** Pending callbacks for a number. */
  *of(number: string): Generator<Callback, void> {
    for (const id of this.numbers.of(number)) {
      const callback = this.known.get(id);
      if (callback) yield callback;
    }
  }

  /** How many are pending in all queues. */
  get size(): number {
    return this.known.size;
  }

  pendingIn(queue: string): number {
    return this.pending.of(queue);
  }

  bookedAt(queue: string, slot: number): number {
    return this.booked.of(`${queue} ${slot}`);
  }

  /** How many are dialled, asked or on hold. */
  liveIn(queue: string): number {
    return this.liveOf.of(queue);
  }

  /** How many that are, in each queue that has any. */
  get live(): ReadonlyMap<string, number> {
    return this.liveOf.all;
  }

  /** The entry whose turn is next. */
  next(queue: string): string | undefined {
    return this.ready.get(queue)?.at(1);
  }

  /** The entry of the first that is held for want of a line. */
  lineWanted(queue: string): string | undefined {
    return this.lineless.get(queue)?.at(1);
  }

  /** How many callers on the line stand before an entry. */
  callersBefore(entry: Entry): number {
    const { id, queue } = entry;
    const { priority, arrival } = standing(entry);
    const line = this.callers.get(queue);
    if (!line || line.size === 0) return 0;
    line.insert(id, priority, arrival);
    const rank = line.rank(id) ?? 1;
    line.remove(id);
    return rank - 1;
  }

  /** Queues in which somebody's turn can come. */
  queues(): string[] {
    const lines = [...this.ready, ...this.lineless].filter(([, line]) => line.size > 0);
    return [...new Set(lines.map(([queue]) => queue))];
  }

  /** All that are pending. */
  all(): IterableIterator<Callback> {
    return this.known.values();
  }
}

/** Where it stands as long as nothing else was said of its place. */
const ownPlace = ({ priority, arrivedAt, requestedAt }: Callback) => ({ priority, arrival: arrivedAt ?? requestedAt });
