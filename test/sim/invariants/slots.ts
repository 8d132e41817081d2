/**
 * Places of slots, as the records of a decision have landed: no slot has more promised and kept than it takes, by how many
 * customers were not there until then; a place is kept for one customer and one callback, one for each customer, for as long as the queue
 * says, or until it wants another, and no longer. Reckoned from the records alone, and from what was counted before the first of them.
 */
import type { Callback } from '../../../src/core/callback';
import type { JournalRecord } from '../../../src/core/record';
import type { SlotHold } from '../../../src/core/slotHold';
import type { Findings } from '../findings';
import { historyOf } from '../history';
import { overbooks, SLOTS } from '../tenants';

/** Of fewer customers who were promised a time nobody says how many are not there. */
const LEAST_CASES = 20;
/** A first dial that failed of these found nobody (docs/callbacks.md). */
const NOT_THERE = ['busy', 'noAnswer', 'declined', 'machine', 'unconfirmed', 'invalidNumber'];
const OVER: readonly string[] = ['completed', 'cancelled', 'expired', 'failed', 'merged', 'unknown'];

interface Known {
  commit: number;
  /** By callback and by hold: the slot in which it has a place. */
  readonly places: Map<string, string>;
  readonly holds: Map<string, SlotHold>;
  readonly callbacks: Map<string, Callback>;
  /** Where places were taken by the decision that is landing. */
  readonly taken: Set<string>;
  /** Whom the decision that is landing keeps a place for. */
  readonly keepers: Set<SlotHold>;
  /** Customers who were promised a time and dialled, by whether they were there. */
  shows: number;
  noShows: number;
  /** So many a slot takes by what was known before the decision that is landing. */
  most: number;
}

export class SlotRules {
  /** How often a slot took more than it is for. */
  overbooked = 0;
  private readonly tenants = new Map<string, Known>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, record: JournalRecord): void {
    const known = this.of(tenant);
    if (record.commit !== known.commit) this.decided(tenant, known);
    known.commit = record.commit;
    if (record.subject.startsWith('slotHold/')) this.hold(known, record);
    if (record.subject.startsWith('callback/')) this.callback(known, record.type, record.data as Callback);
  }

  private hold(known: Known, { type, data, seq, time }: JournalRecord): void {
    const hold = data as SlotHold;
    const { id, heldAt, until, endedAt, queue, slot } = hold;
    const before = known.holds.get(id);
    known.holds.set(id, hold);
    if (before?.endedAt !== undefined) this.found('a hold ends once', `${id}: ${type} ${seq}`);
    if (until - heldAt !== SLOTS.holdSeconds * 1_000) this.found('a place is kept as long as the queue says', id);
    place(known, id, endedAt === undefined ? `${queue} ${slot}` : undefined);
    if (endedAt === undefined) return void known.keepers.add(hold);
    if (hold.callback === undefined) {
      if (time < until && keptFor(known, hold).length === 0)
        this.found('a place is kept as long as the queue says', `${id} ended at ${seq}, too soon`);
      return;
    }
    const callback = known.callbacks.get(hold.callback);
    if (time >= until) this.found('a hold that is over is taken by nobody', `${id} at ${seq}`);
    const { customerNumber, promisedAt } = callback ?? {};
    if (customerNumber !== hold.customerNumber || promisedAt !== hold.promisedAt || callback?.slot !== slot)
      this.found('who takes a hold has its place', `${id} at ${seq}: ${JSON.stringify(callback)}`);
  }

  /** One that is paused has given its slot back. */
  private callback(known: Known, type: string, callback: Callback): void {
    const { id, state, queue, slot } = callback;
    const over = OVER.includes(state);
    this.show(known, callback, type);
    known.callbacks.set(id, callback);
    place(known, id, slot === undefined || over || state === 'paused' ? undefined : `${queue} ${slot}`);
  }

  /** All records of a decision have landed. */
  private decided(tenant: string, known: Known): void {
    const { places, taken, keepers, most } = known;
    for (const slot of taken) {
      const booked = [...places.values()].filter((one) => one === slot).length;
      if (booked > SLOTS.capacity) this.overbooked += 1;
      if (booked > most) this.found('no slot has more than it takes', `${tenant} ${slot}: ${booked} of ${most}`);
    }
    taken.clear();
    for (const hold of keepers)
      if (keptFor(known, hold).length > 1) this.found('a customer keeps one place', `${tenant} ${hold.id}`);
    keepers.clear();
    known.most = mostOf(tenant, known);
  }

  /** Of the first dial for a time it is counted once whether the customer was there. */
  private show(known: Known, { id, promisedAt, attempt, attempts, rescuedIn }: Callback, type: string): void {
    if (promisedAt === undefined || attempt !== 1) return;
    if (type === 'callback.connected' && rescuedIn !== attempt) known.shows += 1;
    const [cause, before] = [attempts, known.callbacks.get(id)?.attempts ?? []].map((all) => all.at(-1)?.cause);
    if (cause !== undefined && before === undefined && NOT_THERE.includes(cause)) known.noShows += 1;
  }

  private of(tenant: string): Known {
    const counts = historyOf(tenant);
    const known: Known = this.tenants.get(tenant) ?? {
      ...{ commit: 0, places: new Map(), holds: new Map(), callbacks: new Map(), taken: new Set(), keepers: new Set() },
      ...{ ...counts, most: mostOf(tenant, counts) },
    };
    this.tenants.set(tenant, known);
    return known;
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}

/** How many a slot takes. */
function mostOf(tenant: string, { shows, noShows }: Pick<Known, 'shows' | 'noShows'>): number {
  const cases = shows + noShows;
  const missing = cases < LEAST_CASES || !overbooks(tenant) ? 0 : (noShows * 100) / cases;
  return Math.floor((SLOTS.capacity * (100 + Math.min(missing, SLOTS.overbookPercent))) / 100);
}

/** The places that are kept for a customer in a queue. */
const keptFor = ({ holds }: Known, { queue, customerNumber }: SlotHold): SlotHold[] =>
  [...holds.values()].filter(
    (one) => one.endedAt === undefined && one.queue === queue && one.customerNumber === customerNumber,
  );

function place({ places, taken }: Known, id: string, slot: string | undefined): void {
  if (places.get(id) === slot) return;
  if (slot === undefined) return void places.delete(id);
  places.set(id, slot);
  taken.add(slot);
}
