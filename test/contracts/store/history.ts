/** History: records of a range or a transaction, in order, by type. */
import { expect } from 'chai';
import type { HistoryFilter, HistoryRange } from '../../../src/ports/store';
import { batch, fill, type Group, range, record, type Said, type Subject, seqs } from './subject';

/** A journal in which every third record clears and every fourth belongs to the second transaction. */
async function journal(on: Subject) {
  const tenant = on.tenant();
  const said = range(1, 24).map((seq) => ({
    type: seq % 3 ? ('call.offered' as const) : ('call.cleared' as const),
    transaction: seq % 4 ? 'tx_1' : 'tx_2',
  }));
  await on.store.commit([batch(tenant, 1, said.slice(0, 10)), batch(tenant, 11, said.slice(10), 2)]);
  return async (where: HistoryRange, filter: HistoryFilter = {}, limit = 1000) =>
    seqs(await on.store.history(tenant, where, filter, limit));
}

/** Tests of `history`. */
export const HISTORY: Group = {
  'gives what comes after a sequence, whole': async (on) => {
    const tenant = on.tenant();
    const said: Said[] = [{}, { transaction: 'tx_1' }, { type: 'call.cleared', transaction: 'tx_2', data: [{ a: 1 }] }];
    await on.store.commit([batch(tenant, 1, said)]);
    const records = await on.store.history(tenant, { after: 1 }, {}, 10);
    expect(records).to.deep.equal([record(2, said[1]), record(3, said[2])]);
  },

  'begins after and ends with the bounds given': async (on) => {
    const found = await journal(on);
    expect(await found({ after: 0 })).to.deep.equal(range(1, 24));
    expect(await found({ after: 5, until: 9 })).to.deep.equal([6, 7, 8, 9]);
    expect(await found({ after: 20, until: 999 })).to.deep.equal([21, 22, 23, 24]);
    expect(await found({ after: 24 })).to.deep.equal([]);
    expect(await found({ after: 9, until: 9 })).to.deep.equal([]);
  },

  'gives no more than asked for': async (on) => {
    const found = await journal(on);
    expect(await found({ after: 3 }, {}, 4)).to.deep.equal([4, 5, 6, 7]);
    expect(await found({ after: 0 }, { types: ['call.cleared'] }, 3)).to.deep.equal([3, 6, 9]);
    expect(await found({ transaction: 'tx_2' }, {}, 2)).to.deep.equal([4, 8]);
  },

  'gives the records of a transaction': async (on) => {
    const found = await journal(on);
    expect(await found({ transaction: 'tx_2' })).to.deep.equal([4, 8, 12, 16, 20, 24]);
    expect(await found({ transaction: 'tx_2', after: 12 })).to.deep.equal([16, 20, 24]);
    expect(await found({ transaction: 'tx_3' })).to.deep.equal([]);
  },

  'gives the types asked for': async (on) => {
    const found = await journal(on);
    expect(await found({ after: 10 }, { types: ['call.cleared'] })).to.deep.equal([12, 15, 18, 21, 24]);
    expect(await found({ transaction: 'tx_2' }, { types: ['call.cleared'] })).to.deep.equal([12, 24]);
    expect(await found({ after: 20 }, { types: ['call.cleared', 'call.offered'] })).to.deep.equal(range(21, 24));
    expect(await found({ after: 0 }, { types: ['call.held'] })).to.deep.equal([]);
    expect(await found({ after: 0 }, { types: [] })).to.deep.equal([]);
  },

  'gives hundreds of small records at once, and is asked for a thousand at most': async (on) => {
    const many = on.tenant();
    await fill(on.store, many, 1200);
    const first = seqs(await on.store.history(many, { after: 100 }, {}, 800));
    expect(first).to.deep.equal(range(101, 900));
    const wrong = [0, 1001, -1].map((limit) => on.store.history(many, { after: 0 }, {}, limit));
    const settled = await Promise.allSettled(wrong);
    expect(settled.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
  },

  'gives fewer of large ones, one at least': async (on) => {
    const tenant = on.tenant();
    const said = (n: number): Said => ({ transaction: 'tx_1', data: 'x'.repeat(n === 9 ? 300_000 : 40_000) });
    await on.store.commit([batch(tenant, 1, range(1, 10).map(said))]);
    const pages: number[][] = [];
    for (const where of [{}, { transaction: 'tx_1' }])
      for (let after = 0; ; after = pages.at(-1)?.at(-1) ?? 0) {
        const page = seqs(await on.store.history(tenant, { ...where, after }, {}, 1000));
        if (page.length === 0) break;
        pages.push(page);
      }
    const once = [[1, 2, 3, 4], [5, 6, 7, 8], [9], [10]];
    expect(pages).to.deep.equal([...once, ...once]);
  },

  'shows a commit as soon as it is durable': async (on) => {
    const fresh = on.tenant();
    for (const seq of range(1, 20)) {
      await on.store.commit([batch(fresh, seq, [{}])]);
      expect(seqs(await on.store.history(fresh, { after: seq - 1 }, {}, 5))).to.deep.equal([seq]);
    }
  },
};
