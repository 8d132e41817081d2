/** The embedded store: the contract, and what only this adapter promises. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { EmbeddedStore } from '../../src/store/embedded/embeddedStore';
import { openDatabase } from '../../src/store/embedded/sqlite';
import { describeStore } from '../contracts/store';
import { batch, document, fill, plain, range, type Said, seqs } from '../contracts/store/subject';
import { dataFolder, embeddedHarness, failure } from './embedded/folder';

describeStore('the embedded store', embeddedHarness);

describe('the embedded store', () => {
  let folder: ReturnType<typeof dataFolder>;
  let store: EmbeddedStore;
  before(async () => {
    folder = dataFolder();
    store = new EmbeddedStore(folder.path);
    await store.open();
  });
  after(async () => {
    await store.close();
    folder.remove();
  });

  it('shares its folder with nobody, not even in the same process', async () => {
    const second = new EmbeddedStore(folder.path);
    expect(await failure(second.open())).to.match(
      new RegExp(`^the data folder ${folder.path} is in use by process ${process.pid}, started 20\\d\\d-.*Z$`),
    );
    await fill(store, 't', 1);
    expect((await store.load('t')).lastSeq).to.equal(1);
  });

  it('writes what arrives in one turn together', async () => {
    const before = pagesWritten();
    await Promise.all(range(1, 200).map((n) => store.commit([batch(`t${n}`, 1, plain(1))])));
    const together = pagesWritten() - before;
    for (const n of range(1, 20)) await store.commit([batch(`t${n}`, 2, plain(1))]);
    const apart = pagesWritten() - before - together;
    // Each write puts every page that it touched into the log once more: 200 batches together cost less than 20 apart.
    expect(together).to.be.lessThan(apart);
  });

  function pagesWritten(): number {
    const db = openDatabase(join(folder.path, 'signalbox.db'));
    const { log } = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number };
    db.close();
    return log;
  }

  it('leaves nothing of what was erased in its files', async () => {
    const secret = 'Gerda Vogelsang';
    const said = range(1, 40).map((n) => ({ transaction: 'tr_1', data: { who: secret, filler: 'x'.repeat(n * 100) } }));
    await store.commit([batch('erased', 1, said)]);
    const ended = document('ca_1', 40, { ended: true, keys: { who: secret }, state: { who: secret } });
    await store.checkpoint('erased', [ended], 40);
    const found = () => {
      const files = readdirSync(folder.path).map((file) => readFileSync(join(folder.path, file)));
      return files.some((bytes) => bytes.includes(secret));
    };
    expect(found()).to.equal(true);
    await store.erase('erased', ['tr_1'], [{ kind: 'call', id: 'ca_1' }]);
    expect(found()).to.equal(false);
  });

  it('finds a rare type at the end of a long journal', async () => {
    const said = (n: number): Said => ({ type: n === 45_000 ? 'call.held' : 'call.offered' });
    for (const start of range(0, 44).map((n) => 1000 * n + 1)) {
      await store.commit([batch('long', start, range(start, start + 999).map(said))]);
    }
    const held = { types: ['call.held'] };
    expect(seqs(await store.history('long', { after: 0 }, held, 10))).to.deep.equal([45_000]);
    expect(seqs(await store.history('long', { after: 0, until: 44_999 }, held, 10))).to.deep.equal([]);
    await store.checkpoint('long', [], 40_000);
    await store.prune('long', Number.MAX_SAFE_INTEGER);
    expect(seqs(await store.history('long', { after: 0 }, {}, 2))).to.deep.equal([40_001, 40_002]);
  });

  it('lets others have their turn while it loads a large tenant', async () => {
    const data = 'x'.repeat(600);
    for (const n of range(0, 9)) {
      await store.commit([
        batch(
          'large',
          1000 * n + 1,
          range(1, 1000).map(() => ({ data })),
        ),
      ]);
    }
    await store.checkpoint(
      'large',
      range(1, 2000).map((n) => document(`ca_${n}`, n, { state: data })),
      0,
    );
    let [turns, done] = [0, false];
    const count = () => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    count();
    const loaded = await store.load('large');
    done = true;
    expect(loaded.records).to.have.length(10_000);
    // 7 MB of records and 1.3 MB of documents in pages of an eighth of a megabyte.
    expect(turns).to.be.at.least(60);
  });
});
