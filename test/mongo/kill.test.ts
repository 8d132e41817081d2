/** The server killed, frozen, stepping down and failing on request: nothing acknowledged is lost, nothing is stored twice. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { CommitOutcome } from '../../src/ports/store';
import { MongoStore } from '../../src/store/mongo/mongoStore';
import { batch, plain, range, seqs } from '../contracts/store/subject';
import { MongoServer } from './support/server';
import { addressWith, freshDatabase, needsOwnServer, run } from './support/setup';

/** Writes batches of one tenant until told to end; a batch that is unknown is written again. */
async function write(store: MongoStore, tenant: string, goesOn: () => boolean) {
  const said = { acknowledged: 0, unknown: 0 };
  for (let first = 1; goesOn(); first += 5) {
    let outcome: CommitOutcome | undefined;
    do {
      [outcome] = await store.commit([batch(tenant, first, plain(5))]);
      if (outcome === 'unknown') said.unknown += 1;
    } while (outcome === 'unknown');
    expect(outcome).to.equal('durable');
    said.acknowledged = first + 4;
  }
  return said;
}

describe('a server that is killed under four writers', function () {
  this.timeout(60_000);

  it('has every acknowledged batch when it is back, whole and once', async function () {
    needsOwnServer(this);
    const server = await MongoServer.start();
    const store = new MongoStore(addressWith(server.uri, 'killed'));
    await store.open();
    let round = 0;
    const writers = range(1, 4).map((n) => write(store, `t${n}`, () => round < 3));
    for (; round < 3; round++) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await server.kill();
      await server.launch();
    }
    const said = await Promise.all(writers);
    expect(said.reduce((sum, { unknown }) => sum + unknown, 0)).to.be.greaterThan(0);
    for (const [n, { acknowledged }] of said.entries()) {
      const { records, lastSeq } = await store.load(`t${n + 1}`);
      expect(seqs(records)).to.deep.equal(range(1, lastSeq));
      expect(lastSeq).to.equal(acknowledged);
      expect(acknowledged).to.be.greaterThan(5);
    }
    await store.close();
    await server.stop();
  });
});

describe('a server that fails', function () {
  this.timeout(30_000);
  let store: MongoStore;
  let admin: mongoose.Connection;

  before(async function () {
    needsOwnServer(this);
    store = new MongoStore(addressWith(run.uri, freshDatabase()));
    await store.open();
    admin = await mongoose.createConnection(addressWith(run.uri, 'admin')).asPromise();
  });
  after(async () => {
    await store?.close();
    await admin?.close();
  });
  afterEach(() => admin.db?.admin().command({ configureFailPoint: 'failCommand', mode: 'off' }));

  const failing = (data: object, times: number) =>
    admin.db?.admin().command({
      configureFailPoint: 'failCommand',
      mode: { times },
      data: { failCommands: ['insert'], ...data },
    });

  /** Tries as `services/commits` does, and tells the outcomes. */
  async function tries(tenant: string): Promise<CommitOutcome[]> {
    const outcomes: CommitOutcome[] = [];
    do outcomes.push(...(await store.commit([batch(tenant, 1, plain(3))])));
    while (outcomes.at(-1) === 'unknown' && outcomes.length < 20);
    expect(seqs((await store.load(tenant)).records)).to.deep.equal([1, 2, 3]);
    return outcomes;
  }

  it('once: the driver tries again, and nobody notices', async () => {
    await failing({ closeConnection: true }, 1);
    expect(await tries('once')).to.deep.equal(['durable']);
  });

  it('again and again: unknown until it works', async () => {
    await failing({ closeConnection: true }, 4);
    const outcomes = await tries('often');
    expect(outcomes.slice(0, -1)).to.include('unknown').and.not.to.include('stale');
    expect(outcomes.at(-1)).to.equal('durable');
  });

  for (const code of [91, 189, 10107, 11600, 13435])
    it(`with code ${code}, as one that is no longer the primary: unknown, then durable`, async () => {
      await failing({ errorCode: code }, 3);
      const outcomes = await tries(`code-${code}`);
      expect(new Set(outcomes)).to.deep.equal(new Set(['unknown', 'durable']));
    });

  it('after the write, for want of a majority: unknown, and found there when it is tried again', async () => {
    await failing({ writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } }, 1);
    expect(await tries('concern')).to.deep.equal(['unknown', 'durable']);
  });

  it('with an error that no repetition cures: that is a defect and is told', async () => {
    await failing({ errorCode: 2 }, 1);
    const told = await store.commit([batch('defect', 1, plain(1))]).then(String, (error: Error) => error.name);
    expect(told).to.equal('MongoServerError');
  });

  it('to be the primary for a second: goes on by itself', async () => {
    await admin.db
      ?.admin()
      .command({ replSetStepDown: 1, force: true })
      .catch(() => undefined);
    const outcomes = await tries('stepDown');
    expect(outcomes.at(-1)).to.equal('durable');
    expect(outcomes).not.to.include('stale');
  });

  it('to answer at all: unknown within seconds, durable when it answers again', async function () {
    const server = needsOwnServer(this);
    server.freeze(true);
    try {
      const began = Date.now();
      expect(await store.commit([batch('frozen', 1, plain(3))])).to.deep.equal(['unknown']);
      expect(Date.now() - began).to.be.lessThan(8_000);
    } finally {
      server.freeze(false);
    }
    expect((await tries('frozen')).at(-1)).to.equal('durable');
  });
});
