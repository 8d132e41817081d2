/**
 * The gateway as a user runs it on MongoDB: the built program as a process, calls of the demo, the queries of the
 * documentation; killed while the server is, in both orders; the server away under load (AWAY_MS, 8 s; `make soak`: 60 s).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { MongoServer } from './support/server';
import { addressWith, needsOwnServer } from './support/setup';

const ADMIN = 'key-of-the-admin-on-mongodb';
const OWNER = 'demo-key-of-acme';
const AWAY_MS = Number(process.env.AWAY_MS ?? 8_000);
const PATIENCE_MS = 30_000;
const CONNECT = { do: 'connect', to: { endpoint: 'SIM/102' }, ringSeconds: 20 };

async function until<T>(look: () => Promise<T | undefined | false>, what: string): Promise<T> {
  for (const ends = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    if (Date.now() > ends) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
  }
}

describe('a gateway on MongoDB', function () {
  this.timeout(120_000 + AWAY_MS);
  let server: MongoServer;
  let folder: string;
  let process_: ChildProcess | undefined;
  let url = '';
  let said = '';

  before(async function () {
    needsOwnServer(this);
    server = await MongoServer.start();
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-mongo-gateway-'));
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    url = `http://127.0.0.1:${(probe.address() as { port: number }).port}`;
    probe.close();
    await once(probe, 'close');
  });
  after(async () => {
    await end('SIGKILL');
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });

  async function begin(): Promise<void> {
    const env = {
      PATH: process.env.PATH ?? '',
      SIGNALBOX_ADMIN_KEY: ADMIN,
      SIGNALBOX_DATA: path.join(folder, 'data'),
      SIGNALBOX_MONGODB_URI: addressWith(server.uri, 'signalbox'),
      SIGNALBOX_PORT: new URL(url).port,
      SIGNALBOX_MAPPINGS: 'mappings/demo.yaml',
    };
    const child = spawn(process.execPath, ['dist/src/main.js'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    process.once('exit', () => child.kill('SIGKILL'));
    process_ = child;
    await until(async () => (await fetch(`${url}/readyz`)).status === 200, `readiness\n${said.slice(-2000)}`);
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const child = process_;
    process_ = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill(signal);
    return (await gone)[0];
  }

  const api = async (where: string, init: RequestInit = {}) =>
    fetch(`${url}/v1/tenants/acme/${where}`, {
      ...init,
      headers: { authorization: `Bearer ${OWNER}`, 'content-type': 'application/json', ...init.headers },
    });

  /** Asks for a call from a desk to another; says its id when that was acknowledged. */
  async function originate(key: string): Promise<string | undefined> {
    const answer = await api('calls', {
      method: 'POST',
      headers: { 'idempotency-key': key },
      body: JSON.stringify({ to: { endpoint: 'SIM/101' }, venue: 'hotline', treatments: [CONNECT] }),
    }).catch(() => undefined);
    if (!answer || answer.status >= 500) return undefined;
    if (answer.status === 429) return sleep(100, undefined);
    expect(answer.status, await answer.clone().text()).to.be.within(200, 202);
    return ((await answer.json()) as { call: string }).call;
  }

  /** Every record of the journal of a tenant, as the server has it. */
  async function journal(): Promise<{ seq: number; type: string; subject: string }[]> {
    const connection = await mongoose.createConnection(addressWith(server.uri, 'signalbox')).asPromise();
    const batches = await connection.collection('journal').find({ tenant: 'acme' }).sort({ last: 1 }).toArray();
    await connection.close();
    return batches.flatMap(({ records }) => records.map(({ json }: { json: string }) => JSON.parse(json)));
  }

  async function holds(acknowledged: readonly string[]): Promise<void> {
    const records = await journal();
    expect(records.map(({ seq }) => seq)).to.deep.equal(records.map((_, n) => n + 1));
    const subjects = new Set(records.map(({ subject }) => subject));
    for (const id of acknowledged) expect(subjects.has(`call/${id}`), `call ${id}`).to.equal(true);
  }

  /** Asks for calls until the work is done, or has failed. */
  async function underLoad(name: string, acknowledged: string[], work: () => Promise<unknown>): Promise<void> {
    let going = true;
    const load = (async () => {
      for (let n = 0; going; n++) {
        const id = await originate(`${name}-${n}`);
        if (id) acknowledged.push(id);
        await sleep(10);
      }
    })();
    // A load that fails is told when the work is over.
    load.catch(() => undefined);
    try {
      await work();
    } finally {
      going = false;
    }
    await load;
  }

  it('takes a call to its end and gives its history from the store', async () => {
    await begin();
    const id = await until(() => originate('first'), 'a call is acknowledged');
    const call = await until(async () => {
      const found = (await (await api(`calls/${id}`)).json()) as { state?: string; transaction: string };
      return found.state !== undefined && found.state !== 'treated' ? found : undefined;
    }, 'the phone rings');
    await api(`calls/${id}/clear`, { method: 'POST', body: '{}' });
    await until(
      async () => ((await (await api(`calls/${id}`)).json()) as { state: string }).state === 'cleared',
      'the end',
    );
    const told = (await (await api(`transactions/${call.transaction}`)).json()) as { events: { type: string }[] };
    expect(told.events[0]?.type).to.equal('call.originated');
    expect(told.events.at(-1)?.type).to.be.oneOf(['call.cleared', 'transaction.ended']);
  });

  it('answers the queries that the documentation prints', async () => {
    const page = readFileSync('docs/mongodb.md', 'utf8');
    const queries = /```js\n([^`]+)```/.exec(page)?.[1]?.trim().split('\n') ?? [];
    expect(queries).to.have.length.greaterThan(5);
    const connection = await mongoose.createConnection(addressWith(server.uri, 'signalbox')).asPromise();
    const db = new Proxy({}, { get: (_, name: string) => connection.collection(name) });
    // Documents follow the journal within a second or two.
    for (const name of ['tenants', 'venues', 'applications', 'mappings', 'calls'])
      await until(async () => (await connection.collection(name).countDocuments()) > 0, `documents of ${name}`);
    await until(async () => (await connection.collection('tenants').countDocuments()) > 1, 'both tenants');
    const answers = new Map<string, unknown[]>();
    for (const query of queries) {
      const answer = new Function('db', `return ${query}`)(db) as
        | { toArray?: () => Promise<unknown[]> }
        | Promise<unknown[]>;
      answers.set(
        query,
        await ('toArray' in answer && answer.toArray ? answer.toArray() : (answer as Promise<unknown[]>)),
      );
    }
    await connection.close();
    const of = (start: string) =>
      [...answers].find(([query]) => query.startsWith(start))?.[1] as { _id: string; data: object }[];
    const hotline = (start: string) => of(start).find(({ _id }) => _id === 'acme/hotline');
    expect(of('db.tenants').map(({ data }) => (data as { name: string }).name)).to.have.members(['Acme', 'Globex']);
    expect(hotline('db.venues')).to.nested.include({
      _id: 'acme/hotline',
      'data.routingPoint': 'demo/main',
      'data.match.dnis': '493023125100',
    });
    expect(hotline('db.applications')).to.nested.include({ _id: 'acme/hotline', 'data.kind': 'feed' });
    expect(of('db.mappings')[0]).to.nested.include({ 'data.version': 1 });
    expect(of('db.journal.distinct')).to.include.members(['acme', 'globex', 'system']);
  });

  it('loses nothing acknowledged when it is killed and then the server, and the other way round', async () => {
    const acknowledged: string[] = [];
    for (const order of [
      ['gateway', 'server'],
      ['server', 'gateway'],
    ]) {
      await underLoad(`${order[0]}`, acknowledged, async () => {
        await sleep(1_500);
        for (const part of order) await (part === 'gateway' ? end('SIGKILL') : server.kill());
      });
      await server.launch();
      await begin();
      await holds(acknowledged);
    }
    expect(acknowledged.length).to.be.greaterThan(2);
  });

  it('acknowledges nothing while the server is away under load, and goes on by itself when it is back', async () => {
    const acknowledged: string[] = [];
    await underLoad('away', acknowledged, async () => {
      await sleep(1_000);
      await server.kill();
      const answer = await until(async () => {
        const ready = await fetch(`${url}/readyz`);
        return ready.status === 503 && ready.text();
      }, 'it notices');
      expect(answer).to.contain('the store does not answer');
      const before = acknowledged.length;
      await sleep(AWAY_MS);
      expect(acknowledged.length).to.equal(before);
      expect((await api('calls')).status).to.equal(503);
      expect(await originate('while-away')).to.equal(undefined);
      await server.launch();
      await until(async () => (await fetch(`${url}/readyz`)).status === 200, 'it is ready again');
      await until(async () => acknowledged.length > before, 'it acknowledges again');
    });
    expect(await end('SIGTERM')).to.equal(0);
    await holds(acknowledged);
  });
});
