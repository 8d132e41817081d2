/** A tenant from the embedded store to MongoDB and back: the files are the same, byte for byte. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { EmbeddedStore } from '../../src/store/embedded/embeddedStore';
import { fullTenant } from '../contracts/store/moving';
import { fill } from '../contracts/store/subject';
import { MemoryIo } from '../support/memoryIo';
import { addressWith, drop, freshDatabase, run } from './support/setup';

describe('a tenant that moves from the embedded store to MongoDB and back', function () {
  this.timeout(90_000);
  const database = freshDatabase();
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-moving-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    if (run.foreign) await drop(run.uri, database);
  });

  it('is the same, byte for byte', async () => {
    const io = new MemoryIo({});
    const file = (name: string) => path.join(folder, name);
    const text = (name: string) => readFileSync(file(name), 'utf8');
    const works = async (...args: string[]) => {
      const { code, err } = await io.run(...args);
      expect(code, err).to.equal(0);
    };
    const store = new EmbeddedStore(file('from'));
    await store.open();
    await fullTenant(store, 'acme');
    await fill(store, 'system', 3);
    await store.close();
    const mongodb = addressWith(run.uri, database);
    await works('export', '--data', file('from'), '--output', file('one'));
    await works('import', file('one'), '--mongodb', mongodb);
    await works('export', '--mongodb', mongodb, '--output', file('two'));
    await works('import', file('two'), '--data', file('to'));
    await works('export', '--data', file('to'), '--output', file('three'));
    expect(text('one').length).to.be.greaterThan(300_000);
    expect(text('two') === text('one'), 'on MongoDB').to.equal(true);
    expect(text('three') === text('one'), 'and back').to.equal(true);
  });
});
