/** The collections of venues and applications are what the mapping in force says, whatever was in force before. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import { House } from '../support/house';
import { disk } from '../support/tables';
import { twoTenants } from '../support/twoTenants';
import { type Database, Databases } from './support/databases';
import { MongoTables } from './support/tables';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

describe('venues and applications on MongoDB', function () {
  this.timeout(60_000);
  const { make } = disk;
  const databases = new Databases();
  let database: Database;
  before(() => {
    disk.make = (world) => {
      database = databases.take();
      return new MongoTables(database, world);
    };
  });
  after(async () => {
    disk.make = make;
    await databases.drop();
  });

  const stored = async (name: string): Promise<Json[]> => {
    const connection = await mongoose.createConnection(database.uri).asPromise();
    const found = await connection.collection(name).find({}).toArray();
    await connection.close();
    return found;
  };
  const names = async (name: string): Promise<string[]> => (await stored(name)).map(({ _id }) => String(_id)).sort();
  const expected = (mapping: Json, of: 'venues' | 'applications'): string[] =>
    Object.entries<Json>(mapping.tenants)
      .flatMap(([tenant, said]) => Object.keys(said[of]).map((id) => `${tenant}/${id}`))
      .sort();

  it('follow every change of the mapping: what is new is there, what changed is changed, what is gone is gone', async () => {
    const house = await new House({ mapping: twoTenants }).start();
    const first: Json = twoTenants;
    const second: Json = structuredClone(twoTenants);
    delete second.tenants.acme.venues.echo;
    second.tenants.acme.venues.menu.match = { dnis: '1999' };
    second.tenants.globex.venues.shared = { ...second.tenants.globex.venues.only, match: { dnis: '2009' } };
    second.tenants.globex.venues.shared.application = 'concierge';
    second.system = { applications: { concierge: { kind: 'feed' } } };
    for (const mapping of [second, first, second]) {
      await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system', true));
      // Documents are written every second.
      await house.world.advance(3_000);
      expect(await names('venues')).to.deep.equal(expected(mapping, 'venues'));
      const shared = mapping.system ? ['system/concierge'] : [];
      expect(await names('applications')).to.deep.equal([...expected(mapping, 'applications'), ...shared].sort());
    }
    const menu = (await stored('venues')).find(({ _id }) => _id === 'acme/menu');
    expect(menu.data.match).to.deep.equal({ dnis: '1999' });
    await house.stop();
  });
});
