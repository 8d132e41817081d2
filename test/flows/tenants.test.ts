/** A tenant from its first day to its last: quotas, suspension with calls that are up, and back. */
import { expect } from 'chai';
import { DEFAULT_QUOTAS } from '../../src/core/tenant';
import type { CommandReply, Principal } from '../../src/services/api';
import { House } from '../support/house';
import { Socket } from '../support/socket';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const mapping = structuredClone(twoTenants);
Object.assign(mapping.tenants.acme, { keys: { program: { role: 'application', secret: { literal: 'of-acme' } } } });

describe('a tenant', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping }).start();
  });
  afterEach(() => house.stop());

  const done = <T>(reply: Promise<T>): Promise<T> => house.world.finish(reply);
  const key = () => house.api.access.authenticate('of-acme');
  const suspend = (tenant = 'acme') => done(house.api.tenants.suspend(ADMIN, tenant));
  const arrive = (dnis: string) =>
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis, endpoint: 'PJSIP/carrier' });
  const seqOf = async (tenant: string) => ((await done(house.api.tenants.get(ADMIN, tenant))) as { seq: number }).seq;
  const change = async (tenant: string, body: object, seq?: number | '*') =>
    done(house.api.tenants.change(ADMIN, tenant, body, seq ?? (await seqOf(tenant))));
  const open = (principal: Principal): Socket => {
    const socket = new Socket();
    house.api.feeds.subscribe(principal, principal.tenant ?? 'acme', {}, socket);
    return socket;
  };

  it('is not served while it is suspended: keys are refused, feeds closed, and again after a restart', async () => {
    const program = open(key() as Principal);
    const [admin, other] = [open(ADMIN), open(house.principal('globex'))];
    expect(await suspend()).to.have.nested.property('data.suspendedAt');
    await house.world.waitFor(() => program.closed);
    expect(program.closed).to.deep.equal([4401, 'tenant.suspended: The tenant is suspended.']);
    expect([admin.closed, other.closed], 'the admin and others look on').to.deep.equal([undefined, undefined]);
    expect(key()).to.include({ refused: 'tenant.suspended' });
    house.crash();
    await house.start();
    expect(key()).to.include({ refused: 'tenant.suspended' });
    expect(await done(house.api.tenants.resume(ADMIN, 'acme'))).not.to.have.nested.property('data.suspendedAt');
    expect(key()).to.include({ tenant: 'acme' });
  });

  it('keeps its calls that are up, and gets no new ones, while it is suspended', async () => {
    await house.live();
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500, hangupAfterMs: 600_000 });
    const listener = house.listen('acme');
    const up = arrive('1001');
    await house.world.waitFor(() => up.state === 'up' && listener.of('call.offered').length === 1);
    await suspend();
    const refused = arrive('1001');
    await house.world.waitFor(() => refused.state === 'gone');
    expect(refused.end?.cause, 'the default of the routing point').to.equal('congestion');
    expect(up.state, 'the call before goes on').to.equal('up');
    expect(listener.of('call.offered')).to.have.length(1);
    await done(house.api.tenants.resume(ADMIN, 'acme'));
    const next = arrive('1001');
    await house.world.waitFor(() => next.state === 'up');
  });

  it('begins no call for a suspended tenant, not even for the admin', async () => {
    await house.live();
    await suspend();
    const body = { to: { endpoint: 'PJSIP/a1' }, venue: 'hotline', treatments: [{ do: 'answer' }] };
    const originate = { principal: ADMIN, tenant: 'acme', command: 'call.originate', body };
    expect(await done(house.api.commands.execute(originate))).to.include({ refused: 'tenant.suspended' });
  });

  it('is changed by whoever has seen its last state', async () => {
    const seq = await seqOf('globex');
    expect(await done(house.api.tenants.change(ADMIN, 'globex', { quotas: { keys: 1 } }))).to.include({
      refused: 'request.condition_missing',
    });
    const made = (await change('globex', { quotas: { keys: 1 } }, seq)) as { seq: number; data: object };
    expect(made.data).to.have.deep.property('quotas', { keys: 1 });
    expect(await change('globex', { quotas: { keys: 2 } }, seq)).to.include({ refused: 'resource.changed' });
    expect(await change('globex', { quotas: { keys: null } }, made.seq)).not.to.have.nested.property('data.quotas');
    expect(await change('globex', { quotas: { keys: 3 } }, '*')).to.have.deep.nested.property('data.quotas', {
      keys: 3,
    });
  });

  it('keeps the name that the mapping gives it', async () => {
    expect(await change('acme', { name: 'Other' })).to.include({ refused: 'resource.conflict' });
    await done(house.api.tenants.create(ADMIN, { id: 'initech', name: 'Initech' }));
    expect(await change('initech', { name: 'Initrode' })).to.have.nested.property('data.name', 'Initrode');
  });

  it('keeps suspension and quotas when the mapping is applied again', async () => {
    await change('acme', { quotas: { subscribers: 3 } });
    await suspend();
    const renamed = structuredClone(mapping);
    renamed.tenants.acme.name = 'Acme Corp';
    await done(house.signalbox.applyMapping(renamed, 'test', 'system', true));
    const { data } = (await done(house.api.tenants.get(ADMIN, 'acme'))) as { data: object };
    expect(data).to.include({ name: 'Acme Corp' }).and.have.property('suspendedAt');
    expect(data).to.have.deep.property('quotas', { subscribers: 3 });
  });

  it('is nobody else’s to see or change', async () => {
    const owner = house.principal('acme', 'owner');
    const asks: Promise<CommandReply>[] = [
      house.api.tenants.get(owner, 'acme'),
      house.api.tenants.change(owner, 'acme', {}, 1),
      house.api.tenants.suspend(owner, 'globex'),
      house.api.tenants.resume(owner, 'globex'),
      house.api.tenants.create(owner, { id: 'mine', name: 'Mine' }),
    ];
    for (const reply of await done(Promise.all(asks))) expect(reply).to.include({ refused: 'auth.forbidden' });
    expect(house.api.tenants.list(owner)).to.include({ refused: 'auth.forbidden' });
    expect(house.api.tenants.quotas(owner, 'globex')).to.include({ refused: 'auth.forbidden' });
  });

  describe('with quotas', () => {
    const used = () =>
      (house.api.tenants.quotas(house.principal('acme', 'owner'), 'acme') as { data: { limits: object; used: object } })
        .data;

    it('shows its owner what it may use and what it does', async () => {
      expect(used().limits).to.deep.equal(DEFAULT_QUOTAS);
      open(house.principal('acme'));
      expect(used().used).to.include({ subscribers: 1, keys: 1, requestsPerSecond: 0, dialsPerMinute: 0 });
    });

    it('opens no more feeds than it may, but always the admin’s', async () => {
      await change('acme', { quotas: { subscribers: 1 } });
      const subscribe = (principal: Principal) => house.api.feeds.subscribe(principal, 'acme', {}, new Socket());
      const first = subscribe(house.principal('acme')) as { end(): void };
      expect(subscribe(house.principal('acme'))).to.include({ refused: 'quota.exceeded' });
      expect(subscribe(ADMIN)).not.to.have.property('refused');
      first.end();
      expect(used().used).to.include({ subscribers: 1 });
      await change('acme', { quotas: { subscribers: 2 } });
      expect(subscribe(house.principal('acme'))).not.to.have.property('refused');
    });

    it('makes no more keys than it may', async () => {
      await change('acme', { quotas: { keys: 2 } });
      const owner = house.principal('acme', 'owner');
      const make = () => done(house.api.keys.create(owner, 'acme', { name: 'k', role: 'application' }));
      const { data } = (await make()) as { data: { id: string } };
      expect(await make()).to.include({ refused: 'quota.exceeded' });
      await done(house.api.keys.revoke(owner, 'acme', data.id));
      expect(await make()).to.include({ status: 201 });
    });

    it('has no more webhooks, entries and queues than it may', async () => {
      await house.live();
      await change('acme', { quotas: { webhooks: 1, entries: 1, queues: 1 } });
      const owner = house.principal('acme', 'owner');
      const hook = () => done(house.api.webhooks.create(owner, 'acme', { url: 'https://crm.example/' }));
      expect(await hook()).to.include({ status: 201 });
      expect(await hook()).to.deep.include({ refused: 'quota.exceeded', facts: { quota: 'webhooks', limit: 1 } });
      const listener = house.listen('acme');
      arrive('1003');
      await house.world.waitFor(() => listener.of('queue.joined')[0]);
      expect(used().used).to.include({ webhooks: 1, entries: 1, queues: 1 });
      arrive('1003');
      const failed = await house.world.waitFor(() => listener.of('call.route_failed')[0]);
      expect(JSON.stringify(failed)).to.include('queue.full');
      const acme = { ...mapping.tenants.acme, queues: { sales: {}, service: {} } };
      const more = { ...mapping, tenants: { ...mapping.tenants, acme } };
      expect(await done(house.signalbox.applyMapping(more, 'test', 'system', true))).to.deep.include({
        refused: 'mapping.invalid',
        errors: [{ path: '/tenants/acme/queues', message: '2 queues, and the quota of the tenant is 1' }],
      });
    });

    it('is asked to wait when it asks too often, and says for how long', async () => {
      await change('acme', { quotas: { requestsPerSecond: 2 } });
      const program = house.principal('acme');
      for (let i = 0; i < 4; i++) expect(house.api.limits.request(program), `request ${i}`).to.equal(undefined);
      expect(house.api.limits.request(program)).to.deep.include({
        refused: 'quota.exceeded',
        facts: { quota: 'requestsPerSecond', limit: 2, retryAfter: 1 },
      });
      expect(house.api.limits.request(house.principal('globex')), 'others do not feel it').to.equal(undefined);
      expect(house.api.limits.request(ADMIN)).to.equal(undefined);
      await house.world.advance(1_000);
      expect(house.api.limits.request(program)).to.equal(undefined);
    });

    it('may decide about as many calls as come, however often it asks for other things', async () => {
      await change('acme', { quotas: { requestsPerSecond: 1 } });
      const program = house.principal('acme');
      for (let i = 0; i < 2; i++) expect(house.api.limits.request(program, 'call.get')).to.equal(undefined);
      expect(house.api.limits.request(program, 'call.get')).to.include({ refused: 'quota.exceeded' });
      for (let i = 0; i < 1_000; i++) expect(house.api.limits.request(program, 'call.route')).to.equal(undefined);
      expect(house.api.limits.request(program, 'call.route')).to.deep.include({
        facts: { quota: 'decisionsPerSecond', limit: 500, retryAfter: 1 },
      });
      await change('acme', { quotas: { decisionsPerSecond: 10 } });
      await house.world.advance(1_000);
      for (let i = 0; i < 20; i++) house.api.limits.request(program, 'call.route');
      expect(house.api.limits.request(program, 'call.route')).to.include({ refused: 'quota.exceeded' });
    });

    it('dials no more often than it may: by command it is told so, an arriving call gets the next destination', async () => {
      await house.live();
      house.sim.phone('PJSIP/a1', { answerAfterMs: 500, hangupAfterMs: 600_000 });
      await change('acme', { quotas: { dialsPerMinute: 1 } });
      const body = { to: { endpoint: 'PJSIP/a1' }, venue: 'hotline', treatments: [{ do: 'answer' }] };
      const originate = { principal: house.principal('acme'), tenant: 'acme', command: 'call.originate', body };
      expect(await done(house.api.commands.execute(originate))).to.include({ status: 201 });
      const listener = house.listen('acme');
      const refused = (await done(house.api.commands.execute(originate))) as { refused: string; facts: object };
      expect(refused.refused).to.equal('quota.exceeded');
      expect(refused.facts).to.include({ quota: 'dialsPerMinute' }).and.have.property('retryAfter');
      arrive('1000');
      const failed = await house.world.waitFor(() =>
        listener.of('call.route_failed').find((e) => JSON.stringify(e).includes('PJSIP/a9')),
      );
      expect(JSON.stringify(failed)).to.include('congestion');
    });
  });
});
