/** Tenants: many write at once, and nothing of one shows in another. */
import { expect } from 'chai';
import type { CommitOutcome } from '../../../src/ports/store';
import { batch, document, fill, type Group, ids, plain, range, START, seqs } from './subject';

/** Tests of many tenants on one store. */
export const ISOLATION: Group = {
  'are listed once they have a journal, sorted': async (on) => {
    const harness = on.fresh();
    const store = await harness.start();
    expect(await store.tenants()).to.deep.equal([]);
    for (const name of ['zebra', 'system', 'acme', 'acme-2', 'ac']) await fill(store, name, 2);
    expect(await store.tenants()).to.deep.equal(['ac', 'acme', 'acme-2', 'system', 'zebra']);
    await harness.stop();
  },

  'write all at once without a gap': async (on) => {
    const names = range(1, 50).map(() => on.tenant());
    const outcomes = new Set<CommitOutcome>();
    const run = async (tenant: string) => {
      for (const seq of [1, 4, 7, 10, 13]) {
        for (const outcome of await on.store.commit([batch(tenant, seq, plain(3))])) outcomes.add(outcome);
      }
      return seqs((await on.store.load(tenant)).records);
    };
    const written = await Promise.all(names.map(run));
    expect([...outcomes]).to.deep.equal(['durable']);
    for (const sequence of written) expect(sequence).to.deep.equal(range(1, 15));
  },

  'never see anything of each other': async (on) => {
    const base = on.tenant();
    // One name is the beginning of the others: keys put together from parts must not run into each other.
    const names = [base, `${base}0`, `${base}:1`, `${base}-x`];
    for (const [index, tenant] of names.entries()) {
      const said = plain(index + 1).map(() => ({ transaction: 'tx_1', data: tenant }));
      await on.store.commit([batch(tenant, 1, said, index + 1)]);
      await on.store.checkpoint(tenant, [document('ca_1', 1, { keys: { venue: 'v', of: tenant }, state: tenant })], 1);
    }
    for (const [index, tenant] of names.entries()) {
      const query = { keys: { venue: 'v' }, limit: 10 };
      const history = await on.store.history(tenant, { transaction: 'tx_1' }, {}, 10);
      const found = await on.store.find(tenant, 'call', query);
      expect(history.map(({ data }) => data)).to.deep.equal(plain(index + 1).map(() => tenant));
      expect(found.documents.map(({ json }) => JSON.parse(json))).to.deep.equal([tenant]);
      expect((await on.store.get(tenant, 'call', 'ca_1'))?.json).to.equal(JSON.stringify(tenant));
      const foreign = { keys: { venue: 'v', of: names.at(index - 1) as string }, limit: 10 };
      expect((await on.store.find(tenant, 'call', foreign)).documents).to.deep.equal([]);
      expect(await on.store.load(tenant)).to.include({ lastSeq: index + 1, lastTerm: index + 1 });
    }
  },

  'are pruned one by one': async (on) => {
    const [one, two] = [on.tenant(), on.tenant()];
    for (const tenant of [one, two]) {
      await fill(on.store, tenant, 5);
      await on.store.checkpoint(tenant, [document('ca_1', 5)], 5);
    }
    await on.store.prune(one, START + 1_000_000);
    expect([await on.store.oldest(one), await on.store.oldest(two)]).to.deep.equal([5, 1]);
    expect(ids((await on.store.load(two)).documents)).to.deep.equal(['ca_1']);
  },
};
