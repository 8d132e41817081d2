/** Values: large ones, empty ones, and every character. */
import { expect } from 'chai';
import { batch, document, type Group, ids, plain, range, record, type Subject, seqs } from './subject';

const TEXTS = {
  'letters of many scripts': 'Grüße, Ελληνικά, 日本語, العربية',
  'characters outside the first plane': '📞👩‍👩‍👧 𝄞',
  'accents in two parts': 'e\u0301 o\u0308',
  'quotes and wildcards': `'" \\ % _ * ? ; -- $ {} [] .`,
  'control characters': 'a\u0000b\u0001\n\r\t\u2028\u007f',
  'half of a surrogate pair': 'x\ud83dy',
  'nothing at all': '',
};

async function keepsText(on: Subject, text: string): Promise<void> {
  const tenant = on.tenant();
  const said = [{ data: { text } }];
  await on.store.commit([batch(tenant, 1, said)]);
  expect(await on.store.commit([batch(tenant, 1, said)])).to.deep.equal(['durable']);
  expect((await on.store.load(tenant)).records).to.deep.equal([record(1, { data: { text } })]);
  const kept = document('ca_1', 1, { keys: { text, other: 'x' }, state: { text } });
  await on.store.checkpoint(tenant, [kept, document('ca_2', 1, { keys: { text: 'a', other: 'x' } })], 1);
  expect(await on.store.get(tenant, 'call', 'ca_1')).to.deep.equal(kept);
  const find = async (keys: Record<string, string>) =>
    ids((await on.store.find(tenant, 'call', { keys, limit: 5 })).documents);
  expect(await find({ text })).to.deep.equal(['ca_1']);
  expect(await find({ other: 'x', text })).to.deep.equal(['ca_1']);
  await on.store.checkpoint(tenant, [document('ca_1', 2, { keys: { text: 'b' } })], 2);
  expect(await find({ text })).to.deep.equal([]);
}

const texts = Object.entries(TEXTS).map(
  ([name, text]) => [`keeps ${name}`, (on: Subject) => keepsText(on, text)] as const,
);

/** Tests of what can be stored. */
export const VALUES: Group = {
  ...Object.fromEntries(texts),

  'keeps records and documents of several megabytes': async (on) => {
    const tenant = on.tenant();
    const large = 'ü'.repeat(2_000_000);
    await on.store.commit([batch(tenant, 1, [{}, { data: large }, {}])]);
    expect((await on.store.load(tenant)).records[1]?.data).to.equal(large);
    expect(seqs(await on.store.history(tenant, { after: 0 }, {}, 10))).to.deep.equal([1, 2]);
    expect(seqs(await on.store.history(tenant, { after: 2 }, {}, 10))).to.deep.equal([3]);
    await on.store.checkpoint(tenant, [document('ca_1', 3, { state: large })], 3);
    expect((await on.store.get(tenant, 'call', 'ca_1'))?.json).to.equal(JSON.stringify(large));
  },

  'keeps a batch larger than a write whole': async (on) => {
    const tenant = on.tenant();
    const commits = [
      on.store.commit([batch(tenant, 1, plain(2500))]),
      on.store.commit([batch(tenant, 2501, plain(5))]),
    ];
    expect((await Promise.all(commits)).flat()).to.deep.equal(['durable', 'durable']);
    expect(seqs((await on.store.load(tenant)).records)).to.deep.equal(range(1, 2505));
  },
};
