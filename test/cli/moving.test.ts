/** `signalbox export` and `import`: the same tenants on another store, byte for byte, or nothing at all. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { importFile } from '../../src/cli/tenantFile';
import { EmbeddedStore } from '../../src/store/embedded/embeddedStore';
import { fullTenant } from '../contracts/store/moving';
import { fill } from '../contracts/store/subject';
import { MemoryIo } from '../support/memoryIo';

describe('moving tenants', function () {
  // Each command opens the store in two workers of its own, which on a busy machine takes seconds.
  this.timeout(60_000);
  let folder: string;
  const io = new MemoryIo({});
  const file = (name: string) => path.join(folder, name);
  const text = (name: string) => readFileSync(file(name), 'utf8');

  /** A store with two tenants, closed. */
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-moving-'));
    const store = new EmbeddedStore(file('from'));
    await store.open();
    await fullTenant(store, 'acme');
    await fill(store, 'system', 3);
    await store.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  const exports = (data: string, output: string, ...tenants: string[]) =>
    io.run('export', ...tenants, '--data', file(data), '--output', file(output));
  const imports = (name: string, data: string, ...more: string[]) =>
    io.run('import', file(name), '--data', file(data), ...more);

  it('takes everything to an empty store, byte for byte', async () => {
    const { code, err } = await exports('from', 'all.jsonl');
    expect(code).to.equal(0);
    expect(err).to.match(/^acme: \d{4} records and documents\nsystem: 3 records and documents$/);
    expect(await imports('all.jsonl', 'to')).to.include({ code: 0 });
    expect(await exports('to', 'again.jsonl')).to.include({ code: 0 });
    expect(text('again.jsonl')).to.equal(text('all.jsonl'));
  });

  it('takes one tenant where it is named, and prints it where no file is', async () => {
    const { out, code } = await io.run('export', 'system', '--data', file('from'));
    expect(code).to.equal(0);
    expect(out.split('\n').filter((line) => line.includes('"of":"journal"'))).to.have.length(3);
    expect(out).not.to.contain('acme');
  });

  it('does not write over a tenant that is there, unless told to', async () => {
    await exports('from', 'acme.jsonl', 'acme');
    const { code, err } = await imports('acme.jsonl', 'from');
    expect([code, err]).to.deep.equal([
      1,
      'signalbox: tenant acme is there already; with --replace it is dropped first, all of it',
    ]);
    expect((await imports('acme.jsonl', 'from', '--replace')).code).to.equal(0);
    await exports('from', 'after.jsonl', 'acme');
    expect(text('after.jsonl')).to.equal(text('acme.jsonl'));
  });

  const lines = () => text('acme.jsonl').trimEnd().split('\n');
  const broken: Readonly<Record<string, readonly [() => string[], RegExp]>> = {
    'a file that was cut': [() => lines().slice(0, 900), /ends in the middle of tenant acme/],
    'a record that was changed': [
      () => lines().with(700, (lines()[700] as string).replace('"time":', '"time":1')),
      /not as it was written/,
    ],
    'a record that is missing': [() => lines().toSpliced(700, 1), /not as it was written/],
    'a line that is no JSON': [() => lines().with(700, '{"of":'), /broken\.jsonl:701: no line of a file/],
    'something else': [() => ['{"tenants":[]}'], /broken\.jsonl:1: no line of a file/],
    'a newer format': [
      () => ['{"format":"signalbox tenant 9","tenant":"acme"}'],
      /another version: signalbox tenant 9/,
    ],
    'the middle of a file': [() => lines().slice(5), /broken\.jsonl:1: out of place/],
    nothing: [() => [], /is empty/],
  };
  describe('from a file that is broken', () => {
    let store: EmbeddedStore;
    before(async () => {
      await exports('from', 'acme.jsonl', 'acme');
      store = new EmbeddedStore(file('fresh'));
      await store.open();
    });
    after(() => store.close());

    for (const [name, [content, words]] of Object.entries(broken))
      it(`refuses ${name} and leaves nothing behind`, async () => {
        const all = content().map((line) => `${line}\n`);
        writeFileSync(file('broken.jsonl'), all.join(''));
        const said = await importFile(store, file('broken.jsonl'), false).then(String, (error: Error) => error.message);
        expect(said).to.match(words);
        expect(await store.tenants()).to.deep.equal([]);
        expect((await store.exportPage('acme')).items).to.deep.equal([]);
      });
  });

  it('says what is wrong with the command', async () => {
    expect(await imports('none.jsonl', 'fresh')).to.include({ code: 1 });
    expect((await exports('from', 'no/where.jsonl')).err).to.match(/no.where\.jsonl/);
    expect(existsSync(file('no'))).to.equal(false);
    const both = await io.run('export', '--data', file('from'), '--mongodb', 'mongodb://x/');
    expect([both.code, both.err]).to.deep.equal([2, 'signalbox: either --data or --mongodb, not both']);
    const wrong = await io.run('export', '--mongodb', 'http://x/');
    expect(wrong.code).to.equal(78);
  });

  it('does not touch a store that a gateway has open', async () => {
    const store = new EmbeddedStore(file('from'));
    await store.open();
    const { code, err } = await io.run('export', '--data', file('from'));
    expect(code).to.equal(1);
    expect(err).to.contain(`is in use by process ${process.pid}`);
    await store.close();
  });
});
