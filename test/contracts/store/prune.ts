/** Prune: what is old and covered by a checkpoint goes, and the journal never gets a hole or loses its end. */
import { expect } from 'chai';
import type { Store } from '../../../src/ports/store';
import { batch, fill, type Group, range, START, seqs } from './subject';

/** Everything the helpers write is older. */
const LATER = START + 1_000_000_000;

const left = async (store: Store, tenant: string) => seqs(await store.history(tenant, { after: 0 }, {}, 1000));

/** Tests of `prune` and `oldest`. */
export const PRUNE: Group = {
  'drops what is older than the time given and says how many': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 10);
    await on.store.checkpoint(tenant, [], 10);
    expect(await on.store.oldest(tenant)).to.equal(1);
    expect(await on.store.prune(tenant, START + 4000)).to.equal(3);
    expect(await left(on.store, tenant)).to.deep.equal(range(4, 10));
    expect(await on.store.oldest(tenant)).to.equal(4);
    expect(await on.store.prune(tenant, START + 4000)).to.equal(0);
  },

  'keeps what no checkpoint covers': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 6);
    expect(await on.store.prune(tenant, LATER)).to.equal(0);
    await on.store.checkpoint(tenant, [], 4);
    expect(await on.store.prune(tenant, LATER)).to.equal(4);
    expect(await left(on.store, tenant)).to.deep.equal([5, 6]);
  },

  'keeps the last record, and with it sequence, term and fence': async (on) => {
    const tenant = on.tenant();
    await on.store.commit([batch(tenant, 1, [{}, {}, {}], 3)]);
    await on.store.checkpoint(tenant, [], 3);
    expect(await on.store.prune(tenant, LATER)).to.equal(2);
    expect(await on.store.load(tenant)).to.include({ lastSeq: 3, lastTerm: 3, checkpointSeq: 3 });
    expect(await on.store.commit([batch(tenant, 3, [{}], 4)])).to.deep.equal(['stale']);
    expect(await on.store.tenants()).to.include(tenant);
  },

  'leaves no hole where times are out of order': async (on) => {
    const tenant = on.tenant();
    const times = [1, 2, 9, 3, 4, 5].map((time) => ({ time }));
    await on.store.commit([batch(tenant, 1, times)]);
    await on.store.checkpoint(tenant, [], 6);
    expect(await on.store.prune(tenant, 6)).to.equal(2);
    expect(await left(on.store, tenant)).to.deep.equal([3, 4, 5, 6]);
  },

  'drops many': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 1700);
    await on.store.checkpoint(tenant, [], 1700);
    expect(await on.store.prune(tenant, START + 1_600_000)).to.equal(1599);
    expect(await on.store.oldest(tenant)).to.equal(1600);
  },

  'knows no oldest record of an empty journal': async (on) => {
    const tenant = on.tenant();
    expect(await on.store.oldest(tenant)).to.equal(0);
    expect(await on.store.prune(tenant, LATER)).to.equal(0);
  },
};
