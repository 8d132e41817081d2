/** Offers that are not taken: the entry keeps its place, and the agent is as busy as the phone (design §6). */
import { expect } from 'chai';
import type { Principal } from '../../src/services/api';
import type { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const NUMBERS = ['+493023125701', '+493023125702', '+493023125703'] as const;

describe('an offer', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;
  let complaints: readonly string[];

  beforeEach(async () => {
    ({ house, floor, feed, complaints } = await openFloor());
  });

  afterEach(async () => {
    await house.end();
    expect(complaints).to.deep.equal([]);
  });

  const call = (n: number, dnis = '1003') =>
    house.sim.call({ routingPoint: 'main', ani: NUMBERS[n] as string, dnis, endpoint: 'PJSIP/carrier' });

  it('that is declined goes to the next agent at once; the caller keeps the place', async () => {
    house.sim.phone('PJSIP/a1', { declineAfterMs: 1_000 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await floor.ready('anna');
    await house.world.advance(10);
    await floor.ready('bert');
    const caller = call(0);
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a2');
    expect(floor.offers().map(({ agent, state, reason }) => [agent, state, reason])).to.deep.equal([
      ['anna', 'declined', 'declined'],
      ['bert', 'accepted', undefined],
    ]);
    await house.world.waitFor(() => floor.entries()[0]?.state === 'served');
    expect(floor.entries()).to.have.lengthOf(1);
    expect(floor.entries()[0]).to.include({ returns: 1 });
    expect(floor.is('anna')).to.equal('ready idle');
    caller.hangup();
  });

  it('that nobody answers expires; the agent who does it again is not ready until it says so', async () => {
    const phone = house.sim.phone('PJSIP/a1', {});
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => feed.of('offer.expired')[0], 22_000);
    expect(floor.agent('anna')).to.include({ state: 'ready', unanswered: 1 });
    await house.world.waitFor(() => feed.of('offer.expired')[1], 40_000);
    expect(floor.agent('anna')).to.include({ state: 'notReady', reason: 'noAnswer' });
    expect(phone.calls).to.have.lengthOf(2);
    await house.world.advance(60_000);
    expect([phone.calls.length, floor.entries()[0]?.state]).to.deep.equal([2, 'waiting']);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.command('anna', 'set_state', { state: 'ready' });
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    expect(floor.agent('anna').unanswered).to.equal(0);
    caller.hangup();
  });

  it('to a phone that cannot be reached counts like one that was not answered', async () => {
    house.sim.phone('PJSIP/a1', { refuses: 'congestion' });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => floor.agent('anna').state === 'notReady');
    expect(floor.agent('anna').reason).to.equal('congestion');
    caller.hangup();
  });

  it('that we could not dial is no fault of the agent, who is asked again when it can be', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await house.world.finish(house.api.tenants.change(ADMIN, 'acme', { quotas: { dialsPerMinute: 1 } }, '*'));
    await floor.ready('anna');
    const first = call(0);
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
    first.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    const second = call(1);
    await house.world.waitFor(() => feed.of('offer.expired').length >= 2, 30_000);
    expect(floor.agent('anna')).to.include({ state: 'ready', unanswered: 0 });
    expect([phone.calls.length, feed.of('offer.created').length]).to.deep.equal([1, 3]);
    await house.world.waitFor(() => second.hearsWhom.join() === 'PJSIP/a1', 60_000);
    second.hangup();
  });

  it('is none any more where no phone can be dialled for the entry: its call goes on, and the agents get the next one', async () => {
    for (const phone of ['PJSIP/a1', 'PJSIP/a2']) house.sim.phone(phone, { malformed: true });
    await floor.ready('anna');
    await house.world.advance(10);
    await floor.ready('bert');
    const caller = call(0);
    await house.world.waitFor(() => floor.entries()[0]?.state === 'left', 30_000);
    expect(floor.entries()[0]).to.include({ reason: 'failed', returns: 1 });
    expect(feed.of('offer.created')).to.have.lengthOf(2);
    expect(floor.offers().map(({ state, reason }) => [state, reason])).to.deep.equal([
      ['expired', 'refused'],
      ['expired', 'refused'],
    ]);
    await house.world.waitFor(() => caller.state === 'gone');
    for (const agent of ['anna', 'bert']) expect(floor.agent(agent)).to.include({ state: 'ready', unanswered: 0 });
    for (const phone of ['PJSIP/a1', 'PJSIP/a2']) house.sim.phone(phone, { answerAfterMs: 500 });
    const second = call(1);
    await house.world.waitFor(() => second.hearsWhom.length === 1, 10_000);
    second.hangup();
  });

  it('goes on where a phone rang in between, and ends for the one agent there is after three', async () => {
    house.sim.phone('PJSIP/a1', { malformed: true });
    const bert = house.sim.phone('PJSIP/a2', { declineAfterMs: 500 });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => feed.of('offer.expired').length === 2, 30_000);
    await floor.ready('bert');
    await house.world.waitFor(() => bert.calls.length === 1, 10_000);
    await floor.command('bert', 'sign_off');
    await house.world.waitFor(() => feed.of('offer.expired').length === 4, 30_000);
    expect(floor.entries()[0]).to.include({ state: 'waiting' });
    await house.world.waitFor(() => floor.entries()[0]?.state === 'left', 30_000);
    await house.world.waitFor(() => caller.state === 'gone' && feed.of('offer.expired').length > 4);
    expect(feed.of('offer.expired')).to.have.lengthOf(5);
  });

  it('is withdrawn when the caller hangs up: the phone shows no missed call, and the agent no fault', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 5_000 });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    const { idleSince } = floor.agent('anna');
    caller.hangup();
    await house.world.waitFor(() => feed.of('offer.withdrawn')[0]);
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    expect(phone.last?.end?.cause).to.equal('answeredElsewhere');
    expect(floor.offers()[0]).to.include({ state: 'withdrawn', reason: 'abandoned' });
    expect(floor.agent('anna')).to.include({ unanswered: 0, idleSince });
  });

  it('ends in wrap-up when the agent hangs up first, and when the customer does', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500, hangupAfterMs: 5_000 });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    await house.world.waitFor(() => caller.state === 'gone');
    expect(phone.last?.state).to.equal('gone');
  });

  it('is made to nobody who is on another call, whoever began it', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const sent = { to: { endpoint: 'PJSIP/a1' }, venue: 'echo', treatments: [{ do: 'hold', maxSeconds: 20 }] };
    await house.command('acme', 'call.originate', undefined, sent);
    await house.world.waitFor(() => floor.is('anna') === 'ready busy');
    const caller = call(0);
    await house.world.advance(5_000);
    expect([phone.calls.length, floor.offers().length]).to.deep.equal([1, 0]);
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    expect(floor.offers()).to.have.lengthOf(1);
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    const own = house.sim.call({ routingPoint: 'main', ani: 'a1', dnis: '1001', endpoint: 'PJSIP/a1' });
    await house.world.waitFor(() => floor.is('anna') === 'ready busy');
    own.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    await house.world.waitFor(() => floor.is('anna') === 'ready idle', 11_000);
  });

  it('leads to wrap-up also when a program took the caller out of the queue for the agent’s phone', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.command('anna', 'sign_in');
    const caller = call(0);
    await house.world.waitFor(() => /music/.test(caller.hears));
    await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => floor.is('anna') === 'notReady busy');
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'notReady wrapUp');
  });

  it('and a talk keep a state that is asked for meanwhile as the next one', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => floor.is('anna') === 'ready offered');
    await floor.command('anna', 'set_state', { state: 'notReady', reason: 'lunch' });
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    expect(floor.agent('anna')).to.deep.include({ state: 'ready', next: { state: 'notReady', reason: 'lunch' } });
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    await house.world.waitFor(() => floor.is('anna') === 'notReady idle', 11_000);
    expect(floor.agent('anna')).to.include({ reason: 'lunch' }).and.not.have.property('next');
  });

  it('leaves an agent who signs off in a talk in it, and then signed off', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    await floor.command('anna', 'sign_off');
    expect(floor.is('anna')).to.equal('ready busy');
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    await floor.command('anna', 'sign_off');
    expect(floor.is('anna')).to.equal('loggedOff idle');
    expect(floor.agent('anna')).not.to.have.property('workstation');
  });
});
