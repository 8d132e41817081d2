/** Tenants and keys by REST (design §9). */
import { expect } from 'chai';
import type { Principal } from '../../src/services/api';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };

describe('administration', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
  });
  afterEach(() => house.stop());

  const owner = () => house.principal('acme', 'owner');
  const createKey = (principal: Principal, tenant: string | undefined, body: object, requestId?: string) =>
    house.world.finish(house.api.keys.create(principal, tenant, body, requestId));

  it('makes a tenant that is there at once and after a restart', async () => {
    const body = { id: 'initech', name: 'Initech' };
    const made = await house.world.finish(house.api.tenants.create(ADMIN, body, 'r1'));
    expect(made).to.include({ status: 201 });
    expect(await house.world.finish(house.api.tenants.create(ADMIN, body, 'r1'))).to.deep.equal(made);
    expect(await house.world.finish(house.api.tenants.create(ADMIN, body))).to.include({
      refused: 'resource.conflict',
    });
    house.crash();
    await house.start();
    expect(JSON.stringify(house.api.tenants.list(ADMIN))).to.include('initech');
    expect(
      house.api.feeds.subscribe(ADMIN, 'initech', {}, { send: () => {}, pending: () => 0, close: () => {} }),
    ).not.to.have.property('refused');
  });

  it('makes a key whose secret is shown once and works until it is revoked', async () => {
    const made = (await createKey(
      owner(),
      'acme',
      { name: 'crm', role: 'application', venues: ['hotline'] },
      'r2',
    )) as {
      data: { id: string; secret: string };
    };
    expect(house.api.access.authenticate(made.data.secret)).to.include({ tenant: 'acme', role: 'application' });
    const again = (await createKey(
      owner(),
      'acme',
      { name: 'crm', role: 'application', venues: ['hotline'] },
      'r2',
    )) as typeof made;
    expect(again.data).to.deep.equal({ ...again.data, id: made.data.id });
    expect(again.data).not.to.have.property('secret');
    house.crash();
    await house.start();
    expect(house.api.access.authenticate(made.data.secret)).to.include({ key: made.data.id });
    await house.world.finish(house.api.keys.revoke(owner(), 'acme', made.data.id));
    expect(house.api.access.authenticate(made.data.secret)).to.include({ refused: 'auth.invalid' });
  });

  it('lets an owner keep the keys of the own tenant and no others', async () => {
    expect(await createKey(owner(), 'globex', { name: 'x', role: 'owner' })).to.include({ refused: 'auth.forbidden' });
    expect(await createKey(owner(), undefined, { name: 'x', role: 'admin' })).to.include({ refused: 'auth.forbidden' });
    expect(await createKey(owner(), 'acme', { name: 'x', role: 'admin' })).to.include({ refused: 'request.invalid' });
    expect(await createKey(owner(), 'acme', { name: 'x', role: 'owner', venues: ['only'] })).to.include({
      refused: 'request.invalid',
    });
    expect(house.api.keys.list(house.principal('acme'), 'acme')).to.include({ refused: 'auth.forbidden' });
  });

  it('keeps a limited key within its venues', async () => {
    await house.live();
    const limited: Principal = { ...house.principal('acme'), venues: ['menu'] };
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    await house.world.waitFor(() => person.hears === 'ringing');
    const list = (principal: Principal) =>
      house.world.finish(house.api.queries.calls(principal, 'acme', { limit: 10 }));
    const [call] = ((await list(house.principal('acme'))) as { items: { id: string }[] }).items;
    expect(await list(limited)).to.deep.equal({ items: [] });
    expect(await house.world.finish(house.api.queries.get(limited, 'acme', 'call', call?.id ?? ''))).to.include({
      refused: 'resource.not_found',
    });
    const clear = { principal: limited, tenant: 'acme', command: 'call.clear', body: {}, target: call?.id ?? '' };
    expect(await house.world.finish(house.api.commands.execute(clear))).to.include({ refused: 'resource.not_found' });
  });

  it('changes nothing for a broken mapping, and says each place', async () => {
    const broken = structuredClone(twoTenants) as { tenants: { acme: { venues: Record<string, unknown> } } };
    broken.tenants.acme.venues.extra = { routingPoint: 'pbx/none', match: { dnis: '9' }, application: 'none' };
    const refusal = await house.world.finish(house.signalbox.applyMapping(broken, 'test', 'key:admin'));
    expect(JSON.stringify(refusal))
      .to.include('/tenants/acme/venues/extra/routingPoint')
      .and.include('/tenants/acme/venues/extra/application');
    expect(house.mapping.tenants.acme?.venues).not.to.have.property('extra');
    expect(house.signalbox.mappings.applied?.version).to.equal(1);
  });

  it('gives no two tenants the same secret, and none that of the admin', async () => {
    const keys = (secret: string) => ({ program: { role: 'application', secret: { literal: secret } } });
    const shared = structuredClone(twoTenants) as unknown as { tenants: Record<string, { keys?: object }> };
    Object.assign(shared.tenants.acme ?? {}, { keys: keys('the-same') });
    Object.assign(shared.tenants.globex ?? {}, { keys: keys('the-same') });
    const refusal = await house.world.finish(house.signalbox.applyMapping(shared, 'test', 'key:admin', true));
    expect(JSON.stringify(refusal))
      .to.include('/tenants/globex/keys/program/secret')
      .and.include('key program of tenant acme');
    Object.assign(shared.tenants.globex ?? {}, { keys: keys('admin') });
    const admin = await house.world.finish(house.signalbox.applyMapping(shared, 'test', 'key:admin', true));
    expect(JSON.stringify(admin)).to.include('the admin, too');
  });

  it('applies mappings one after the other, and connects each PBX once', async () => {
    const more = structuredClone(twoTenants) as unknown as { pbxs: Record<string, object> };
    more.pbxs.second = { kind: 'simulator', routingPoints: { main: {} } };
    const both = Promise.all([
      house.signalbox.applyMapping(more, 'test', 'system'),
      house.signalbox.applyMapping(more, 'test', 'system'),
    ]);
    expect(await house.world.finish(both)).to.deep.equal([{ version: 2 }, { version: 3 }]);
    expect(house.signalbox.lines.names()).to.deep.equal(['pbx', 'second']);
  });

  it('puts a venue in force for the next call, and remembers it without the file', async () => {
    const wider = structuredClone(twoTenants) as { tenants: { acme: { venues: Record<string, unknown> } } };
    wider.tenants.acme.venues.extra = { routingPoint: 'pbx/main', match: { dnis: '9' }, application: 'echo' };
    await house.live();
    await house.world.finish(house.signalbox.applyMapping(wider, 'test', 'key:admin'));
    house.crash();
    await house.up();
    const listener = house.listen('acme');
    house.sim.call({ routingPoint: 'main', ani: '', dnis: '9' });
    const offered = await house.world.waitFor(() => listener.of('call.offered')[0]);
    expect(offered.data).to.include({ venue: 'extra', application: 'echo' });
  });
});
