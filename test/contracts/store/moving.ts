/** Moving a tenant: what comes out of a store goes into one, and both hold the same, byte for byte. */
import { expect } from 'chai';
import type { Store, Stored } from '../../../src/ports/store';
import { batch, document, fill, type Group, plain, range } from './subject';

/** Everything of a tenant, in the order of the pages. */
async function exported(store: Store, tenant: string): Promise<Stored[]> {
  const items: Stored[] = [];
  let next: string | undefined;
  do {
    const page = next === undefined ? await store.exportPage(tenant) : await store.exportPage(tenant, next);
    items.push(...page.items);
    next = page.next;
  } while (next !== undefined);
  return items;
}

/** Texts that a store might be tempted to tidy up. */
const ODD = [
  '{"b":1,"a":2,"10":3,"9":4}',
  '{"__proto__":{"x":1},"$set":{"a.b":1},"a.b":{"$gt":1},"":0}',
  '{"n":1e3,"f":1.0,"big":12345678901234567890,"neg":-0}',
  '{"half":"\\ud83d","nul":"\\u0000","slash":"\\/","space" : 1}',
  '["not","an","object"]',
  '"text"',
];

/** A tenant with everything that one can have, and what it was made of. */
export async function fullTenant(store: Store, tenant: string): Promise<void> {
  const texts = ODD.map(
    (data, n) =>
      `{"seq":${n + 1},"commit":1,"v":1,"type":"call.offered","time":${n},"subject":"call/x","actor":"system","transaction":"tr_${n}","data":${data}}`,
  );
  const records = texts.map((json, n) => ({
    seq: n + 1,
    type: 'call.offered',
    time: n,
    transaction: `tr_${n}`,
    json,
    ...(n % 2 === 0 && { audit: true }),
  }));
  await store.commit([{ tenant, term: 3, firstSeq: 1, records }]);
  await store.commit([batch(tenant, ODD.length + 1, plain(1200), 4)]);
  const documents = ODD.map((json, n) => ({
    ...document(`ca_${n}`, n + 1, { keys: { 'a.b': '$x', venue: 'v' } }),
    json,
  }));
  const more = range(1, 700).map((n) =>
    document(`ap_${n}`, n, { kind: 'application', ended: n % 3 === 0, secret: `s${n}` }),
  );
  await store.checkpoint(tenant, [...documents, ...more], 600);
  await store.erase(tenant, ['tr_4'], [{ kind: 'application', id: 'ap_3' }]);
  await store.prune(tenant, 3);
}

const byName = (items: readonly Stored[]): string[] => items.map((item) => JSON.stringify(item)).sort();

/** Tests of `exportPage` and `importPage`. */
export const MOVING: Group = {
  'gives everything of a tenant, the texts of journal and documents as they were': async (on) => {
    const tenant = on.tenant();
    await fullTenant(on.store, tenant);
    const items = await exported(on.store, tenant);
    const journal = items.flatMap((item) => (item.of === 'journal' ? [item] : []));
    expect(journal.map(({ record }) => record.seq)).to.deep.equal(range(4, ODD.length + 1200));
    expect(journal[0]?.record.json).to.contain(`"data":${ODD[3]}}`);
    expect(journal[0]).to.deep.include({ term: 3 });
    expect(journal.at(-1)).to.deep.include({ term: 4 });
    const archive = items.flatMap((item) => (item.of === 'archive' ? [item] : []));
    expect(archive.map(({ record }) => record.seq)).to.deep.equal([1, 3]);
    expect(archive[1]?.record.json).to.contain(`"data":${ODD[2]}}`);
    const documents = items.flatMap((item) => (item.of === 'documents' ? [item.document] : []));
    expect(documents).to.have.length(ODD.length + 700);
    for (const [n, json] of ODD.entries()) expect(documents.find(({ id }) => id === `ca_${n}`)?.json).to.equal(json);
    expect(items.at(-1)).to.deep.equal({ of: 'checkpoint', seq: 600 });
  },

  'takes it into a tenant that is empty, and both are the same from then on': async (on) => {
    const [from, to] = [on.tenant(), on.tenant()];
    await fullTenant(on.store, from);
    const items = await exported(on.store, from);
    for (let start = 0; start < items.length; start += 300)
      await on.store.importPage(to, items.slice(start, start + 300));
    expect(byName(await exported(on.store, to))).to.deep.equal(byName(items));
    expect(await on.store.load(to)).to.deep.equal(await on.store.load(from));
    expect(await on.store.audit(to, 100)).to.deep.equal(await on.store.audit(from, 100));
    const query = { keys: { venue: 'v', 'a.b': '$x' }, limit: 100 };
    expect(await on.store.find(to, 'call', query)).to.deep.equal(await on.store.find(from, 'call', query));
    const last = ODD.length + 1200;
    expect(await on.store.commit([batch(to, last, plain(1), 5)])).to.deep.equal(['stale']);
    expect(await on.store.commit([batch(to, last + 1, plain(1), 5)])).to.deep.equal(['durable']);
  },

  'refuses to write over a journal': async (on) => {
    const [from, to] = [on.tenant(), on.tenant()];
    await fill(on.store, from, 3);
    await fill(on.store, to, 2);
    const items = await exported(on.store, from);
    const before = await on.store.load(to);
    expect(
      await on.store.importPage(to, items).then(
        () => 'written',
        () => 'refused',
      ),
    ).to.equal('refused');
    expect(await on.store.load(to)).to.deep.equal(before);
  },

  'gives nothing of a tenant that does not exist': async (on) => {
    expect(await exported(on.store, on.tenant())).to.deep.equal([]);
  },
};
