/** A commit that may or may not be stored: repeating the same batch always finds out, and never stores it twice. */
import { expect } from 'chai';
import { batch, type Group, plain, range, seqs } from './subject';

/** Tests of repeated and unknown commits. */
export const UNKNOWN: Group = {
  'finds the own content there and stores it once': async (on) => {
    const tenant = on.tenant();
    const own = batch(tenant, 1, plain(3));
    expect(await on.store.commit([own])).to.deep.equal(['durable']);
    expect(await on.store.commit([own, own])).to.deep.equal(['durable', 'durable']);
    expect(seqs((await on.store.load(tenant)).records)).to.deep.equal([1, 2, 3]);
  },

  'finds the own content there after later batches': async (on) => {
    const tenant = on.tenant();
    const own = batch(tenant, 1, plain(2));
    await on.store.commit([own]);
    await on.store.commit([batch(tenant, 3, plain(2), 2)]);
    expect(await on.store.commit([own])).to.deep.equal(['durable']);
  },

  'answers unknown while it cannot write, and goes on when it can': async (on) => {
    const [one, two] = [on.tenant(), on.tenant()];
    const batches = [batch(one, 1, plain(2)), batch(two, 1, plain(1))];
    const back = await on.harness.away();
    expect(await on.store.commit(batches)).to.deep.equal(['unknown', 'unknown']);
    expect(await on.store.commit(batches)).to.deep.equal(['unknown', 'unknown']);
    await back();
    expect(await on.store.commit(batches)).to.deep.equal(['durable', 'durable']);
    expect(seqs((await on.store.load(one)).records)).to.deep.equal(range(1, 2));
  },

  'gives the sequence to one only when a commit was unknown': async (on) => {
    const tenant = on.tenant();
    const back = await on.harness.away();
    const old = batch(tenant, 1, [{ data: 'old' }], 1);
    expect(await on.store.commit([old])).to.deep.equal(['unknown']);
    await back();
    const fresh = batch(tenant, 1, [{ data: 'new' }], 2);
    const outcomes = [...(await on.store.commit([fresh])), ...(await on.store.commit([old]))];
    expect(outcomes).to.have.members(['durable', 'stale']);
    const { records, lastTerm } = await on.store.load(tenant);
    expect(records.map(({ data }) => data)).to.deep.equal([lastTerm === 2 ? 'new' : 'old']);
  },
};
