/** A shared application (design §2): defined once, at venues of several tenants, connected to each with a key of that tenant. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import type { Principal } from '../../src/services/api';
import { House, Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

describe('a shared application', () => {
  let house: House;
  const shared = (secret = (name: string): string => `concierge-of-${name}`): Json => {
    const value: Json = structuredClone(twoTenants);
    for (const name of ['acme', 'globex'])
      value.tenants[name].keys = {
        concierge: { role: 'application', secret: { literal: secret(name) } },
      };
    value.tenants.acme.venues.concierge = {
      routingPoint: 'pbx/main',
      match: { dnis: '7001' },
      application: 'concierge',
    };
    value.tenants.globex.venues.night = { routingPoint: 'pbx/main', match: { dnis: '7002' }, application: 'concierge' };
    return { system: { applications: { concierge: { kind: 'feed', replySeconds: 5 } } }, ...value };
  };

  beforeEach(async () => {
    house = await new House({ mapping: shared() }).up();
  });
  afterEach(() => house.stop());

  const sealed = (): string => '(sealed)';
  const dial = (dnis: string) => house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis });
  /** Connects as the program does: with the key of the tenant, then attached. */
  const connect = async (tenant: string) => {
    const principal = house.api.access.authenticate(`concierge-of-${tenant}`);
    if (isRefusal(principal)) throw new Error(JSON.stringify(principal));
    expect(principal).to.include({ tenant });
    const feed = new Listener();
    const subscription = house.api.feeds.subscribe(principal, tenant, {}, feed);
    if (isRefusal(subscription)) throw new Error(JSON.stringify(subscription));
    feed.subscription = subscription;
    expect(await house.world.finish(subscription.attach('concierge', 'exclusive'))).to.include({ status: 200 });
    return feed;
  };

  it('serves venues of two tenants, each with a key of that tenant; each feed shows its own calls alone', async () => {
    const [acme, globex] = [await connect('acme'), await connect('globex')];
    dial('7001');
    dial('7002');
    const ofAcme = await house.world.waitFor(() => acme.of('call.offered')[0]);
    const ofGlobex = await house.world.waitFor(() => globex.of('call.offered')[0]);
    expect(ofAcme.data).to.include({ venue: 'concierge', application: 'concierge' });
    expect(ofGlobex.data).to.include({ venue: 'night', application: 'concierge' });
    expect(acme.of('call.offered')).to.have.length(1);
    expect(globex.of('call.offered')).to.have.length(1);
    const foreign = await house.command('acme', 'call.route', (ofGlobex.data as Call).id, {
      treatments: [{ do: 'answer' }],
      offer: 1,
    });
    expect(foreign).to.include({ refused: 'resource.not_found' });
    for (const [tenant, offer, feed] of [
      ['acme', ofAcme, acme],
      ['globex', ofGlobex, globex],
    ] as const) {
      const endpoint = tenant === 'acme' ? 'PJSIP/a1' : 'PJSIP/b1';
      house.sim.phone(endpoint, { answerAfterMs: 500, hangupAfterMs: 2_000 });
      const body = { treatments: [{ do: 'connect', to: { endpoint } }], offer: 1 };
      await house.command(tenant, 'call.route', (offer.data as Call).id, body, feed);
      await house.world.waitFor(() => feed.of('call.connected')[0]);
    }
    // What one tenant owns it may not dial for the other.
    dial('7001');
    const again = await house.world.waitFor(() => acme.of('call.offered')[1]);
    const wrong = { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/b1' } }], offer: 1 };
    await house.command('acme', 'call.route', (again.data as Call).id, wrong, acme);
    const failed = await house.world.waitFor(() => acme.of('call.route_failed')[0]);
    expect((failed.data as Call).failure?.reason).to.equal('destination.not_owned');
  });

  it('loses one tenant with its key, and the other feels nothing', async () => {
    const [acme, globex] = [await connect('acme'), await connect('globex')];
    const options = { ifMatch: '*' } as const;
    const names = { tenant: 'acme', key: 'concierge' };
    const gone = await house.world.finish(house.api.mappings.deletePart(ADMIN, 'key', names, options));
    expect(gone).to.include({ status: 200 });
    expect(house.api.access.authenticate('concierge-of-acme')).to.include({ refused: 'auth.invalid' });
    expect(house.api.access.authenticate('concierge-of-globex')).to.include({ tenant: 'globex' });
    expect(await house.world.waitFor(() => acme.closed)).to.include({ code: 4401 });
    expect(globex.closed).to.equal(undefined);
    dial('7002');
    await house.world.waitFor(() => globex.of('call.offered')[0]);
    expect(acme.of('call.offered')).to.have.length(0);
  });

  it('is nobody’s who has no venue with it, and is listed for who has', async () => {
    const without = shared(sealed);
    delete without.tenants.globex.venues.night;
    await house.world.finish(house.api.mappings.apply(ADMIN, { value: without }, { ifMatch: '*' }));
    const feed = house.listen('globex');
    const attach = await house.world.finish(feed.subscription.attach('concierge', 'exclusive'));
    expect(attach).to.include({ refused: 'application.not_found' });
    const named = (tenant: string) => JSON.stringify(house.api.queries.applications(house.principal(tenant), tenant));
    expect(named('globex')).not.to.include('concierge');
    expect(named('acme')).to.include('concierge');
  });

  it('has a name of its own, and the venues it sends calls to are there for every tenant', async () => {
    const flaws = async (change: (value: Json) => void) => {
      const value = shared(sealed);
      change(value);
      const reply = await house.world.finish(house.api.mappings.validate(ADMIN, { value }));
      return ('data' in reply ? (reply.data as Json).flaws : []).map((flaw: Json) => `${flaw.path} ${flaw.message}`);
    };
    expect(await flaws((value) => (value.tenants.acme.applications.concierge = { kind: 'feed' }))).to.deep.equal([
      '/tenants/acme/applications/concierge is the name of a shared application, too',
    ]);
    const treatments = [{ do: 'venue', venue: 'menu' }];
    expect(
      await flaws((value) => (value.system.applications.concierge = { kind: 'treatment', treatments })),
    ).to.deep.equal(['/system/applications/concierge/treatments/0/venue tenant globex: there is no venue menu']);
  });
});
