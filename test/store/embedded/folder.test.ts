/** The data folder of the embedded store: made, locked, versioned, left tidy. */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
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
    expect(await failure(new EmbeddedStore(folder.path).open())).to.match(/not a database/);
  });
});
