/** The data folder of the embedded store: made, locked, versioned, left tidy. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { EmbeddedStore } from '../../../src/store/embedded/embeddedStore';
import { openDatabase } from '../../../src/store/embedded/sqlite';
import { fill } from '../../contracts/store/subject';
import { dataFolder, failure } from './folder';

describe('the data folder', () => {
  let folder: ReturnType<typeof dataFolder>;
  beforeEach(() => {
    folder = dataFolder();
  });
  afterEach(() => folder.remove());

  it('is made where it is missing, is read by nobody else, and holds one file of data when all is closed', async () => {
    const path = join(folder.path, 'a', 'b');
    const store = new EmbeddedStore(path);
    await store.open();
    await fill(store, 't', 100);
    for (const file of ['signalbox.db', 'signalbox.db-wal'])
      expect(statSync(join(path, file)).mode & 0o077).to.equal(0);
    await store.close();
    expect(readdirSync(path).sort()).to.deep.equal(['lock.db', 'signalbox.db']);
  });

  it('is let go by a store that refuses a newer file', async () => {
    const db = openDatabase(join(folder.path, 'signalbox.db'));
    db.exec('PRAGMA user_version = 99');
    expect(await failure(new EmbeddedStore(folder.path).open())).to.match(/newer version \(schema 99/);
    db.exec('PRAGMA user_version = 0');
    db.close();
    const store = new EmbeddedStore(folder.path);
    expect(await failure(store.open())).to.equal('it opened');
    await store.close();
  });

  it('says why it cannot be opened', async () => {
    const path = join(folder.path, 'file');
    writeFileSync(path, '');
    expect(await failure(new EmbeddedStore(path).open())).to.match(/EEXIST|ENOTDIR/);
    writeFileSync(join(folder.path, 'signalbox.db'), 'this is no database, whatever its name may say');
    const file = join(folder.path, 'signalbox.db');
    expect(await failure(new EmbeddedStore(folder.path).open())).to.equal(`${file}: file is not a database`);
  });

  it('says which file is damaged, also when that is found only where it is read', async () => {
    const file = join(folder.path, 'signalbox.db');
    const store = new EmbeddedStore(folder.path);
    await store.open();
    await fill(store, 't', 2_000);
    await store.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x5a, 8_192, bytes.length - 4_096));
    const damaged = new EmbeddedStore(folder.path);
    const words = await failure(damaged.open().then(() => damaged.load('t')));
    expect(words).to.equal(`${file}: database disk image is malformed`);
    await damaged.close();
    writeFileSync(join(folder.path, 'lock.db'), 'this is no database, whatever its name may say');
    const locked = await failure(new EmbeddedStore(folder.path).open());
    expect(locked).to.equal(`${join(folder.path, 'lock.db')} is damaged and may be deleted`);
  });
});
