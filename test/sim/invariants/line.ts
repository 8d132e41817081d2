/**
 * A queue is served in its order: whenever somebody is taken out, nobody waited who stood before. Nobody's arrival or
 * priority changes, and who left does not come back.
 */
import type { Entry } from '../../../src/core/queue';
import type { JournalRecord } from '../../../src/core/record';
import type { Findings } from '../findings';

export class LineRules {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, { type, data, seq }: JournalRecord): void {
    const entry = data as Entry;
    const key = `${tenant} ${entry.id}`;
    const before = this.entries.get(key);
    if (before?.endedAt !== undefined) this.found('who left a queue stays out', `${key}: ${type} ${seq}`);
    if (before && (before.arrivedAt !== entry.arrivedAt || before.priority !== entry.priority))
      this.found('nobody loses a place', `${key} at ${seq}`);
    // Taken out already, it is told again what is being done for it.
    if (type === 'queue.dequeued' && before?.state === 'waiting') this.inOrder(tenant, entry);
    this.entries.set(key, entry);
  }

  private inOrder(tenant: string, taken: Entry): void {
    // Callbacks have an order of their own (callbacks.ts), and are withheld for many reasons; offers say who was passed over.
    if (isPlaceOnly(taken)) return;
    for (const [key, other] of this.entries)
      if (
        key.startsWith(`${tenant} `) &&
        other.state === 'waiting' &&
        other.queue === taken.queue &&
        !isPlaceOnly(other)
      )
        if (stands(other) < stands(taken)) this.found('nobody is passed over', `${other.id} by ${taken.id}`);
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}

/** Nobody is on the line for it. */
const isPlaceOnly = ({ callback, call }: Entry): boolean => callback !== undefined && call === undefined;

const WIDTH = 15;

/** Sorts as the queue does. */
const stands = ({ priority, arrivedAt, id }: Entry): string =>
  `${String(1_000 - priority).padStart(WIDTH, '0')} ${String(arrivedAt).padStart(WIDTH, '0')} ${id}`;
