/**
 * Before the first test: the server of the run. It is the one of SIGNALBOX_MONGODB_URI where that is set, else one of our
 * own that ends with the run. Without either everything is pending, and says why.
 */
import mongoose from 'mongoose';
import { MongoServer, missing } from './server';

/** Shared by the tests of a run: the same object in every file. */
export const run: { server?: MongoServer; uri: string; foreign: boolean } = {
  uri: process.env.SIGNALBOX_MONGODB_URI ?? '',
  foreign: process.env.SIGNALBOX_MONGODB_URI !== undefined,
};

/** Without a server that can be killed and made to fail a test is pending. */
export function needsOwnServer(context: Mocha.Context): MongoServer {
  if (!run.server) {
    context.skip();
  }
  return run.server as MongoServer;
}

/** A database nobody else uses. */
export const freshDatabase = (): string =>
  `signalbox_test_${process.pid}_${new mongoose.Types.ObjectId().toHexString()}`;

/** The address with a database and further options in it. */
export function addressWith(uri: string, database: string, options = ''): string {
  const [, before = '', after = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(?:\?(.*))?$/.exec(uri) ?? [];
  const all = [after, options].filter(Boolean).join('&');
  return `${before}/${database}${all ? `?${all}` : ''}`;
}

/** Drops a database that a test has used. */
export async function drop(uri: string, database: string): Promise<void> {
  const connection = await mongoose.createConnection(addressWith(uri, database)).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

export const mochaHooks = {
  async beforeAll(this: Mocha.Context): Promise<void> {
    this.timeout(30_000);
    if (run.foreign) return;
    const why = missing();
    if (why) {
      process.stderr.write(`\n  MONGODB IS NOT TESTED: ${why}\n\n`);
      return this.skip();
    }
    run.server = await MongoServer.start();
    run.uri = run.server.uri;
  },
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(30_000);
    await run.server?.stop();
  },
};
