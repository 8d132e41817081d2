/** Get and find: lists newest first, in pages that neither repeat nor skip. */
import { expect } from 'chai';
import type { FindQuery, Store } from '../../../src/ports/store';
import { document, type Group, ids, range } from './subject';

/** Every page of a list, as ids. */
async function pages(store: Store, tenant: string, query: FindQuery): Promise<string[][]> {
  const seen: string[][] = [];
  let next: string | undefined;
  do {
    const page = await store.find(tenant, 'call', next === undefined ? query : { ...query, cursor: next });
    seen.push(ids(page.documents));
    next = page.next;
  } while (next !== undefined && seen.length < 100);
  return seen;
}

/** Tests of `get` and `find`. */
export const FIND: Group = {
  'gets a document by kind and id, ended or not': async (on) => {
    const tenant = on.tenant();
    const [live, ended] = [document('ca_1', 1), document('ca_2', 2, { ended: true, secret: 'x' })];
    await on.store.checkpoint(tenant, [live, ended], 2);
    expect(await on.store.get(tenant, 'call', 'ca_1')).to.deep.equal(live);
    expect(await on.store.get(tenant, 'call', 'ca_2')).to.deep.equal(ended);
    expect(await on.store.get(tenant, 'queue', 'ca_1')).to.equal(undefined);
    expect(await on.store.get(tenant, 'call', 'ca_3')).to.equal(undefined);
    expect(await on.store.get(tenant, 'call', 'ca_1\u0000')).to.equal(undefined);
  },

  'lists newest first and only its kind': async (on) => {
    const tenant = on.tenant();
    const times = { ca_1: 30, ca_2: 10, ca_3: 20 };
    const documents = Object.entries(times).map(([id, time]) => document(id, 1, { time }));
    await on.store.checkpoint(tenant, [...documents, document('qu_1', 1, { kind: 'queue' })], 1);
    const found = await on.store.find(tenant, 'call', { limit: 10 });
    expect(ids(found.documents)).to.deep.equal(['ca_1', 'ca_3', 'ca_2']);
    expect(found).not.to.have.property('next');
    expect((await on.store.find(tenant, 'chat', { limit: 10 })).documents).to.deep.equal([]);
  },

  'pages through equal times without repeating or skipping': async (on) => {
    const tenant = on.tenant();
    const documents = range(10, 33).map((n) => document(`ca_${n}`, 1, { time: n % 3, keys: { venue: 'v' } }));
    await on.store.checkpoint(tenant, documents, 1);
    for (const query of [{ limit: 5 }, { limit: 5, keys: { venue: 'v' } }]) {
      const seen = await pages(on.store, tenant, query);
      expect(seen.map((page) => page.length)).to.deep.equal([5, 5, 5, 5, 4]);
      expect(new Set(seen.flat()).size).to.equal(24);
    }
    expect(await pages(on.store, tenant, { limit: 12 })).to.have.length(2);
  },

  'goes on where it was when newer documents arrive': async (on) => {
    const tenant = on.tenant();
    await on.store.checkpoint(
      tenant,
      range(1, 4).map((n) => document(`ca_${n}`, n)),
      4,
    );
    const first = await on.store.find(tenant, 'call', { limit: 2 });
    await on.store.checkpoint(tenant, [document('ca_5', 5)], 5);
    const second = await on.store.find(tenant, 'call', { limit: 2, cursor: first.next as string });
    expect([ids(first.documents), ids(second.documents)]).to.deep.equal([
      ['ca_4', 'ca_3'],
      ['ca_2', 'ca_1'],
    ]);
  },

  'finds by one key and by several': async (on) => {
    const tenant = on.tenant();
    const documents = range(1, 12).map((n) =>
      document(`ca_${n}`, n, { keys: { venue: `v${n % 2}`, state: `s${n % 3}`, transaction: `tx_${n}` } }),
    );
    await on.store.checkpoint(tenant, documents, 12);
    const found = async (keys: Record<string, string>) =>
      ids((await on.store.find(tenant, 'call', { keys, limit: 20 })).documents);
    expect(await found({ venue: 'v1' })).to.deep.equal(['ca_11', 'ca_9', 'ca_7', 'ca_5', 'ca_3', 'ca_1']);
    expect(await found({ venue: 'v1', state: 's0' })).to.deep.equal(['ca_9', 'ca_3']);
    expect(await found({ state: 's0', venue: 'v1', transaction: 'tx_3' })).to.deep.equal(['ca_3']);
    expect(await found({ venue: 'v1', transaction: 'tx_2' })).to.deep.equal([]);
    expect(await found({ nobody: 'v1' })).to.deep.equal([]);
  },

  'tells ended from live': async (on) => {
    const tenant = on.tenant();
    const documents = range(1, 6).map((n) => document(`ca_${n}`, n, { ended: n > 4, keys: { venue: 'v' } }));
    await on.store.checkpoint(tenant, documents, 6);
    for (const keys of [{}, { venue: 'v' }]) {
      const found = async (ended: boolean) =>
        ids((await on.store.find(tenant, 'call', { keys, ended, limit: 10 })).documents);
      expect(await found(true)).to.deep.equal(['ca_6', 'ca_5']);
      expect(await found(false)).to.deep.equal(['ca_4', 'ca_3', 'ca_2', 'ca_1']);
    }
  },

  'finds what lies in a time, its beginning included and its end not': async (on) => {
    const tenant = on.tenant();
    const documents = range(1, 9).map((n) => document(`ca_${n}`, n, { time: n * 10, keys: { venue: `v${n % 2}` } }));
    await on.store.checkpoint(tenant, documents, 9);
    const found = async (query: Partial<FindQuery>) =>
      (await pages(on.store, tenant, { limit: 2, ...query })).flat().map((id) => Number(id.slice(3)));
    expect(await found({ from: 30, before: 70 })).to.deep.equal([6, 5, 4, 3]);
    expect(await found({ from: 30, before: 70, keys: { venue: 'v1' } })).to.deep.equal([5, 3]);
    expect(await found({ from: 75 })).to.deep.equal([9, 8]);
    expect(await found({ before: 30 })).to.deep.equal([2, 1]);
    expect(await found({ from: 91 })).to.deep.equal([]);
  },

  'rejects a limit or a cursor that cannot be': async (on) => {
    const tenant = on.tenant();
    const wrong: FindQuery[] = [
      { limit: 0 },
      { limit: 201 },
      { limit: 1.5 },
      { limit: 1, cursor: 'nonsense' },
      { limit: 1, cursor: '' },
    ];
    const settled = await Promise.allSettled(wrong.map((query) => on.store.find(tenant, 'call', query)));
    expect(settled.map(({ status }) => status)).to.deep.equal(wrong.map(() => 'rejected'));
  },
};
