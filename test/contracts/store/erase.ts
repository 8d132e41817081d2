/** Erasing: what was said of a customer is gone everywhere, and the journal still has every sequence. */
import { expect } from 'chai';
import type { Store } from '../../../src/ports/store';
import { batch, document, fill, type Group, ids, plain, range, record, seqs } from './subject';

const said = (transaction: string, text: string) => ({ transaction, data: { id: 'ca_1', text } });

/** Two transactions, alternating, and a document of each. */
async function twoCustomers(store: Store, tenant: string, mark = 6): Promise<void> {
  const records = range(1, 6).map((n) => said(n % 2 ? 'tr_1' : 'tr_2', n % 2 ? 'Alice' : 'Bob'));
  await store.commit([batch(tenant, 1, records)]);
  const documents = [
    document('ca_1', 5, { ended: true, keys: { number: '+491' }, state: { text: 'Alice' }, secret: 's' }),
    document('ca_2', 6, { ended: true, keys: { number: '+492' }, state: { text: 'Bob' } }),
    document('ca_3', 4, { keys: { number: '+491' }, state: { text: 'Alice' } }),
  ];
  await store.checkpoint(tenant, documents, mark);
}

const everything = async (store: Store, tenant: string) => {
  const pages = [];
  for (let next: string | undefined, first = true; first || next !== undefined; first = false) {
    const page = await store.exportPage(tenant, next);
    pages.push(page.items);
    next = page.next;
  }
  return JSON.stringify(pages);
};

/** Tests of `erase` and `eraseTenant`. */
export const ERASE: Group = {
  'empties the records of a transaction and leaves sequence, type and time': async (on) => {
    const tenant = on.tenant();
    await twoCustomers(on.store, tenant);
    expect(await on.store.erase(tenant, ['tr_1'], [])).to.deep.equal({ emptied: 3, left: 0 });
    const history = await on.store.history(tenant, { after: 0 }, {}, 100);
    expect(history).to.deep.equal(
      range(1, 6).map((n) => (n % 2 ? { ...record(n, said('tr_1', '')), data: {} } : record(n, said('tr_2', 'Bob')))),
    );
    expect(seqs(await on.store.history(tenant, { transaction: 'tr_1' }, {}, 9))).to.deep.equal([1, 3, 5]);
  },

  'takes secrets of records away': async (on) => {
    const tenant = on.tenant();
    const whole = batch(tenant, 1, [said('tr_1', 'x')]);
    const json = JSON.stringify({ ...record(1, said('tr_1', 'x')), secret: 'sealed' });
    await on.store.commit([{ ...whole, records: whole.records.map((one) => ({ ...one, json })) }]);
    await on.store.checkpoint(tenant, [], 1);
    await on.store.erase(tenant, ['tr_1'], []);
    expect((await on.store.history(tenant, { after: 0 }, {}, 1))[0]).not.to.have.property('secret');
  },

  'takes documents away, from every list, for good': async (on) => {
    const tenant = on.tenant();
    await twoCustomers(on.store, tenant);
    expect(await on.store.erase(tenant, [], [{ kind: 'call', id: 'ca_1' }])).to.deep.equal({ emptied: 1, left: 0 });
    expect(await on.store.get(tenant, 'call', 'ca_1')).to.equal(undefined);
    expect(ids((await on.store.find(tenant, 'call', { limit: 9 })).documents)).to.deep.equal(['ca_2', 'ca_3']);
    const found = await on.store.find(tenant, 'call', { limit: 9, keys: { number: '+491' } });
    expect(ids(found.documents)).to.deep.equal(['ca_3']);
    // A checkpoint that comes late does not bring it back.
    await on.store.checkpoint(tenant, [document('ca_1', 5, { ended: true, state: { text: 'Alice' } })], 6);
    expect(await on.store.get(tenant, 'call', 'ca_1')).to.equal(undefined);
  },

  'leaves nothing of the text anywhere, and nothing of others is touched': async (on) => {
    const tenant = on.tenant();
    await twoCustomers(on.store, tenant);
    const names = [
      { kind: 'call', id: 'ca_1' },
      { kind: 'call', id: 'ca_4' },
    ];
    await on.store.checkpoint(tenant, [document('ca_3', 6, { ended: true, state: { text: 'Alice' } })], 6);
    await on.store.erase(tenant, ['tr_1', 'tr_9'], [...names, { kind: 'call', id: 'ca_3' }]);
    const text = await everything(on.store, tenant);
    expect(text).not.to.match(/Alice|\+491/);
    expect(text.match(/Bob/g)).to.have.length(4);
    expect(text).to.contain('+492');
  },

  'reaches what was kept for the audit when the journal was pruned': async (on) => {
    const tenant = on.tenant();
    const whole = batch(tenant, 1, [said('tr_1', 'Alice'), said('tr_2', 'Bob'), said('tr_1', 'Alice'), {}]);
    await on.store.commit([{ ...whole, records: whole.records.map((one) => ({ ...one, audit: true })) }]);
    await on.store.checkpoint(tenant, [], 4);
    expect(await on.store.prune(tenant, Number.MAX_SAFE_INTEGER)).to.equal(3);
    expect(await on.store.erase(tenant, ['tr_1'], [])).to.deep.equal({ emptied: 2, left: 0 });
    expect(await on.store.erase(tenant, ['tr_1'], [])).to.deep.equal({ emptied: 0, left: 0 });
    const acts = await on.store.audit(tenant, 10);
    expect(acts.map(({ data }) => data)).to.deep.equal([{ seq: 4 }, {}, { id: 'ca_1', text: 'Bob' }, {}]);
    expect(await everything(on.store, tenant)).not.to.contain('Alice');
  },

  'leaves what lives and what no checkpoint covers, and says so': async (on) => {
    const tenant = on.tenant();
    await twoCustomers(on.store, tenant, 2);
    expect(await on.store.erase(tenant, ['tr_1'], [{ kind: 'call', id: 'ca_3' }])).to.deep.equal({
      emptied: 1,
      left: 3,
    });
    expect((await on.store.load(tenant)).records.map(({ data }) => data)).to.deep.equal(
      range(3, 6).map((n) => ({ id: 'ca_1', text: n % 2 ? 'Alice' : 'Bob' })),
    );
    await on.store.checkpoint(tenant, [], 6);
    expect(await on.store.erase(tenant, ['tr_1'], [])).to.deep.equal({ emptied: 2, left: 0 });
  },

  'changes nothing when it is repeated': async (on) => {
    const tenant = on.tenant();
    await twoCustomers(on.store, tenant);
    const names = [{ kind: 'call', id: 'ca_1' }];
    await on.store.erase(tenant, ['tr_1'], names);
    expect(await on.store.erase(tenant, ['tr_1'], names)).to.deep.equal({ emptied: 0, left: 0 });
  },

  'erases a tenant whole and no other': async (on) => {
    const [tenant, other] = [on.tenant(), on.tenant()];
    for (const name of [tenant, other]) {
      await on.store.commit([batch(name, 1, plain(900)), batch(name, 901, plain(300))]);
      const documents = range(1, 450).map((n) => document(`ca_${n}`, n, { keys: { venue: 'v' }, ended: n % 2 === 0 }));
      await on.store.checkpoint(name, documents, 1000);
      await on.store.prune(name, 0);
    }
    await on.store.eraseTenant(tenant);
    expect(await on.store.tenants())
      .to.include(other)
      .and.not.to.include(tenant);
    const empty = { documents: [], records: [], checkpointSeq: 0, lastSeq: 0, lastTerm: 0 };
    expect(await on.store.load(tenant)).to.deep.equal(empty);
    expect(await on.store.exportPage(tenant).then(({ items }) => items)).to.deep.equal([]);
    expect((await on.store.find(tenant, 'call', { limit: 9, keys: { venue: 'v' } })).documents).to.deep.equal([]);
    expect((await on.store.load(other)).documents).to.have.length(225);
    // The name is free again.
    await fill(on.store, tenant, 2);
    expect((await on.store.load(tenant)).lastSeq).to.equal(2);
    await on.store.eraseTenant(on.tenant());
  },
};
