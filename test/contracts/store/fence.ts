/**
 * The fence between processes that believe a tenant is theirs. Each behaves as `services/partitions` does: it loads, begins
 * its tenure with one record, has one batch on its way, and repeats that batch until it hears what became of it.
 */
import { expect } from 'chai';
import { seeded } from '../../../connectors/simulator/random';
import type { Store } from '../../../src/ports/store';
import { batch, type Group, plain, range, record, seqs } from './subject';

const took = (store: Store, tenant: string, firstSeq: number, count: number, term: number) =>
  store.commit([batch(tenant, firstSeq, plain(count), term)]).then(([outcome]) => outcome);

/** One process with a tenant: what it does until it learns that it is dead. */
class Writer {
  private term = 0;
  private next = 0;
  /** What was acknowledged to it. */
  readonly acknowledged = new Map<number, string>();
  rounds = 0;

  constructor(
    private readonly store: Store,
    private readonly tenant: string,
    private readonly name: string,
    private readonly random: () => number,
  ) {}

  async acquire(): Promise<void> {
    const { lastSeq, lastTerm } = await this.store.load(this.tenant);
    [this.term, this.next] = [lastTerm + 1, lastSeq + 1];
    await this.write(1);
  }

  /** Writes until it is told that it is stale, or has written enough. */
  async run(rounds: number): Promise<void> {
    for (; this.rounds < rounds; this.rounds++) {
      if (this.term === 0) await this.acquire();
      else await this.write(1 + Math.floor(this.random() * 5));
    }
  }

  private async write(count: number): Promise<void> {
    const said = range(1, count).map((n) => ({ data: `${this.name} ${this.term} ${this.next + n - 1}` }));
    const own = batch(this.tenant, this.next, said, this.term);
    let [outcome] = await this.store.commit([own]);
    while (outcome === 'unknown') [outcome] = await this.store.commit([own]);
    if (outcome === 'stale') {
      this.term = 0;
      return;
    }
    for (const { seq, json } of own.records) this.acknowledged.set(seq, json);
    this.next += count;
  }
}

/** Tests of two and more processes on one journal. */
export const FENCE: Group = {
  'stores nothing of a batch that a dead tenure had on its way': async (on) => {
    const [tenant, other] = [on.tenant(), await on.beside()];
    expect(await took(on.store, tenant, 1, 5, 1)).to.equal('durable');
    expect((await other.load(tenant)).lastSeq).to.equal(5);
    expect(await took(other, tenant, 6, 1, 2)).to.equal('durable');
    expect(await took(on.store, tenant, 6, 4, 1)).to.equal('stale');
    expect(await took(other, tenant, 7, 2, 2)).to.equal('durable');
    const { records, lastTerm } = await on.store.load(tenant);
    expect([seqs(records), lastTerm]).to.deep.equal([range(1, 8), 2]);
  },

  'gives the tenure to whoever loads again when the batch of the one before arrived first': async (on) => {
    const [tenant, other] = [on.tenant(), await on.beside()];
    await took(on.store, tenant, 1, 5, 1);
    await other.load(tenant);
    expect(await took(on.store, tenant, 6, 3, 1)).to.equal('durable');
    expect(await took(other, tenant, 6, 1, 2)).to.equal('stale');
    expect((await other.load(tenant)).lastSeq).to.equal(8);
    expect(await took(other, tenant, 9, 1, 2)).to.equal('durable');
    expect(await took(on.store, tenant, 9, 1, 1)).to.equal('stale');
  },

  'lets a dead tenure in nowhere, wherever its batch begins and ends': async (on) => {
    const [tenant, other] = [on.tenant(), await on.beside()];
    await took(on.store, tenant, 1, 3, 1);
    await other.load(tenant);
    await took(other, tenant, 4, 1, 2);
    await took(other, tenant, 5, 4, 2);
    for (const first of range(2, 12))
      for (const count of [1, 2, 9]) {
        // Its own three records are its own: repeated whole they are there.
        expect(await took(on.store, tenant, first, count, 1), `${count} from ${first}`).to.equal('stale');
      }
    expect((await on.store.load(tenant)).records).to.deep.equal(range(1, 8).map((seq) => record(seq)));
  },

  'keeps every acknowledged record and no other, whoever takes over whenever': async (on) => {
    const stores = [on.store, await on.beside(), await on.beside()];
    for (const seed of range(1, 4)) {
      const tenant = on.tenant();
      const writers = stores.map((store, n) => new Writer(store, tenant, `w${n}`, seeded(seed * 10 + n)));
      await Promise.all(writers.map((writer) => writer.run(25)));
      const stored = new Map<number, string>();
      for (const { json, seq } of (await on.store.history(tenant, { after: 0 }, {}, 1000)).map((one) => ({
        seq: one.seq,
        json: JSON.stringify(one),
      })))
        stored.set(seq, json);
      expect([...stored.keys()], `seed ${seed}`).to.deep.equal(range(1, stored.size));
      const acknowledged = writers.flatMap((writer) => [...writer.acknowledged]);
      expect(acknowledged.length).to.equal(stored.size);
      for (const [seq, json] of acknowledged) expect(stored.get(seq)).to.equal(json);
    }
  },
};
