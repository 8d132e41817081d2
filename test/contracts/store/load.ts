/** Load: the live documents as of a checkpoint and every record after it. */
import { expect } from 'chai';
import type { Document } from '../../../src/ports/store';
import { batch, document, fill, type Group, ids, plain, range, record, seqs } from './subject';

/** Tests of `load`. */
export const LOAD: Group = {
  'is empty for a new tenant': async (on) => {
    const empty = { documents: [], records: [], checkpointSeq: 0, lastSeq: 0, lastTerm: 0 };
    expect(await on.store.load(on.tenant())).to.deep.equal(empty);
  },

  'gives every record where there was no checkpoint': async (on) => {
    const tenant = on.tenant();
    await on.store.commit([batch(tenant, 1, plain(2), 1), batch(tenant, 3, plain(2), 2)]);
    const loaded = await on.store.load(tenant);
    expect(loaded).to.deep.include({ checkpointSeq: 0, lastSeq: 4, lastTerm: 2, documents: [] });
    expect(loaded.records).to.deep.equal(range(1, 4).map((seq) => record(seq)));
  },

  'gives documents as they were written and the records after them': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 5);
    const documents = [
      document('ca_1', 2, { keys: { venue: 'sales', state: 'offered' }, state: { a: [1, 'ä'] } }),
      document('ap_1', 3, { kind: 'application', secret: 'c2VjcmV0' }),
    ];
    await on.store.checkpoint(tenant, documents, 3);
    const loaded = await on.store.load(tenant);
    expect(loaded.documents).to.have.deep.members(documents);
    expect(loaded).to.include({ checkpointSeq: 3, lastSeq: 5 });
    expect(seqs(loaded.records)).to.deep.equal([4, 5]);
  },

  'hands documents over page by page to whoever takes them, as it would answer them': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 3);
    const text = 'x'.repeat(1_000);
    const documents = range(1, 700).map((n) => document(`ca_${n}`, n % 3, { time: n, state: { text } }));
    await on.store.checkpoint(tenant, documents, 2);
    const { documents: answered, ...rest } = await on.store.load(tenant);
    const taken: Document[] = [];
    expect(await on.store.load(tenant, (page) => taken.push(...page))).to.deep.equal({ ...rest, documents: [] });
    expect(taken).to.have.length(700);
    expect(taken).to.deep.equal(answered);
  },

  'leaves out what has ended': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 3);
    await on.store.checkpoint(tenant, [document('ca_1', 1), document('ca_2', 2, { ended: true })], 2);
    expect(ids((await on.store.load(tenant)).documents)).to.deep.equal(['ca_1']);
    await on.store.checkpoint(tenant, [document('ca_1', 3, { ended: true })], 3);
    const loaded = await on.store.load(tenant);
    expect(loaded).to.deep.include({ documents: [], records: [], checkpointSeq: 3, lastSeq: 3 });
  },

  'gives all of a large tenant': async (on) => {
    const tenant = on.tenant();
    const documents = range(1, 1100).map((n) => document(`ca_${n}`, n, { kind: n % 2 ? 'call' : 'queue', time: 7 }));
    await on.store.commit([batch(tenant, 1, plain(1000)), batch(tenant, 1001, plain(1500))]);
    await on.store.checkpoint(tenant, documents, 100);
    const loaded = await on.store.load(tenant);
    expect(new Set(ids(loaded.documents)).size).to.equal(1100);
    expect(loaded.documents).to.have.length(1100);
    expect(seqs(loaded.records)).to.deep.equal(range(101, 2500));
  },

  'gives the same after a restart': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 4);
    await on.store.checkpoint(tenant, [document('ca_1', 2)], 2);
    const loaded = await on.store.load(tenant);
    await on.restart();
    expect(await on.store.load(tenant)).to.deep.equal(loaded);
  },
};
