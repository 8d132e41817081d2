/** The mapping file beside the API (design §9): each is heard, neither undoes the other unseen. */
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { isRefusal } from '../../src/core/errors';
import { mappingYaml } from '../../src/mapping/mappingFile';
import type { MappingFiles } from '../../src/ports/mappingSource';
import type { Principal } from '../../src/services/api';
import type { Followed, FollowOptions } from '../../src/services/mappingFollower';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const ANY = { ifMatch: '*' } as const;
const SYSTEM: FollowOptions = { actor: 'system' };

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

describe('a mapping file beside the API', () => {
  let house: House;
  let text: string;
  let complaints: string[];

  const write = (change: (mapping: Json) => void = () => {}): void => {
    const mapping: Json = structuredClone(twoTenants);
    change(mapping);
    text = stringify(mapping);
  };
  let reading: () => ReturnType<MappingFiles['read']>;
  const files: MappingFiles = { where: '/etc/signalbox/mapping.yaml', demo: false, read: () => reading() };

  beforeEach(async () => {
    write();
    complaints = [];
    reading = () => mappingYaml.read(text);
    const complained = (message: string, facts?: object): void =>
      void complaints.push(`${message} ${JSON.stringify(facts)}`);
    house = await new House({ files, complained }).start();
    await follow();
    await house.live();
  });
  afterEach(() => house.stop());

  const follow = (options: FollowOptions = SYSTEM): Promise<Followed> =>
    house.world.finish(house.signalbox.mappingControl.follower.follow(options));
  const editByApi = async (): Promise<void> => {
    const venue = { routingPoint: 'pbx/main', match: { dnis: '9' }, application: 'echo' };
    const names = { tenant: 'acme', venue: 'extra' };
    const made = await house.world.finish(house.api.mappings.putPart(ADMIN, 'venue', names, venue, ANY));
    if (isRefusal(made)) throw new Error(JSON.stringify(made));
  };
  const restart = async (): Promise<Followed> => {
    house.crash();
    await house.start();
    return follow();
  };
  const current = async (): Promise<Json> => {
    const reply = await house.world.finish(house.api.mappings.get(ADMIN));
    if (isRefusal(reply)) throw new Error(JSON.stringify(reply));
    return reply.data;
  };
  const venues = () => Object.keys(house.mapping.tenants.acme?.venues ?? {});

  it('is in force at the first start, and no version more for being there at the next', async () => {
    expect(await current()).to.include({ version: 1, source: '/etc/signalbox/mapping.yaml', author: 'system' });
    expect(await restart()).to.deep.equal({ outcome: 'unchanged', version: 1 });
  });

  it('applies when it changes, at a start as while it is watched', async () => {
    write((mapping) => delete mapping.tenants.acme.venues.echo);
    expect(await follow()).to.deep.equal({ outcome: 'applied', version: 2 });
    write((mapping) => delete mapping.tenants.acme.venues.menu);
    expect(await restart()).to.deep.equal({ outcome: 'applied', version: 3 });
    expect(venues()).to.include('echo').and.not.to.include('menu');
  });

  it('is the same file when only comments and layout changed', async () => {
    text = `# a comment\n${JSON.stringify(parse(text))}`;
    expect(await follow()).to.deep.equal({ outcome: 'unchanged', version: 1 });
  });

  it('leaves an edit by the API in force when it did not change itself, also at a start', async () => {
    await editByApi();
    expect(await follow()).to.deep.equal({ outcome: 'unchanged', version: 2 });
    expect(await restart()).to.deep.equal({ outcome: 'unchanged', version: 2 });
    expect(venues()).to.include('extra');
    expect(await current()).not.to.have.property('pendingFile');
  });

  it('waits when both changed, and says what would change, until one of them is said to hold', async () => {
    await editByApi();
    write((mapping) => delete mapping.tenants.acme.venues.echo);
    expect(await follow()).to.deep.include({ refused: 'mapping.file_conflict' });
    expect(venues()).to.include('extra', 'echo');
    expect((await current()).pendingFile).to.deep.include({
      file: '/etc/signalbox/mapping.yaml',
      problem: 'conflict',
      changes: ['/tenants/acme/venues/echo removed', '/tenants/acme/venues/extra removed'],
    });
    expect(complaints.join()).to.include('/tenants/acme/venues/extra removed').and.include('key:admin');
    expect(await restart(), 'also at the next start').to.deep.include({ refused: 'mapping.file_conflict' });
    const forced = await house.world.finish(house.api.mappings.applyFile(ADMIN, { force: true, comment: 'the file' }));
    expect(forced).to.deep.include({ status: 200, data: { outcome: 'applied', version: 3 } });
    expect(venues()).not.to.include('extra');
    expect(await current()).to.include({ author: 'key:admin', comment: 'the file' });
    expect(await current()).not.to.have.property('pendingFile');
  });

  it('is heard again when it comes to say what the API made', async () => {
    await editByApi();
    write((mapping) => {
      mapping.tenants.acme.venues.extra = { routingPoint: 'pbx/main', match: { dnis: '9' }, application: 'echo' };
    });
    expect(await follow()).to.deep.equal({ outcome: 'applied', version: 3 });
    write((mapping) => delete mapping.tenants.acme.venues.menu);
    expect(await follow()).to.deep.equal({ outcome: 'applied', version: 4 });
  });

  it('that is broken changes nothing; the log and the API say file, line and reason until it is mended', async () => {
    write((mapping) => {
      mapping.tenants.acme.venues.echo.application = 'none';
    });
    const line = text.split('\n').findIndex((one) => one.includes('application: none')) + 1;
    const refused = await follow();
    expect(refused).to.deep.include({ refused: 'mapping.invalid' });
    expect((await current()).pendingFile.flaws).to.deep.equal([
      { path: '/tenants/acme/venues/echo/application', message: 'there is no application none', line },
    ]);
    expect(complaints.join()).to.include('/tenants/acme/venues/echo/application: there is no application none');
    text = 'pbxs: {';
    await follow();
    expect((await current()).pendingFile).to.deep.include({ problem: 'broken' });
    const person = house.sim.call({ routingPoint: 'main', ani: '', dnis: '1002' });
    const feed = house.listen('acme');
    await house.world.waitFor(() => feed.of('call.offered')[0] ?? person.hears);
    write((mapping) => delete mapping.tenants.acme.venues.menu);
    expect(await follow()).to.deep.equal({ outcome: 'applied', version: 2 });
    expect(await current()).not.to.have.property('pendingFile');
  });

  it('with a range that runs backwards is refused with its line, however it comes', async () => {
    write((mapping) => {
      mapping.tenants.acme.venues.echo.match = { dnis: '_[9-1]XX' };
    });
    const line = text.split('\n').findIndex((one) => one.includes('[9-1]')) + 1;
    const flaw = {
      path: '/tenants/acme/venues/echo/match/dnis',
      message: 'has a range that ends before it begins',
      line,
    };
    expect(await follow()).to.deep.equal({ refused: 'mapping.invalid', errors: [flaw] });
    const validated = await house.world.finish(house.api.mappings.validate(ADMIN, { yaml: text }));
    expect(validated).to.deep.include({ data: { valid: false, flaws: [flaw] } });
    expect(await restart()).to.include({ refused: 'mapping.invalid' });
    expect(venues()).to.include('echo');
  });

  it('with thousands of flaws names the first hundred and how many more', async () => {
    const value: Json = structuredClone(twoTenants);
    for (let i = 0; i < 3_000; i++)
      value.tenants[`t${i}`] = { name: 'T', keys: { k: { role: 'owner', secret: { env: 'NO' } } } };
    const { data }: Json = await house.world.finish(house.api.mappings.validate(ADMIN, { value }));
    expect(data.flaws).to.have.length(101);
    expect(data.flaws.at(-1).message).to.match(/^and 2\d{3} more$/);
  });

  it('that nobody can read for a reason nobody thought of changes nothing and ends nothing', async () => {
    reading = () => {
      throw new Error('nobody thought of it');
    };
    expect(await follow()).to.include({ refused: 'service.internal' });
    expect(complaints.join()).to.include('a defect: the mapping file was not followed');
    expect((await current()).pendingFile).to.include({ problem: 'broken' });
    reading = () => mappingYaml.read(text);
    write((mapping) => delete mapping.tenants.acme.venues.menu);
    expect(await follow()).to.deep.equal({ outcome: 'applied', version: 2 });
  });

  it('may not have secrets written out in it, and neither may what comes by the API', async () => {
    write((mapping) => {
      mapping.tenants.acme.keys = { program: { role: 'application', secret: { literal: 'written-out' } } };
    });
    const refused = await follow();
    expect(JSON.stringify(refused)).to.include('/tenants/acme/keys/program/secret').and.include('{ env: NAME }');
    expect(JSON.stringify(refused)).not.to.include('written-out');
    const key = { role: 'application', secret: { literal: 'written-out' } };
    const put = house.api.mappings.putPart(ADMIN, 'key', { tenant: 'acme', key: 'program' }, key, ANY);
    expect(JSON.stringify(await house.world.finish(put))).to.include('is not written out here');
  });
});

describe('the demo', () => {
  it('keeps its written-out secrets through an edit by the API and a roll-back', async () => {
    const mapping: Json = structuredClone(twoTenants);
    mapping.tenants.acme.keys = { program: { role: 'application', secret: { literal: 'written-out' } } };
    const house = await new House({ mapping }).start();
    const accepted = () => house.api.access.authenticate('written-out');
    expect(accepted()).to.include({ tenant: 'acme' });
    const exported = await house.world.finish(house.api.mappings.export(ADMIN));
    const value: Json = parse('yaml' in exported ? exported.yaml : '');
    expect(JSON.stringify(value)).to.include('(sealed)').and.not.to.include('written-out');
    value.tenants.acme.name = 'Acme Corporation';
    await house.world.finish(house.api.mappings.apply(ADMIN, { value }, ANY));
    expect(house.mapping.tenants.acme?.name).to.equal('Acme Corporation');
    expect(accepted()).to.include({ tenant: 'acme' });
    value.tenants.acme.keys = {};
    await house.world.finish(house.api.mappings.apply(ADMIN, { value }, ANY));
    expect(accepted()).to.include({ refused: 'auth.invalid' });
    await house.world.finish(house.api.mappings.rollback(ADMIN, 1, ANY));
    expect(accepted()).to.include({ tenant: 'acme' });
    const moved: Json = structuredClone(value);
    moved.tenants.globex.keys = { other: { role: 'application', secret: { literal: '(sealed)' } } };
    const refused = await house.world.finish(house.api.mappings.apply(ADMIN, { value: moved }, ANY));
    expect(JSON.stringify(refused)).to.include('there is no sealed secret at this place');
    await house.stop();
  });

  it('is not rolled back to when a secret it refers to is gone, and says which', async () => {
    const mapping: Json = structuredClone(twoTenants);
    mapping.tenants.acme.keys = { program: { role: 'application', secret: { env: 'OLD_KEY' } } };
    const secrets: Record<string, string | undefined> = { OLD_KEY: 'the-old-key' };
    const house = await new House({ mapping, secrets }).start();
    await house.world.finish(house.api.mappings.apply(ADMIN, { value: twoTenants }, ANY));
    secrets.OLD_KEY = undefined;
    const refused = await house.world.finish(house.api.mappings.rollback(ADMIN, 1, ANY));
    expect(refused).to.deep.include({
      refused: 'mapping.invalid',
      errors: [{ path: '/tenants/acme/keys/program/secret', message: 'the secret it refers to is not there' }],
    });
    expect(house.signalbox.mappings.applied?.version).to.equal(2);
    await house.stop();
  });
});
