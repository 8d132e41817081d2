/**
 * A data folder of the first release, as a kill -9 left it, opened by the gateway of today. `test/fixtures/data-v1` was
 * written by that release while people of the demo called, and is never written anew.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as breathe } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { readConfig } from '../src/config';
import { type Gateway, gateway } from '../src/gateway';
import { openDatabase } from '../src/store/embedded/sqlite';
import { plannedUpgrade } from '../src/store/embedded/upgrade';
import { MemoryIo } from './support/memoryIo';

const FIXTURE = path.join(__dirname, 'fixtures/data-v1');
const ADMIN = 'sba_admin-of-the-first-release';
/** A key of acme that was made by REST; the release kept its hash. */
const BOT = 'sbk_CiQ57MYU_dreTGSvFXhLMuRi1gnJrpzKKuekxD_G22c';

interface Row {
  readonly tenant: string;
  readonly seq: number;
  readonly json: string;
}

describe('a data folder of the first release', function () {
  this.timeout(60_000);
  let folder: string;
  let running: Gateway;
  let url: string;
  let written: Row[];
  let planned: ReturnType<typeof plannedUpgrade>;
  const data = () => path.join(folder, 'data');

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-first-'));
    mkdirSync(data());
    for (const file of ['signalbox.db', 'signalbox.db-wal'])
      writeFileSync(path.join(data(), file), gunzipSync(readFileSync(path.join(FIXTURE, `${file}.gz`))));
    written = journal();
    planned = plannedUpgrade(data());
    const env = {
      ...{ SIGNALBOX_DATA: data(), SIGNALBOX_PORT: '0', SIGNALBOX_LOG_LEVEL: 'error', SIGNALBOX_ADMIN_KEY: ADMIN },
      SIGNALBOX_SECRET_KEY: 'secret-key-of-the-first-release-000000',
      SIGNALBOX_MAPPINGS: path.join(FIXTURE, 'demo.yaml'),
    };
    running = gateway(
      readConfig(env, () => {}),
      env,
    );
    url = await running.start();
  });
  after(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true });
  });

  function journal(): Row[] {
    const db = openDatabase(path.join(data(), 'signalbox.db'));
    try {
      return db.prepare('SELECT tenant, seq, json FROM journal ORDER BY tenant, seq').all() as Row[];
    } finally {
      db.close();
    }
  }

  async function get<T>(where: string, key = ADMIN): Promise<T> {
    const answer = await fetch(`${url}${where}`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status, where).to.equal(200);
    return (await answer.json()) as T;
  }

  const ofTenant = (tenant: string) =>
    written.filter((row) => row.tenant === tenant).map(({ json }) => JSON.parse(json));

  it('was of an older shape, and has that of today', () => {
    expect(planned.from).to.equal(1);
    expect(planned.to).to.be.above(1);
    expect(plannedUpgrade(data())).to.deep.equal({ from: planned.to, to: planned.to });
  });

  it('keeps every record, byte for byte, and goes on after the last one', () => {
    expect(written.length).to.be.above(50);
    const now = journal();
    for (const { tenant, seq, json } of written)
      expect(now.find((row) => row.tenant === tenant && row.seq === seq)?.json).to.equal(json);
    for (const tenant of ['acme', 'globex', 'initech', 'system']) {
      const seqs = now.filter((row) => row.tenant === tenant).map(({ seq }) => seq);
      expect(seqs).to.deep.equal(seqs.map((_, i) => i + 1));
      expect(seqs.length).to.be.above(ofTenant(tenant).length);
    }
  });

  it('serves the same tenants, keys and mapping', async () => {
    const tenants = await get<{ items: { id: string }[] }>('/v1/system/tenants');
    expect(tenants.items.map(({ id }) => id).sort()).to.deep.equal(['acme', 'globex', 'initech']);
    // It did not remember what it had applied from its file: the same content is applied once more, and changes nothing.
    const { items } = await get<{ items: { version: number; summary: string[] }[] }>('/v1/system/mapping/versions');
    expect(items.map(({ version }) => version)).to.deep.equal([2, 1]);
    expect(items[0]?.summary ?? []).to.deep.equal([]);
    await get('/v1/tenants/acme/calls', BOT);
    await get('/v1/tenants/acme/calls', 'demo-key-of-acme');
    const foreign = await fetch(`${url}/v1/tenants/globex/calls`, { headers: { authorization: `Bearer ${BOT}` } });
    expect(foreign.status).to.equal(403);
  });

  it('finds every call, and has ended the one that nobody is on any more', async () => {
    const calls = new Map<string, { transaction: string; clearedAt?: number }>();
    for (const { subject, data: call } of ofTenant('acme')) if (subject.startsWith('call/')) calls.set(subject, call);
    expect([...calls.values()].some(({ clearedAt }) => clearedAt === undefined)).to.equal(true);
    for (const [subject, { transaction }] of calls) {
      const id = subject.slice('call/'.length);
      // Whoever was on it is missing in the first listing of the PBX, which comes a moment after the start.
      while ((await get<{ state: string }>(`/v1/tenants/acme/calls/${id}`)).state !== 'cleared') await breathe(20);
      expect(await get(`/v1/tenants/acme/calls/${id}`)).to.include({ id, state: 'cleared' });
      const { events } = await get<{ events: object[] }>(`/v1/tenants/acme/transactions/${transaction}`);
      expect(events.length).to.be.above(2);
    }
  });

  it('is explained and exported', async () => {
    const io = new MemoryIo({ SIGNALBOX_URL: url, SIGNALBOX_KEY: ADMIN });
    const [call] = ofTenant('acme').filter(({ type }) => type === 'call.offered');
    const why = await io.run('why', call.data.id, '--tenant', 'acme');
    expect(why.code, why.err).to.equal(0);
    expect(why.out).to.match(/application hotline/i);
    const all = await io.run('tenants', 'export', 'acme');
    const events = all.out.split('\n').map((line) => JSON.parse(line));
    const sequences = events.filter(({ type }) => type === 'event').map(({ data: { sequence } }) => sequence);
    expect(sequences.slice(0, ofTenant('acme').length)).to.deep.equal(ofTenant('acme').map(({ seq }) => seq));
  });
});
