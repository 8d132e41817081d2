/**
 * Callbacks, as their records land: no attempt beyond the limit, none before the promised time or the least delay, none while
 * one before it in line was ready; and what is over stays over.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Callback } from '../../../src/core/callback';
import { CALLBACK_TABLE, isOver } from '../../../src/core/callbackStates';
import type { Entry } from '../../../src/core/queue';
import type { JournalRecord } from '../../../src/core/record';
import { attemptsUsed } from '../../../src/core/retry';
import type { Findings } from '../findings';
import { CALLBACK_LIMITS } from '../tenants';
import { stands } from './line';

/** Whoever asks for skills may be passed over for one who does not ask for the same. */
function asksForMore(one: Entry, other: Entry): boolean {
  const [asked, others] = [one, other].map(({ skills }) => skills?.required ?? {});
  return Object.keys(asked ?? {}).length > 0 && !isDeepStrictEqual(asked, others);
}

export class CallbackRules {
  private readonly callbacks = new Map<string, Callback>();
  /** Their places: by command one may stand elsewhere than its callback came in. */
  private readonly places = new Map<string, Entry>();

  constructor(private readonly findings: Findings) {}

  entry(tenant: string, { data }: JournalRecord): void {
    const entry = data as Entry;
    if (entry.callback !== undefined) this.places.set(`${tenant} ${entry.id}`, entry);
  }

  look(tenant: string, { type, data, seq, time }: JournalRecord): void {
    const callback = data as Callback;
    const key = `${tenant} ${callback.id}`;
    const before = this.callbacks.get(key);
    this.callbacks.set(key, callback);
    const where = `${key}: ${type} ${seq}`;
    if (before) this.follows(before, callback, where);
    if (attemptsUsed(callback.failures) > CALLBACK_LIMITS.maxAttempts) this.found('no attempt beyond the limit', where);
    const { answeredBy } = callback.attempts.at(-1) ?? {};
    if (answeredBy === 'machine' && (type === 'callback.confirmed' || type === 'callback.connected'))
      this.found('nobody talks to a machine', where);
    if (type !== 'callback.attempted' || !before) return;
    if (callback.attempt !== before.attempt + 1) this.found('attempts are counted', where);
    if (attemptsUsed(before.failures) >= CALLBACK_LIMITS.maxAttempts) this.found('no attempt beyond the limit', where);
    const earliest = Math.max(callback.promisedAt ?? 0, callback.requestedAt + CALLBACK_LIMITS.minDelaySeconds * 1_000);
    if (time < earliest) this.found('nobody is dialled before the time', `${where}, ${earliest - time} ms`);
    this.inOrder(tenant, before, where);
  }

  private follows(before: Callback, after: Callback, where: string): void {
    // A request that finds one is answered with it, and is on the disk as it was.
    if (isDeepStrictEqual(before, after)) return;
    if (isOver(before)) this.found('what is over stays over', where);
    if (after.version !== before.version + 1)
      this.found('each change is a version', `${where}: ${before.version} to ${after.version}, ${before.state}`);
    if (after.state !== before.state && !Object.values(CALLBACK_TABLE[before.state]).includes(after.state))
      this.found('callbacks follow their table', `${where}: ${before.state} to ${after.state}`);
    const kept = after.state !== 'scheduled' && before.state !== 'scheduled' && before.state !== 'paused';
    if (kept && before.arrivedAt !== undefined && after.arrivedAt !== before.arrivedAt)
      this.found('a callback keeps its arrival', where);
  }

  /** Whoever was ready and stood before in line, as the queue has it, was dialled before. */
  private inOrder(tenant: string, taken: Callback, where: string): void {
    if (taken.state !== 'queued') return;
    const place = this.places.get(`${tenant} ${taken.entry}`);
    if (!place) return this.found('who is dialled had a place', where);
    for (const [key, other] of this.callbacks) {
      const ready = other.state === 'queued' && !other.waiting && other.id !== taken.id && other.queue === taken.queue;
      const before = this.places.get(`${tenant} ${other.entry}`);
      if (
        key.startsWith(`${tenant} `) &&
        ready &&
        before &&
        !asksForMore(before, place) &&
        stands(before) < stands(place)
      )
        this.found('callbacks are dialled in their order', `${where} before ${other.id}`);
    }
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}
