/** Lifetimes: ended documents go by kind and time, and acts of administration outlive the journal they were in. */
import { expect } from 'chai';
import { PAGE_CHARS } from '../../../src/ports/paging';
import type { Batch, Store } from '../../../src/ports/store';
import { batch, document, type Group, ids, plain, range, START, seqs } from './subject';

const LATER = START + 1_000_000_000;

/** The batch with the records of these sequences marked as acts of administration. */
const marked = (whole: Batch, acts: readonly number[]): Batch => ({
  ...whole,
  records: whole.records.map((one) => (acts.includes(one.seq) ? { ...one, audit: true } : one)),
});

const left = async (store: Store, tenant: string, kind = 'call') =>
  ids((await store.find(tenant, kind, { limit: 200 })).documents);

/** Tests of `pruneDocuments`, `audit` and `pruneAudit`. */
export const LIFETIMES: Group = {
  'drops ended documents of one kind that are older than the time given': async (on) => {
    const tenant = on.tenant();
    const said = (n: number) => ({ time: n, ended: n !== 2, keys: { venue: 'v' } });
    await on.store.checkpoint(
      tenant,
      [...range(1, 4).map((n) => document(`ca_${n}`, 1, said(n))), document('qu_1', 1, { kind: 'queue', ...said(1) })],
      1,
    );
    expect(await on.store.pruneDocuments(tenant, 'call', 4, 'ended')).to.equal(2);
    expect(await left(on.store, tenant)).to.deep.equal(['ca_4', 'ca_2']);
    expect(await left(on.store, tenant, 'queue')).to.deep.equal(['qu_1']);
    expect(ids((await on.store.find(tenant, 'call', { limit: 9, keys: { venue: 'v' } })).documents)).to.have.length(2);
    expect(await on.store.get(tenant, 'call', 'ca_1')).to.equal(undefined);
    expect(await on.store.pruneDocuments(tenant, 'call', 4, 'ended')).to.equal(0);
  },

  'drops live ones, too, where all are meant': async (on) => {
    const [tenant, other] = [on.tenant(), on.tenant()];
    for (const name of [tenant, other]) {
      const requests = range(1, 3).map((n) => document(`re ${n}`, n, { kind: 'request', time: n }));
      await on.store.checkpoint(name, requests, 3);
    }
    expect(await on.store.pruneDocuments(tenant, 'request', 3, 'all')).to.equal(2);
    expect(ids((await on.store.load(tenant)).documents)).to.deep.equal(['re 3']);
    expect((await on.store.load(other)).documents).to.have.length(3);
  },

  'drops many documents': async (on) => {
    const tenant = on.tenant();
    await on.store.checkpoint(
      tenant,
      range(1, 950).map((n) => document(`ca_${n}`, 1, { ended: true, time: n, keys: { state: 'cleared' } })),
      1,
    );
    expect(await on.store.pruneDocuments(tenant, 'call', 900, 'ended')).to.equal(899);
    expect(await left(on.store, tenant)).to.have.length(51);
  },

  'tells acts of administration newest first, in pages': async (on) => {
    const tenant = on.tenant();
    await on.store.commit([marked(batch(tenant, 1, plain(5)), [2, 4]), marked(batch(tenant, 6, plain(3)), [6, 7])]);
    const first = await on.store.audit(tenant, 3);
    expect(seqs(first)).to.deep.equal([7, 6, 4]);
    expect(first[0]).to.deep.equal((await on.store.history(tenant, { after: 6 }, {}, 1))[0]);
    expect(seqs(await on.store.audit(tenant, 3, 4))).to.deep.equal([2]);
    expect(await on.store.audit(on.tenant(), 10)).to.deep.equal([]);
  },

  'tells no more acts of administration at once than are parsed in a moment': async (on) => {
    const tenant = on.tenant();
    const long = Array.from({ length: 6 }, () => ({ data: 'x'.repeat(PAGE_CHARS / 2) }));
    await on.store.commit([marked(batch(tenant, 1, long), [1, 2, 3, 4, 5, 6])]);
    await on.store.checkpoint(tenant, [], 6);
    expect(seqs(await on.store.audit(tenant, 10))).to.deep.equal([6, 5]);
    expect(seqs(await on.store.audit(tenant, 1, 5))).to.deep.equal([4]);
    await on.store.prune(tenant, LATER);
    expect(seqs(await on.store.audit(tenant, 10))).to.deep.equal([6, 5]);
    expect(seqs(await on.store.audit(tenant, 10, 5))).to.deep.equal([4, 3]);
  },

  'keeps acts of administration when the journal is pruned, and the journal has no hole': async (on) => {
    const tenant = on.tenant();
    await on.store.commit([marked(batch(tenant, 1, plain(6)), [2, 3, 5])]);
    await on.store.checkpoint(tenant, [], 6);
    expect(await on.store.prune(tenant, START + 4_000)).to.equal(3);
    expect(seqs(await on.store.history(tenant, { after: 0 }, {}, 100))).to.deep.equal([4, 5, 6]);
    expect(await on.store.oldest(tenant)).to.equal(4);
    expect(seqs(await on.store.audit(tenant, 10))).to.deep.equal([5, 3, 2]);
    expect(await on.store.prune(tenant, LATER)).to.equal(2);
    await on.restart();
    expect(seqs(await on.store.audit(tenant, 10))).to.deep.equal([5, 3, 2]);
    expect(seqs(await on.store.audit(tenant, 1, 5))).to.deep.equal([3]);
  },

  'drops acts of administration when their time has come, too': async (on) => {
    const tenant = on.tenant();
    await on.store.commit([marked(batch(tenant, 1, plain(4)), [1, 2, 3])]);
    await on.store.checkpoint(tenant, [], 4);
    await on.store.prune(tenant, LATER);
    expect(await on.store.pruneAudit(tenant, START + 3_000)).to.equal(2);
    expect(seqs(await on.store.audit(tenant, 10))).to.deep.equal([3]);
    expect(await on.store.pruneAudit(tenant, START + 3_000)).to.equal(0);
  },
};
