/** Leases by the clock of the server: nodes need not agree on the time. */
import type { Lease } from '../../ports/store';
import type { Collections, LeaseDocument } from './collections';
import { isDuplicate } from './errors';

/** So often two may run into each other over a lease that nobody had yet. */
const TRIES = 5;

export class Leases {
  constructor(private readonly collections: Collections) {}

  async lease(name: string, owner: string, ms: number): Promise<Lease> {
    const now = await this.ask(name, owner, ms);
    return { owner: now.owner, term: now.term, leftMs: now.until - now.asked };
  }

  async release(name: string, owner: string): Promise<void> {
    await this.collections.leases.updateOne({ _id: name, owner }, { $set: { until: 0 } });
  }

  private async ask(name: string, owner: string, ms: number): Promise<LeaseDocument> {
    for (let tries = 1; ; tries++) {
      try {
        const found = await this.collections.leases.collection.findOneAndUpdate(
          { _id: name as never },
          claim(owner, ms) as never,
          { upsert: true, returnDocument: 'after' },
        );
        if (found) return found as unknown as LeaseDocument;
      } catch (error) {
        // Two asked for a lease that nobody ever had; the other one was first.
        if (!isDuplicate(error) || tries === TRIES) throw error;
      }
      if (tries === TRIES) throw new Error(`the lease ${name} was not answered`);
    }
  }
}

/** One update decides: the owner keeps it, anybody gets it once it has run out. */
function claim(owner: string, ms: number): object[] {
  const me = { $literal: owner };
  const granted = (yes: unknown, no: unknown) => ({ $cond: [{ $eq: ['$granted', true] }, yes, no] });
  return [
    { $set: { asked: { $toLong: '$$NOW' }, mine: { $eq: ['$owner', me] }, before: { $ifNull: ['$until', 0] } } },
    { $set: { granted: { $or: ['$mine', { $lte: ['$before', '$asked'] }] } } },
    {
      $set: {
        term: { $add: [{ $ifNull: ['$term', 0] }, granted({ $cond: ['$mine', 0, 1] }, 0)] },
        until: granted({ $add: ['$asked', ms] }, '$before'),
        owner: granted(me, '$owner'),
      },
    },
    { $unset: ['granted', 'mine', 'before'] },
  ];
}
