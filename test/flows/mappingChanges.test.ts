/** Changes of the mapping by the API (design §9): tried, compared, applied, noted, undone; nothing by halves. */
import { expect } from 'chai';
import type { MappingVersion } from '../../src/core/kinds';
import type { MappingDesk } from '../../src/ports/mappingSource';
import type { Principal } from '../../src/services/api';
import type { MappingReply } from '../../src/services/mappingApi';
import { deskHere } from '../../src/services/mappingControl';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const ANY = { ifMatch: '*' } as const;

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

describe('a change of the mapping', () => {
  let house: House;
  /** While it is shut, what is asked of the desk waits. */
  let open: Promise<void>;
  const desk: MappingDesk = { ...deskHere, examine: (job) => open.then(() => deskHere.examine(job)) };

  beforeEach(async () => {
    open = Promise.resolve();
    house = await new House({ mapping: twoTenants, desk }).up();
  });
  afterEach(() => house.stop());

  const done = async (reply: MappingReply | Promise<MappingReply>): Promise<Json> => {
    const made = await house.world.finish(Promise.resolve(reply));
    if ('refused' in made) throw new Error(JSON.stringify(made));
    return made.data;
  };
  const api = () => house.api.mappings;
  const copy = (): Json => structuredClone(twoTenants);
  const venue = (dnis: string, application = 'echo') => ({ routingPoint: 'pbx/main', match: { dnis }, application });
  const acme = { tenant: 'acme' };
  const put = (name: string, value: unknown, options: object = ANY) =>
    api().putPart(ADMIN, 'venue', { ...acme, venue: name }, value, options);
  const versions = async (): Promise<MappingVersion[]> => {
    const page = await house.world.finish(api().versions(ADMIN, 50));
    if ('refused' in page) throw new Error(JSON.stringify(page));
    return page.items as MappingVersion[];
  };

  it('is in force on the next call, and noted with who, where from, why and what', async () => {
    await done(put('extra', venue('9'), { ...ANY, comment: 'the new hotline' }));
    const feed = house.listen('acme');
    house.sim.call({ routingPoint: 'main', ani: '', dnis: '9' });
    const offered = await house.world.waitFor(() => feed.of('call.offered')[0]);
    expect(offered.data).to.include({ venue: 'extra' });
    const [newest, first] = await versions();
    expect(newest).to.include({ version: 2, author: 'key:admin', source: 'api', comment: 'the new hotline' });
    expect(newest?.summary).to.deep.equal(['/tenants/acme/venues/extra added']);
    expect(newest).not.to.have.property('endedAt');
    expect(first).to.include({ version: 1, author: 'system', source: 'test' }).and.to.have.property('endedAt');
  });

  it('holds up neither calls nor reading while it is looked at; the next is made of what it came to', async () => {
    let unlock = () => {};
    open = new Promise((resolve) => {
      unlock = resolve;
    });
    const changes = [put('extra', venue('9')), put('second', venue('10'))];
    const feed = house.listen('acme');
    house.sim.call({ routingPoint: 'main', ani: '', dnis: '1000' });
    await house.world.waitFor(() => feed.of('call.offered')[0]);
    expect((await done(api().get(ADMIN))).version).to.equal(1);
    unlock();
    const made = await Promise.all(changes.map(done));
    expect(made.map(({ version, changes: places }) => [version, places.map(({ path }: Json) => path)])).to.deep.equal([
      [2, ['/tenants/acme/venues/extra']],
      [3, ['/tenants/acme/venues/second']],
    ]);
    expect(Object.keys(house.mapping.tenants.acme?.venues ?? {})).to.include.members(['extra', 'second']);
  });

  it('may be looked at before, with what follows in words, and then nothing has changed', async () => {
    const moved = copy();
    delete moved.tenants.acme.venues.echo;
    moved.tenants.globex.venues.echo = venue('1002', 'hotline');
    moved.tenants.globex.owns.pbx.numbers.push(moved.tenants.acme.owns.pbx.numbers.pop());
    const { changes, consequences } = await done(api().diff(ADMIN, { value: moved }));
    expect(changes.map(({ path, change }: Json) => `${change} ${path}`)).to.deep.equal([
      'changed /tenants/acme/owns/pbx/numbers',
      'removed /tenants/acme/venues/echo',
      'changed /tenants/globex/owns/pbx/numbers',
      'added /tenants/globex/venues/echo',
    ]);
    const words = consequences.map((one: Json) => one.words).join('\n');
    expect(words).to.include('tenant acme loses them to tenant globex');
    expect(words).to.include('number +493023125100 on PBX pbx: of acme before, of globex now');
    const preview = await done(api().apply(ADMIN, { value: moved }, { ...ANY, preview: true }));
    expect(preview.changes).to.deep.equal(changes);
    expect(await versions()).to.have.length(1);
  });

  it('says which live calls feel it', async () => {
    const person = house.sim.call({ routingPoint: 'main', ani: '', dnis: '1000' });
    await house.attach('acme', 'hotline');
    await house.world.waitFor(() => person.hears === 'ringing');
    const { consequences } = await done(api().deletePart(ADMIN, 'tenant', acme, { ...ANY, preview: true }));
    const tenant = consequences.find((one: Json) => one.about === 'tenant');
    expect(tenant).to.deep.include({ calls: 1 });
    expect(tenant.words).to.include('gets no more calls').and.include('1 live call go');
  });

  it('is refused for what is not there any more, and names who was faster', async () => {
    const { seq } = (await house.world.finish(api().get(ADMIN))) as { seq: number };
    await done(put('extra', venue('9'), { ifMatch: seq }));
    const late = await house.world.finish(put('extra', venue('8'), { ifMatch: seq }));
    expect(late).to.deep.include({ refused: 'resource.changed' });
    expect((late as Json).facts).to.include({ version: 2, author: 'key:admin' });
    expect(await house.world.finish(put('extra', venue('8'), {}))).to.include({ refused: 'request.condition_missing' });
    expect(house.mapping.tenants.acme?.venues.extra?.match).to.deep.equal({ dnis: '9' });
  });

  it('of a part is checked as one of the whole', async () => {
    const twice = await house.world.finish(put('extra', venue('1002')));
    expect(twice).to.include({ refused: 'mapping.invalid' });
    expect(JSON.stringify(twice)).to.include('/tenants/acme/venues/extra/match');
    expect(await house.world.finish(put('UPPER', venue('9')))).to.include({ refused: 'request.invalid' });
    expect(await house.world.finish(put('extra', { ...venue('9'), colour: 'red' }))).to.deep.include({
      refused: 'request.invalid',
      errors: [{ path: '/colour', message: 'is not known here' }],
    });
    const homeless = api().putPart(ADMIN, 'venue', { tenant: 'nobody', venue: 'x' }, venue('9'), ANY);
    expect(await house.world.finish(homeless)).to.include({ refused: 'resource.not_found' });
    const used = api().deletePart(ADMIN, 'application', { ...acme, application: 'echo' }, ANY);
    expect(JSON.stringify(await house.world.finish(used))).to.include('/tenants/acme/venues/echo/application');
    const none = api().deletePart(ADMIN, 'venue', { ...acme, venue: 'constructor' }, ANY);
    expect(await house.world.finish(none)).to.include({ refused: 'resource.not_found' });
  });

  it('takes constructor for a name as any other, and says that __proto__ is none', async () => {
    const named = (name: string) => JSON.parse(JSON.stringify(copy()).replace('"globex":', `"${name}":`));
    await done(api().apply(ADMIN, { value: named('constructor') }, ANY));
    expect(Object.keys(house.mapping.tenants)).to.deep.equal(['acme', 'constructor']);
    const { flaws } = await done(api().validate(ADMIN, { value: named('__proto__') }));
    expect(flaws).to.deep.equal([{ path: '/tenants/__proto__', message: 'cannot be a name' }]);
    const queue = JSON.parse('{"keys":{"1":[{"do":"reject"}]},"skills":{"__proto__":3}}');
    const put = api().putPart(ADMIN, 'queue', { ...acme, queue: 'sales' }, queue, ANY);
    expect(JSON.stringify(await house.world.finish(put))).to.include('/skills/__proto__');
  });

  it('can be taken back: the content of a version is applied again', async () => {
    await done(put('extra', venue('9')));
    await done(put('extra', venue('8')));
    const { version, changes } = await done(api().rollback(ADMIN, 2, { ...ANY, comment: 'it was right' }));
    expect(version).to.equal(4);
    expect(changes).to.deep.equal([
      { path: '/tenants/acme/venues/extra/match/dnis', change: 'changed', before: '8', after: '9' },
    ]);
    expect((await versions())[0]).to.include({ source: 'rollback:2', comment: 'it was right' });
    expect(house.mapping.tenants.acme?.venues.extra?.match).to.deep.equal({ dnis: '9' });
  });

  it('is remembered with all that was before after a crash, also what the documents do not have yet', async () => {
    await done(put('extra', venue('9')));
    await house.world.advance(2_000);
    await done(put('other', venue('8')));
    house.crash();
    await house.start();
    expect((await versions()).map(({ version }) => version)).to.deep.equal([3, 2, 1]);
    const second = await done(api().version(ADMIN, 2));
    expect(second.mapping.tenants.acme.venues).to.include.keys('extra').and.not.to.include.keys('other');
    expect((await done(api().compare(ADMIN, 3))).changes.map((one: Json) => one.path)).to.deep.equal([
      '/tenants/acme/venues/other',
    ]);
    expect((await done(api().compare(ADMIN, 3, 1))).changes).to.have.length(2);
    expect(await house.world.finish(api().version(ADMIN, 9))).to.include({ refused: 'resource.not_found' });
    expect(house.mapping.tenants.acme?.venues).to.include.keys('extra', 'other');
  });

  it('that changes nothing is no version', async () => {
    const { version, changes } = await done(api().apply(ADMIN, { value: twoTenants }, ANY));
    expect([version, changes]).to.deep.equal([1, []]);
    expect(await versions()).to.have.length(1);
  });

  it('is for admins alone', async () => {
    for (const role of ['owner', 'supervisor', 'application'] as const) {
      const principal = house.principal('acme', role);
      const all = [
        api().get(principal),
        api().export(principal),
        api().validate(principal, { value: {} }),
        api().diff(principal, { value: {} }),
        api().tryCall(principal, {}),
        api().apply(principal, { value: twoTenants }, ANY),
        api().applyFile(principal, { force: true }),
        api().version(principal, 1),
        api().compare(principal, 1),
        api().rollback(principal, 1, ANY),
        api().part(principal, 'tenant', acme),
        api().putPart(principal, 'venue', { ...acme, venue: 'x' }, venue('9'), ANY),
        api().deletePart(principal, 'venue', { ...acme, venue: 'echo' }, ANY),
      ];
      for (const one of all)
        expect(await house.world.finish(Promise.resolve(one))).to.include({ refused: 'auth.forbidden' });
      expect(await house.world.finish(api().versions(principal, 5))).to.include({ refused: 'auth.forbidden' });
    }
    expect(await versions()).to.have.length(1);
  });
});
