/**
 * Places of slots, as the records of a decision have landed: no slot has more promised and kept than it takes; a place is kept
 * for one customer and one callback, for as long as the queue says and no longer. Reckoned from the records alone.
 */
import type { Callback } from '../../../src/core/callback';
import type { JournalRecord } from '../../../src/core/record';
import type { SlotHold } from '../../../src/core/slotHold';
import type { Findings } from '../findings';
import { SLOTS } from '../tenants';

/** Of fewer customers who were promised a time nobody says how many are not there. */
const LEAST_CASES = 20;
const OVER: readonly string[] = ['completed', 'cancelled', 'expired', 'failed', 'merged', 'unknown'];

interface Known {
  commit: number;
  /** By callback and by hold: the slot in which it has a place. */
  readonly places: Map<string, string>;
  readonly holds: Map<string, SlotHold>;
  readonly callbacks: Map<string, Callback>;
  /** Where places were taken by the decision that is landing. */
  readonly taken: Set<string>;
  /** Callbacks that were promised a time and are over: no fewer than the cases that are measured. */
  over: number;
}

export class SlotRules {
  private readonly tenants = new Map<string, Known>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, record: JournalRecord): void {
    const known = this.of(tenant);
    if (record.commit !== known.commit) this.decided(tenant, known);
    known.commit = record.commit;
    if (record.subject.startsWith('slotHold/')) this.hold(known, record);
    if (record.subject.startsWith('callback/')) this.callback(known, record.data as Callback);
  }

  private hold(known: Known, { type, data, seq, time }: JournalRecord): void {
    const hold = data as SlotHold;
    const { id, heldAt, until, endedAt, queue, slot } = hold;
    const before = known.holds.get(id);
    known.holds.set(id, hold);
    if (before?.endedAt !== undefined) this.found('a hold ends once', `${id}: ${type} ${seq}`);
    if (until - heldAt !== SLOTS.holdSeconds * 1_000) this.found('a place is kept as long as the queue says', id);
    place(known, id, endedAt === undefined ? `${queue} ${slot}` : undefined);
    if (endedAt === undefined) return;
    if (hold.callback === undefined) {
      if (time < until) this.found('a place is kept as long as the queue says', `${id} ended at ${seq}, too soon`);
      return;
    }
    const callback = known.callbacks.get(hold.callback);
    if (time >= until) this.found('a hold that is over is taken by nobody', `${id} at ${seq}`);
    const { customerNumber, promisedAt } = callback ?? {};
    if (customerNumber !== hold.customerNumber || promisedAt !== hold.promisedAt || callback?.slot !== slot)
      this.found('who takes a hold has its place', `${id} at ${seq}: ${JSON.stringify(callback)}`);
  }

  /** One that is paused has given its slot back. */
  private callback(known: Known, callback: Callback): void {
    const { id, state, queue, slot, promisedAt } = callback;
    const over = OVER.includes(state);
    known.callbacks.set(id, callback);
    place(known, id, slot === undefined || over || state === 'paused' ? undefined : `${queue} ${slot}`);
    if (over && promisedAt !== undefined) known.over += 1;
  }

  /** All records of a decision have landed. */
  private decided(tenant: string, { places, taken, over }: Known): void {
    for (const slot of taken) {
      const booked = [...places.values()].filter((one) => one === slot).length;
      const more = over < LEAST_CASES ? 0 : SLOTS.overbookPercent;
      const most = Math.floor((SLOTS.capacity * (100 + more)) / 100);
      if (booked > most) this.found('no slot has more than it takes', `${tenant} ${slot}: ${booked} of ${most}`);
    }
    taken.clear();
  }

  private of(tenant: string): Known {
    const known: Known = this.tenants.get(tenant) ?? {
      ...{ commit: 0, over: 0, places: new Map(), holds: new Map(), callbacks: new Map(), taken: new Set() },
    };
    this.tenants.set(tenant, known);
    return known;
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}

function place({ places, taken }: Known, id: string, slot: string | undefined): void {
  if (places.get(id) === slot) return;
  if (slot === undefined) return void places.delete(id);
  places.set(id, slot);
  taken.add(slot);
}
