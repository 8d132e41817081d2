/**
 * A callback being decided about: its state so far and the records that this leads to, its own and those of its entry. A
 * callback and its place in line change in one decision, by the tables of both.
 */
import type { Callback } from './callback';
import { attemptFailed } from './callbackAttempt';
import { type CallbackInput, callbackNext, isLive } from './callbackStates';
import type { Context, Draft } from './decision';
import type { EventType } from './events';
import { idOf } from './ids';
import { type Entry, entryNext, inLine, type LeftReason } from './queue';

/** New values; undefined takes a field out. */
type Patch<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Nobody is on the line, and nobody is being reached. */
const NOBODY = { call: undefined, until: undefined, party: undefined, offers: undefined } as const;

export class CallbackDraft {
  readonly drafts: Draft[] = [];

  constructor(
    public callback: Callback,
    /** The entry of the callback, where it has one. */
    public entry: Entry | undefined,
    readonly context: Pick<Context, 'now' | 'ids'>,
  ) {}

  get now(): number {
    return this.context.now;
  }

  /** Goes to the state that follows from the input; says whether there is one. */
  become(input: CallbackInput, type: EventType, patch: Patch<Callback> = {}): boolean {
    const state = callbackNext(this.callback.state, input);
    if (state === undefined) return false;
    this.change(type, { ...(isLive({ state }) ? {} : withdrawn(this.callback, this.now)), ...patch, state });
    return true;
  }

  /** A record of the callback in the state that it has. */
  change(type: EventType, patch: Patch<Callback>): void {
    this.callback = patched(this.callback, { ...patch, version: this.callback.version + 1 });
    this.drafts.push({ type, id: this.callback.id, data: this.callback, transaction: this.callback.transaction });
  }

  /** It is about to be changed by hand: so say the records that follow. */
  note(steps: Callback['steps']): void {
    this.prepare({ steps });
  }

  private prepare(patch: Patch<Callback>): void {
    this.callback = patched(this.callback, patch);
  }

  /** Where it has no place, one is named, for the records that follow; it leaves the wait queue for the same place, or for a later one. */
  takePlace(): void {
    if (this.entry?.state === 'parked' && this.entry.arrivedAt !== this.callback.arrivedAt) this.leave('postponed');
    if (!this.entry || !inLine(this.entry)) this.prepare({ entry: idOf('entry', this.context.ids.fresh()) });
  }

  /** Goes before or behind others, with its place where it has one. */
  prioritise(priority: number): boolean {
    this.change('callback.changed', { priority });
    if (this.entry && inLine(this.entry)) this.emitEntry('queue.entry_changed', { priority });
    return true;
  }

  /** Stands in line: in the place it had, or in one at its arrival. `more`: of a place that is new. */
  stand(more: Patch<Entry> = {}): void {
    if (this.entry?.state === 'parked') return this.moveEntry('unparked', 'queue.unparked', { parkedAt: undefined });
    if (this.entry && inLine(this.entry)) {
      if (this.entry.heldUntil !== undefined) this.emitEntry('queue.rejoined', { heldUntil: undefined });
      return;
    }
    this.entry = patched(this.newEntry(), more);
    this.record('queue.joined');
  }

  private newEntry(): Entry {
    const { callback, now } = this;
    return {
      id: callback.entry ?? idOf('entry', this.context.ids.fresh()),
      queue: callback.queue,
      state: 'waiting',
      transaction: callback.transaction,
      callback: callback.id,
      routingPoint: callback.routingPoint,
      venue: callback.venue,
      priority: callback.priority,
      arrivedAt: callback.arrivedAt ?? now,
      returns: 0,
    };
  }

  /** Its callback rests: it is in the wait queue meanwhile, and nobody's turn. */
  park(): void {
    const parked = { parkedAt: this.now, heldUntil: undefined };
    if (this.entry && inLine(this.entry)) return this.moveEntry('parked', 'queue.parked', { ...NOBODY, ...parked });
    this.entry = { ...this.newEntry(), state: 'parked', parkedAt: this.now };
    this.record('queue.parked');
  }

  /** The caller who had the place is called back: it loses its call, and nothing else. */
  keep(): void {
    this.moveEntry('kept', 'queue.kept', { ...NOBODY, callback: this.callback.id });
  }

  /** Somebody is reached for it. */
  offer(party: string): void {
    this.moveEntry('dequeued', 'queue.dequeued', { party, failure: undefined });
  }

  /** Agents are asked for it, before its customer is. */
  offerTo(offers: string[]): void {
    this.moveEntry('dequeued', 'queue.dequeued', { offers, failure: undefined });
  }

  /** One of them is there for it. */
  reserveFor(party: string): void {
    if (this.entry && inLine(this.entry)) this.emitEntry('queue.dequeued', { offers: undefined, party });
  }

  /** None of them came: it is where it was. */
  release(failure: string): void {
    const { returns = 0 } = this.entry ?? {};
    this.moveEntry('returned', 'queue.returned', { ...NOBODY, failure, returns: returns + 1 });
  }

  /** Its customer is on the line and waits in its place, until then. */
  reach(call: string, until: number): void {
    const there = { ...NOBODY, call, until };
    if (this.entry?.state === 'waiting') this.emitEntry('queue.reached', there);
    else this.moveEntry('returned', 'queue.reached', there);
  }

  /** The call that has its place does something else; nobody else may have it meanwhile. */
  detach(): void {
    if (this.entry && inLine(this.entry)) this.emitEntry('queue.dequeued', { state: 'offering', ...NOBODY });
  }

  /** Nobody was: it keeps its place and is held until its time. */
  hold(until: number | undefined, failure: string): void {
    const { entry } = this;
    if (!entry || !inLine(entry)) return;
    const back = { ...NOBODY, heldUntil: until, failure };
    if (entry.state === 'waiting') return this.emitEntry('queue.held', back);
    this.moveEntry('returned', 'queue.returned', { ...back, returns: entry.returns + 1 });
  }

  /** It gives up its place. */
  leave(reason: LeftReason): void {
    const { entry, now } = this;
    if (!entry || !inLine(entry)) return;
    const ended = { reason, endedAt: now, waitMs: now - entry.arrivedAt };
    const gone = { ...NOBODY, heldUntil: undefined, ...ended };
    const served = reason === 'connected' && entryNext(entry.state, 'connected') !== undefined;
    this.moveEntry(served ? 'connected' : 'gone', 'queue.left', gone);
  }

  private moveEntry(input: Parameters<typeof entryNext>[1], type: EventType, patch: Patch<Entry>): void {
    const state = this.entry && entryNext(this.entry.state, input);
    if (state) this.emitEntry(type, { ...patch, state });
  }

  private emitEntry(type: EventType, patch: Patch<Entry>): void {
    if (!this.entry) return;
    this.entry = patched(this.entry, patch);
    this.record(type);
  }

  private record(type: EventType): void {
    const { entry } = this;
    if (entry) this.drafts.push({ type, id: entry.id, data: entry, transaction: entry.transaction });
  }
}

/** An attempt that rings, and is ended by something else than itself. */
const withdrawn = (callback: Callback, now: number): Patch<Callback> =>
  callback.state === 'dialing' ? attemptFailed(callback, 'withdrawn', now) : {};

/** Where a field goes it is built anew: an object that something was deleted from is slow to copy. */
function patched<T extends object>(whole: T, patch: Patch<T>): T {
  const all = { ...whole, ...patch } as T;
  if (!Object.values(patch).includes(undefined)) return all;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
}
