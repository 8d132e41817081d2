/**
 * The flows of test/flows, unchanged, in houses whose disk is a server that speaks MongoDB's protocol: what the store
 * answers, after crashes too, is what that server gives back. FLOWS chooses others.
 */
import { disk } from '../support/tables';
import { Databases } from './support/databases';
import { MongoTables } from './support/tables';

/**
 * Some of each family. Those that bring tables of their own stay with the simulation, and so do those that play a whole
 * day (reports): a real server syncs each of their thousands of commits.
 */
const FLOWS =
  'inboundCall restart storeAway durable queue callbackCrash callbackChange feed records mappingChanges keptRecordings webhooks/delivery';

describe('on MongoDB', function () {
  this.timeout(60_000);
  const { make } = disk;
  const databases = new Databases();
  before(() => {
    disk.make = (world) => new MongoTables(databases.take(), world);
  });
  after(async () => {
    disk.make = make;
    await databases.drop();
  });

  for (const flow of (process.env.FLOWS ?? FLOWS).split(/[ ,]/)) describe(flow, () => require(`../flows/${flow}.test`));
});
