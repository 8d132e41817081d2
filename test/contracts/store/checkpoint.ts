/** Checkpoint: documents only ever get newer, the mark only ever rises, and commits are not kept waiting. */
import { expect } from 'chai';
import { batch, document, fill, type Group, ids, plain, range } from './subject';

/** Tests of `checkpoint`. */
export const CHECKPOINT: Group = {
  'never replaces a document by an older one': async (on) => {
    const tenant = on.tenant();
    const newer = document('ca_1', 5, { keys: { state: 'cleared' }, ended: true });
    await on.store.checkpoint(tenant, [newer], 5);
    await on.store.checkpoint(tenant, [document('ca_1', 4, { keys: { state: 'offered' } })], 6);
    expect(await on.store.get(tenant, 'call', 'ca_1')).to.deep.equal(newer);
    const offered = await on.store.find(tenant, 'call', { keys: { state: 'offered' }, limit: 10 });
    expect(offered.documents).to.deep.equal([]);
  },

  'keeps the version of the shape of a document, wherever it is read': async (on) => {
    const tenant = on.tenant();
    const [old, later] = [document('ca_1', 1), document('ca_2', 2, { v: 2 })];
    await on.store.checkpoint(tenant, [old, later], 2);
    const read = await Promise.all(['ca_1', 'ca_2'].map((id) => on.store.get(tenant, 'call', id)));
    expect(read).to.deep.equal([old, later]);
    expect((await on.store.load(tenant)).documents).to.deep.equal([old, later]);
    expect((await on.store.find(tenant, 'call', { limit: 10 })).documents).to.deep.equal([later, old]);
    await on.store.checkpoint(tenant, [document('ca_1', 3, { v: 2 })], 3);
    expect((await on.store.get(tenant, 'call', 'ca_1'))?.v).to.equal(2);
  },

  'never lowers the mark': async (on) => {
    const tenant = on.tenant();
    await fill(on.store, tenant, 9);
    await on.store.checkpoint(tenant, [], 7);
    await on.store.checkpoint(tenant, [document('ca_1', 2)], 3);
    const loaded = await on.store.load(tenant);
    expect(loaded.checkpointSeq).to.equal(7);
    expect(ids(loaded.documents)).to.deep.equal(['ca_1']);
  },

  'may be repeated': async (on) => {
    const tenant = on.tenant();
    const documents = range(1, 5).map((n) => document(`ca_${n}`, n, { keys: { state: `s${n}` } }));
    await on.store.checkpoint(tenant, documents, 5);
    await on.store.checkpoint(tenant, documents, 5);
    expect((await on.store.find(tenant, 'call', { limit: 10 })).documents).to.have.length(5);
  },

  'writes more documents than one slice holds': async (on) => {
    const tenant = on.tenant();
    const documents = range(1, 450).map((n) => document(`ca_${n}`, n));
    await on.store.checkpoint(tenant, documents, 450);
    const loaded = await on.store.load(tenant);
    expect(loaded.documents).to.have.length(450);
    expect(loaded.checkpointSeq).to.equal(450);
  },

  'finds a document by its present keys only': async (on) => {
    const tenant = on.tenant();
    const found = async (keys: Record<string, string>) =>
      ids((await on.store.find(tenant, 'call', { keys, limit: 10 })).documents);
    await on.store.checkpoint(tenant, [document('ca_1', 1, { keys: { state: 'offered', venue: 'sales' } })], 1);
    const later = document('ca_1', 2, { keys: { state: 'queued', venue: 'sales', queue: 'q' }, time: 9 });
    await on.store.checkpoint(tenant, [later], 2);
    expect(await found({ state: 'offered' })).to.deep.equal([]);
    expect(await found({ state: 'queued', venue: 'sales' })).to.deep.equal(['ca_1']);
    await on.store.checkpoint(tenant, [document('ca_1', 3)], 3);
    expect(await found({ venue: 'sales' })).to.deep.equal([]);
    expect(await found({})).to.deep.equal(['ca_1']);
  },

  'gets its turn while commits never pause, and none of them fails': async (on) => {
    const [tenant, busy] = [on.tenant(), on.tenant()];
    const outcomes = new Set<string>();
    let done = false;
    const write = async (name: string) => {
      for (let seq = 1; !done && seq <= 10_000; seq += 1) {
        for (const outcome of await on.store.commit([batch(name, seq, plain(1))])) outcomes.add(outcome);
      }
      return done;
    };
    // The second begins in the middle of a write of the first: from then on one of them always waits.
    const first = write(`${busy}-1`);
    await new Promise((resolve) => setImmediate(resolve));
    const second = write(`${busy}-2`);
    const documents = range(1, 600).map((n) => document(`ca_${n}`, n));
    await on.store.checkpoint(tenant, documents, 600);
    done = true;
    expect(await Promise.all([first, second])).to.deep.equal([true, true]);
    expect([...outcomes]).to.deep.equal(['durable']);
    expect((await on.store.load(tenant)).documents).to.have.length(600);
  },
};
