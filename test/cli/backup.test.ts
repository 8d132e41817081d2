/** A backup is made while commits go on, and becomes the same store on another machine (src/store/embedded/backup.ts). */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { JournalRecord } from '../../src/core/record';
import type { Batch } from '../../src/ports/store';
import { EmbeddedStore } from '../../src/store/embedded/embeddedStore';
import { openDatabase } from '../../src/store/embedded/sqlite';
import { MemoryIo } from '../support/memoryIo';

const SECRET = 's'.repeat(40);
const TENANTS = ['acme', 'globex', 'system'];

describe('signalbox backup, restore and migrate', function () {
  this.timeout(30_000);

  let folder: string;
  let data: string;
  let store: EmbeddedStore;
  const io = new MemoryIo();
  const file = () => path.join(folder, 'copy.db');
  const other = () => path.join(folder, 'other');

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-backup-'));
    data = path.join(folder, 'data');
    mkdirSync(path.join(data, 'media', 'acme'), { recursive: true });
    writeFileSync(path.join(data, 'secret.key'), `${SECRET}\n`, { mode: 0o600 });
    writeFileSync(path.join(data, 'admin.key'), 'sba_admin\n', { mode: 0o600 });
    writeFileSync(path.join(data, 'media', 'acme', 'prompt.wav'), Buffer.from([0, 1, 2, 255]));
    store = new EmbeddedStore(data);
    await store.open();
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const batch = (tenant: string, seq: number): Batch => {
    const record: JournalRecord = {
      seq,
      commit: seq,
      v: 1,
      type: 'link.live',
      time: seq,
      subject: 'link/x',
      actor: 'system',
      data: { id: 'x', text: 'x'.repeat(500) },
    } as never;
    return {
      tenant,
      term: 1,
      firstSeq: seq,
      records: [{ seq, type: record.type, time: record.time, json: JSON.stringify(record) }],
    };
  };
  const fill = async (count: number, from = 1) => {
    for (let seq = from; seq < from + count; seq++) await store.commit(TENANTS.map((tenant) => batch(tenant, seq)));
  };
  const historyOf = async (one: EmbeddedStore, tenant: string) => one.history(tenant, { after: 0 }, {}, 1_000);

  it('copies a store that is written to, as of one moment, without keys', async () => {
    await fill(200);
    // The file is made in this thread while the writer, a thread of its own, has work.
    const writing = fill(300, 201);
    const made = await io.run('backup', file(), '--data', data, '--json');
    await writing;
    expect(made.code, made.err).to.equal(0);
    const { journals, mediaFiles } = JSON.parse(made.out);
    for (const { records, firstSeq, lastSeq } of journals)
      expect({ firstSeq, lastSeq }).to.deep.equal({ firstSeq: 1, lastSeq: records });
    expect(journals.map(({ tenant }: { tenant: string }) => tenant)).to.deep.equal(TENANTS);
    expect(journals[0].records).to.be.within(200, 500);
    expect(mediaFiles).to.equal(1);
    expect(made.err).to.contain('KEYS ARE NOT IN IT');
    expect(readFileSync(file()).includes(SECRET)).to.equal(false);
  });

  it('is restored to an empty folder with the same tenants, records and sequences', async () => {
    await fill(50);
    await io.run('backup', file(), '--data', data, '--with-keys');
    expect(statSync(`${file()}.keys`).mode & 0o077).to.equal(0);
    const restored = await io.run('restore', file(), '--data', other(), '--keys', `${file()}.keys`);
    expect(restored.code, restored.err).to.equal(0);
    expect(readFileSync(path.join(other(), 'secret.key'), 'utf8')).to.equal(`${SECRET}\n`);
    expect([...readFileSync(path.join(other(), 'media', 'acme', 'prompt.wav'))]).to.deep.equal([0, 1, 2, 255]);
    const second = new EmbeddedStore(other());
    await second.open();
    try {
      expect(await second.tenants()).to.deep.equal(await store.tenants());
      for (const tenant of TENANTS)
        expect(await historyOf(second, tenant)).to.deep.equal(await historyOf(store, tenant));
      expect(await second.commit([batch('acme', 51)])).to.deep.equal(['durable']);
    } finally {
      await second.close();
    }
  });

  it('is not restored over anything, beside a running gateway, or without the secret key', async () => {
    await fill(5);
    await io.run('backup', file(), '--data', data);
    const refused = async (...args: string[]) => {
      const { code, err } = await io.run('restore', file(), ...args);
      expect(code).to.equal(3);
      return err;
    };
    expect(await refused('--data', data)).to.match(/a gateway runs on .* \(process \d+\): stop it first/);
    expect(await refused('--data', other())).to.contain('the secret key is needed');
    mkdirSync(other());
    writeFileSync(path.join(other(), 'secret.key'), 'another key, of another installation\n');
    expect(await refused('--data', other())).to.contain('not the secret key that the backup was made with');
    writeFileSync(path.join(other(), 'mail.txt'), 'mine');
    expect(await refused('--data', other())).to.contain('is not empty (mail.txt)');
    expect(existsSync(path.join(other(), 'signalbox.db'))).to.equal(false);
  });

  it('takes no damaged file, no other file, and writes over none', async () => {
    await fill(300);
    await io.run('backup', file(), '--data', data);
    expect((await io.run('backup', file(), '--data', data)).err).to.contain('is there already');
    const bytes = readFileSync(file());
    bytes.fill(0x55, bytes.length - 60_000, bytes.length - 20_000);
    const broken = path.join(folder, 'broken.db');
    writeFileSync(broken, bytes);
    expect((await io.run('restore', broken, '--data', other())).err).to.match(
      /broken\.db: (it is damaged|database disk image)/,
    );
    writeFileSync(broken, 'no database at all, but long enough to be looked at as one');
    expect((await io.run('restore', broken, '--data', other())).err).to.contain('it is no backup of Signalbox');
    expect((await io.run('restore', path.join(folder, 'no.db'), '--data', other())).err).to.contain('there is no file');
    expect(existsSync(other())).to.equal(false);
  });

  it('migrates a store once, says so before, and goes back to none', async () => {
    await fill(3);
    expect((await io.run('migrate', '--data', data)).err).to.contain('a gateway runs on');
    await store.close();
    const { out } = await io.run('migrate', '--data', data, '--json');
    const { to } = JSON.parse(out);
    expect((await io.run('migrate', '--data', data)).out).to.contain(`has schema ${to}: nothing to do`);
    const db = openDatabase(path.join(data, 'signalbox.db'));
    db.exec(`PRAGMA user_version = ${to + 1}`);
    db.close();
    const newer = await io.run('migrate', '--data', data, '--dry-run');
    expect(newer).to.include({ code: 3 });
    expect(newer.err).to.contain(`written by a newer version (schema ${to + 1}, this one knows ${to})`);
    expect((await io.run('migrate', '--data', other())).err).to.contain('nothing to migrate');
  });
});
