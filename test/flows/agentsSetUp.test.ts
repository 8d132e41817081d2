/** Who may set agents up and act for them: owners by REST, users for themselves, nobody across tenants (design §9). */
import { expect } from 'chai';
import type { Agent } from '../../src/core/agent';
import type { Refusal } from '../../src/core/errors';
import type { Entry } from '../../src/core/queue';
import type { CommandReply, OwnPartName, Page, Principal } from '../../src/services/api';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';

describe('agents, set up by the owner', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  beforeEach(async () => {
    house = await new House({ mapping: withAgents() }).up();
    floor = new Floor(house);
    feed = house.listen('acme');
  });

  afterEach(() => house.end());

  const owner = (tenant = 'acme') => house.principal(tenant, 'owner');
  const put = (part: OwnPartName, name: string, body: object, by: Principal = owner(), ifMatch?: number) =>
    house.world.finish(house.api.ownParts.put(by, { tenant: 'acme', part, name }, body, ifMatch));
  const remove = (part: OwnPartName, name: string) =>
    house.world.finish(house.api.ownParts.remove(owner(), { tenant: 'acme', part, name }));
  const dora = { name: 'Dora', workstation: 'desk-9', queues: { sales: {} } };

  it('are there at once, serve, and are versions in the history', async () => {
    house.sim.phone('PJSIP/a9', { answerAfterMs: 500 });
    expect(await put('workstation', 'desk-9', { phone: { endpoint: 'PJSIP/a9' } })).to.include({ status: 200 });
    expect(await put('agent', 'dora', dora)).to.deep.include({ status: 200 });
    expect(feed.of('agent.created').map(({ data }) => (data as Agent).name)).to.include('Dora');
    await floor.ready('dora');
    const caller = house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003' });
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a9');
    expect(house.signalbox.mappings.applied).to.deep.include({
      source: 'api',
      author: 'key:acme',
      summary: ['/tenants/acme/agents/dora added'],
    });
    caller.hangup();
  });

  it('change while they work: skills are told, who is taken away talks to the end', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const caller = house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003' });
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    await put('agent', 'anna', { name: 'Anna', workstation: 'desk-1', skills: { spanish: 5 }, queues: { sales: {} } });
    const changed = await house.world.waitFor(() => feed.of('agent.skills_changed')[0]?.data as Agent | undefined);
    expect([changed.skills, changed.voice.state]).to.deep.equal([{ spanish: 5 }, 'busy']);
    expect(await remove('agent', 'anna')).to.include({ status: 200 });
    expect(floor.is('anna')).to.equal('loggedOff busy');
    expect(caller.hearsWhom).to.deep.equal(['PJSIP/a1']);
    const listed = await house.world.finish(house.api.agents.list(owner(), 'acme'));
    expect((listed as Page).items.map((agent) => (agent as Agent).id)).to.deep.equal(['bert', 'carla']);
    caller.hangup();
    await house.world.waitFor(() => feed.of('call.cleared')[0]);
    await house.world.advance(20_000);
    expect(house.signalbox.partitions.get('acme')?.get('agent', 'anna'), 'forgotten').to.equal(undefined);
  });

  it('take no queue away from under its callers: they go on with their lists, and a workstation not from under its agent', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const caller = house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003' });
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    expect(await put('queue', 'park', {})).to.include({ status: 200 });
    const { call } = floor.agent('anna').voice;
    expect(await house.command('acme', 'call.transfer', call as string, { to: { queue: 'park' } })).to.include({
      status: 200,
    });
    await house.world.waitFor(() => feed.of('queue.joined').length === 2);
    expect(await put('workstation', 'desk-9', { phone: { endpoint: 'PJSIP/a9' } })).to.include({ status: 200 });
    await floor.ready('bert', 'desk-9');
    expect(await remove('queue', 'park')).to.include({ status: 200 });
    await house.world.waitFor(() => caller.state === 'gone' && feed.of('queue.left').length === 2);
    expect(feed.of('queue.left').map(({ data }) => (data as Entry).reason)).to.deep.equal(['connected', 'removed']);
    await remove('workstation', 'desk-9');
    const off = await house.world.waitFor(() => feed.of('agent.logged_off')[0]?.data as Agent | undefined);
    expect(off).to.deep.include({ id: 'bert', state: 'loggedOff', reason: 'workstationRemoved' });
    expect(floor.is('anna')).to.match(/^ready/);
  });

  it('name only what the tenant has', async () => {
    const flaws = async (...args: Parameters<typeof put>) =>
      ((await put(...args)) as Refusal).errors?.map(({ path }) => path);
    expect(await flaws('workstation', 'spy', { phone: { endpoint: 'PJSIP/b1' } })).to.deep.equal([
      '/tenants/acme/workstations/spy/phone',
    ]);
    expect(await flaws('workstation', 'twice', { phone: { endpoint: 'PJSIP/a1' } })).to.deep.equal([
      '/tenants/acme/workstations/twice/phone',
    ]);
    expect(await flaws('agent', 'dora', { ...dora, queues: { other: {} } })).to.deep.equal([
      '/tenants/acme/agents/dora/workstation',
      '/tenants/acme/agents/dora/queues/other',
    ]);
    expect(await flaws('agent', 'dora', { name: 'Dora', user: 'Anna' })).to.deep.equal([
      '/tenants/acme/agents/dora/user',
    ]);
    expect(await flaws('agent', 'UPPER', { name: 'U' })).to.deep.equal(['path agent']);
    expect(await remove('queue', 'sales')).to.include({ refused: 'mapping.invalid' });
    expect(await remove('agent', 'nobody')).to.include({ refused: 'resource.not_found' });
  });

  it('are set up by owners of that tenant alone, and by what they have read', async () => {
    for (const by of [house.principal('acme', 'supervisor'), house.principal('acme'), owner('globex')])
      expect(await put('agent', 'dora', { name: 'Dora' }, by)).to.include({ refused: 'auth.forbidden' });
    const { seq } = (await house.world.finish(house.api.agents.get(owner(), 'acme', 'bert'))) as { seq: number };
    expect(await put('agent', 'bert', { name: 'Robert' }, owner(), seq)).to.include({ status: 200 });
    expect(await put('agent', 'bert', { name: 'Bertram' }, owner(), seq)).to.include({ refused: 'resource.changed' });
  });

  it('are guarded against changes of their settings, not against what they do', async () => {
    const seqOf = async () =>
      ((await house.world.finish(house.api.agents.get(owner(), 'acme', 'anna'))) as { seq: number }).seq;
    const anna = { name: 'Anna', workstation: 'desk-1', queues: { sales: {} } };
    // Always on duty: hours that change nothing about the agent of this moment.
    const always = (name: string) => ({
      zone: 'UTC',
      weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' }],
      exceptions: [{ name, date: '2031-01-01', periods: [{ from: '00:00', to: '24:00' }] }],
    });
    await put('agent', 'anna', { ...anna, hours: always('before') });
    const before = await seqOf();
    await floor.ready('anna');
    expect(await seqOf(), 'signed in and ready').to.equal(before);
    const made = (await put('agent', 'anna', { ...anna, hours: always('after') }, owner(), before)) as CommandReply;
    expect(made).to.deep.include({ status: 200, seq: await seqOf() });
    expect(await put('agent', 'anna', anna, owner(), before), 'hours alone have changed').to.deep.equal({
      refused: 'resource.changed',
    });
    const now = await seqOf();
    const both = await Promise.all(
      ['Anna B', 'Anna C'].map((name) => put('agent', 'anna', { ...anna, name }, owner(), now)),
    );
    expect(both.filter((reply) => 'refused' in reply)).to.deep.equal([{ refused: 'resource.changed' }]);
  });

  it('are as many as the tenant may have', async () => {
    const admin: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
    await house.world.finish(house.api.tenants.change(admin, 'acme', { quotas: { agents: 3 } }, '*'));
    expect(await put('agent', 'dora', { name: 'Dora' })).to.include({ refused: 'quota.exceeded' });
    expect(await put('agent', 'bert', { name: 'Robert' })).to.include({ status: 200 });
  });

  it('obey a user for the own agent only, and nobody of another tenant', async () => {
    const made = await house.world.finish(
      house.api.users.create(owner(), 'acme', { login: 'Anna', name: 'Anna', role: 'user' }),
    );
    const user = ((made as { data: { id: string } }).data as { id: string }).id;
    const anna: Principal = { key: 'se_1', actor: `user:${user}`, role: 'user', tenant: 'acme', user };
    const signIn = (agent: string, principal: Principal): Promise<CommandReply> =>
      house.world.finish(
        house.api.commands.execute({ principal, tenant: 'acme', command: 'agent.sign_in', target: agent, body: {} }),
      );
    expect(await signIn('anna', anna)).to.include({ status: 200 });
    expect(await signIn('bert', anna)).to.include({ refused: 'auth.forbidden' });
    expect(await signIn('bert', house.principal('globex'))).to.include({ refused: 'auth.forbidden' });
    expect(await signIn('bert', { ...house.principal('acme'), venues: ['sales'] })).to.include({
      refused: 'auth.forbidden',
    });
    expect(await signIn('bert', house.principal('acme', 'supervisor'))).to.include({ status: 200 });
    expect(floor.agent('anna', 'globex').state).to.equal('loggedOff');
    const offers = (principal: Principal) =>
      house.world.finish(house.api.offers.list(principal, 'acme', { limit: 10, state: 'live' }));
    house.sim.phone('PJSIP/a2', {});
    await floor.command('bert', 'set_state', { state: 'ready' });
    house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003' });
    await house.world.waitFor(() => floor.is('bert') === 'ready offered');
    expect(((await offers(anna)) as Page).items).to.deep.equal([]);
    expect(((await offers(house.principal('acme', 'supervisor'))) as Page).items).to.have.lengthOf(1);
    expect(await offers(house.principal('globex'))).to.include({ refused: 'auth.forbidden' });
  });
});
