/** Commit and fence: a batch is stored whole or not at all, and the sequence of a tenant is taken once. */
import { expect } from 'chai';
import type { Store } from '../../../src/ports/store';
import { batch, fill, type Group, plain, range, record, seqs } from './subject';

const stored = async (store: Store, tenant: string) => (await store.load(tenant)).records;

/** Tests of `commit`. */
export const COMMIT: Group = {
  'stores a batch and gives its records back as they were': async (on) => {
    const tenant = on.tenant();
    const said = [{ transaction: 'tx_1', data: { deep: [1, null, 'x'] } }, { type: 'call.cleared' as const }];
    expect(await on.store.commit([batch(tenant, 1, said)])).to.deep.equal(['durable']);
    expect(await stored(on.store, tenant)).to.deep.equal([record(1, said[0]), record(2, said[1])]);
  },

  'answers each batch in order': async (on) => {
    const [one, two, three] = [on.tenant(), on.tenant(), on.tenant()];
    await fill(on.store, two, 1);
    const batches = [batch(one, 1, plain(1)), batch(two, 1, plain(1), 2), batch(three, 1, plain(2))];
    expect(await on.store.commit(batches)).to.deep.equal(['durable', 'stale', 'durable']);
    expect(await on.store.commit([])).to.deep.equal([]);
  },

  'takes several batches of one tenant in the order given': async (on) => {
    const tenant = on.tenant();
    const batches = [batch(tenant, 1, plain(2)), batch(tenant, 3, plain(1)), batch(tenant, 4, plain(3))];
    expect(await on.store.commit(batches)).to.deep.equal(['durable', 'durable', 'durable']);
    expect(seqs(await stored(on.store, tenant))).to.deep.equal(range(1, 6));
  },

  'refuses a sequence that another term has taken': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 2);
    expect(await on.store.commit([batch(tenant, 2, plain(1), 2)])).to.deep.equal(['stale']);
    expect(await on.store.commit([batch(tenant, 3, plain(1), 2)])).to.deep.equal(['durable']);
    expect(await on.store.commit([batch(tenant, 3, plain(1), 1)])).to.deep.equal(['stale']);
  },

  'refuses a sequence that the same term has taken with other content': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 1);
    expect(await on.store.commit([batch(tenant, 1, [{ data: 'other' }])])).to.deep.equal(['stale']);
    expect(await stored(on.store, tenant)).to.deep.equal([record(1)]);
  },

  'stores nothing of a batch of which a part is taken, be it by the own content': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 2);
    expect(await on.store.commit([batch(tenant, 1, plain(4), 2)])).to.deep.equal(['stale']);
    expect(await on.store.commit([batch(tenant, 1, plain(4), 1)])).to.deep.equal(['stale']);
    expect(seqs(await stored(on.store, tenant))).to.deep.equal([1, 2]);
  },

  'lets one of many writers have a sequence': async (on) => {
    const tenant = on.tenant();
    const writers = range(1, 10).map((term) => on.store.commit([batch(tenant, 1, plain(2), term)]));
    const outcomes = (await Promise.all(writers)).flat();
    expect(outcomes.filter((outcome) => outcome === 'durable')).to.have.length(1);
    expect(outcomes.filter((outcome) => outcome === 'stale')).to.have.length(9);
    expect((await on.store.load(tenant)).lastTerm).to.equal(outcomes.indexOf('durable') + 1);
  },

  'rejects a batch whose records do not follow each other, and nothing else with it': async (on) => {
    const [tenant, other] = [on.tenant(), on.tenant()];
    const broken = { ...batch(tenant, 1, plain(2)), firstSeq: 2 };
    const [bad, good] = await Promise.allSettled([
      on.store.commit([broken]),
      on.store.commit([batch(other, 1, plain(1))]),
    ]);
    expect([bad.status, good.status]).to.deep.equal(['rejected', 'fulfilled']);
    expect(await stored(on.store, tenant)).to.deep.equal([]);
  },

  'keeps what is durable over a restart': async (on) => {
    const tenant = on.tenant();
    await on.store.commit([batch(tenant, 1, plain(3), 4)]);
    await on.restart();
    expect(await on.store.load(tenant)).to.include({ lastSeq: 3, lastTerm: 4 });
    expect(await on.store.commit([batch(tenant, 3, plain(1), 5)])).to.deep.equal(['stale']);
  },
};
