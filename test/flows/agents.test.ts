/** Agents sign in at workstations and get those who wait (design §2, §6): the way of an entry to an agent and back. */
import { expect } from 'chai';
import type { Agent } from '../../src/core/agent';
import type { Offer } from '../../src/core/offer';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';

const NUMBERS = ['+493023125701', '+493023125702', '+493023125703'] as const;

describe('agents', () => {
  let house: House;
  let floor: Floor;
  const complaints: string[] = [];
  let feed: Listener;

  beforeEach(async () => {
    house = await new House({ mapping: withAgents(), complained: (what) => complaints.push(what) }).up();
    floor = new Floor(house);
    feed = house.listen('acme');
  });

  afterEach(async () => {
    await house.end();
    expect(complaints.splice(0)).to.deep.equal([]);
  });

  const call = (n: number, dnis = '1003') =>
    house.sim.call({ routingPoint: 'main', ani: NUMBERS[n] as string, dnis, endpoint: 'PJSIP/carrier' });

  it('get who waits: offered, answered, connected, wrapped up, ready again', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    expect(await floor.ready('anna')).to.deep.include({ status: 200, data: { agent: 'anna' } });
    const caller = call(0);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    expect(floor.is('anna')).to.equal('ready offered');
    expect(phone.last?.shown?.from.number).to.equal(NUMBERS[0]);
    await house.world.waitFor(() => /music/.test(caller.hears), 200);
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    expect(floor.is('anna')).to.equal('ready busy');
    await house.world.waitFor(() => floor.entries()[0]?.state === 'served');
    expect(floor.entries()[0]).to.include({ reason: 'connected' });
    expect(floor.offers()[0]).to.include({ state: 'accepted', agent: 'anna', workstation: 'desk-1', queue: 'sales' });
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    await house.world.waitFor(() => feed.of('agent.state_changed').length === 4, 10_500);
    expect(floor.is('anna')).to.equal('ready idle');
    const types = feed.types.filter((type) => /^(agent|offer|queue)/.test(type));
    expect(types).to.deep.equal([
      'agent.logged_on',
      'queue.joined',
      'offer.created',
      'queue.dequeued',
      'agent.state_changed',
      'offer.accepted',
      'agent.state_changed',
      'queue.left',
      'agent.state_changed',
      'agent.state_changed',
    ]);
    const told = feed.of('agent.state_changed').map(({ data }) => (data as Agent).voice.state);
    expect(told).to.deep.equal(['offered', 'busy', 'wrapUp', 'idle']);
    const { transactionid, data } = feed.of('offer.created')[0] ?? {};
    expect(transactionid).to.equal((data as Offer).transaction);
  });

  it('get callers who came before them, in order, the one who is idle longest first', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    const first = call(0);
    await house.world.waitFor(() => floor.entries().length === 1);
    const second = call(1);
    await house.world.waitFor(() => floor.entries().length === 2);
    await floor.ready('bert');
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a2');
    await floor.ready('anna');
    await house.world.waitFor(() => second.hearsWhom.join() === 'PJSIP/a1');
    first.hangup();
    await house.world.waitFor(() => floor.is('bert') === 'ready idle');
    second.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    const third = call(2);
    await house.world.waitFor(() => third.hearsWhom.join() === 'PJSIP/a2');
    third.hangup();
  });

  it('serve a venue whose application is a queue', async () => {
    house.sim.phone('PJSIP/a3', { answerAfterMs: 500 });
    const caller = call(0, '1005');
    await floor.ready('carla', 'desk-3');
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a3');
    caller.hangup();
    await house.world.waitFor(() => floor.is('carla') === 'ready idle');
    expect(feed.of('agent.state_changed').map(({ data }) => (data as Agent).voice.state)).not.to.include('wrapUp');
  });

  it('get nobody while they are not ready, and are told what they are not', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    expect(await floor.command('anna', 'set_state', { state: 'ready' })).to.include({ refused: 'agent.logged_off' });
    expect(await floor.command('carla', 'sign_in')).to.include({ refused: 'agent.no_workstation' });
    expect(await floor.command('carla', 'sign_in', { workstation: 'desk-7' })).to.include({
      refused: 'workstation.not_found',
    });
    expect(await floor.command('dora', 'sign_in')).to.include({ refused: 'agent.not_found' });
    await floor.command('anna', 'sign_in');
    expect(await floor.command('carla', 'sign_in', { workstation: 'desk-1' })).to.include({
      refused: 'workstation.taken',
    });
    expect(floor.agent('anna')).to.include({ state: 'notReady', reason: 'signedIn', workstation: 'desk-1' });
    const caller = call(0);
    await house.world.waitFor(() => /music/.test(caller.hears));
    await house.world.advance(5_000);
    expect(floor.offers()).to.deep.equal([]);
    await floor.command('anna', 'set_state', { state: 'ready' });
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    caller.hangup();
  });
});
