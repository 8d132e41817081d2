/** Offers and talks of agents in bad times: crashes, lost links, dead stores, phones that are away; nobody is stuck (design §11). */
import { expect } from 'chai';
import type { Page } from '../../src/services/api';
import type { Floor } from '../support/desks';
import type { House } from '../support/house';
import { openFloor } from '../support/openFloor';

const NUMBERS = ['+493023125701', '+493023125702', '+493023125703'] as const;

describe('an offer in bad times', () => {
  let house: House;
  let floor: Floor;
  let complaints: readonly string[];

  beforeEach(async () => {
    ({ house, floor, complaints } = await openFloor());
  });

  afterEach(async () => {
    await house.end();
    expect(complaints.filter((what) => !/store|checkpoint/.test(what))).to.deep.equal([]);
  });

  const call = (n: number, dnis = '1003') =>
    house.sim.call({ routingPoint: 'main', ani: NUMBERS[n] as string, dnis, endpoint: 'PJSIP/carrier' });
  const restart = async () => {
    house.crash();
    await house.up();
  };

  it('survives a crash while it rings: whoever answers gets the caller', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 6_000 });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    await restart();
    expect(floor.is('anna')).to.equal('ready offered');
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    expect(phone.calls).to.have.lengthOf(1);
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
  });

  it('whose phone stopped ringing while the gateway was away returns; a talk and a wrap-up go on', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const caller = call(0);
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    await restart();
    await house.world.advance(2_000);
    expect([floor.is('anna'), caller.hearsWhom.join()]).to.deep.equal(['ready busy', 'PJSIP/a1']);
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    await house.world.advance(100);
    const { until } = floor.agent('anna').voice;
    await restart();
    expect(floor.agent('anna').voice).to.include({ state: 'wrapUp', until });
    await house.world.waitFor(() => floor.is('anna') === 'ready idle', 10_000);
    house.sim.phone('PJSIP/a1', { declineAfterMs: 1_000 });
    const second = call(1);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    house.crash();
    await house.world.advance(3_000);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await house.up();
    await house.world.waitFor(() => second.hearsWhom.join() === 'PJSIP/a1');
    expect(floor.agent('anna').unanswered).to.equal(0);
    second.hangup();
  });

  it('and a talk that a restart of the PBX ends leave nobody stuck', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    house.sim.phone('PJSIP/a2', {});
    await floor.ready('anna');
    const first = call(0);
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
    await floor.ready('bert');
    call(1);
    await house.world.waitFor(() => floor.is('bert') === 'ready offered');
    house.sim.restart();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    await house.live();
    await house.world.waitFor(() => floor.is('bert') === 'ready idle');
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
    await house.world.waitFor(() => floor.is('anna') === 'ready idle', 11_000);
    expect(floor.agent('bert').unanswered).to.equal(0);
    const third = call(2);
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await house.world.waitFor(() => third.hearsWhom.length === 1);
    third.hangup();
  });

  it('is not made while the link is lost, and made when it is back', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const caller = call(0);
    await house.world.waitFor(() => /music/.test(caller.hears));
    house.sim.cutLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    await floor.ready('anna');
    await house.world.advance(3_000);
    expect(floor.offers()).to.deep.equal([]);
    house.sim.restoreLink();
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    caller.hangup();
  });

  it('is not made while the store is away, and made when it is back', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    house.store.away = true;
    const caller = call(0);
    await house.world.advance(3_000);
    house.store.away = false;
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    caller.hangup();
  });

  it('is made to nobody whose phone is in use by a call that is not ours, and made when that is over', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    house.sim.inUse('PJSIP/a1', true);
    await floor.ready('anna');
    await house.world.advance(100);
    const caller = call(0);
    await house.world.advance(5_000);
    expect(phone.calls).to.deep.equal([]);
    house.sim.inUse('PJSIP/a1', false);
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    caller.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    house.sim.inUse('PJSIP/a1', true);
    house.sim.cutLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    house.sim.restoreLink();
    await house.live();
    const second = call(1);
    await house.world.advance(5_000);
    expect(phone.calls).to.have.lengthOf(1);
    house.sim.inUse('PJSIP/a1', false);
    await house.world.waitFor(() => second.hearsWhom.join() === 'PJSIP/a1');
    second.hangup();
  });

  it('is made to nobody whose phone is not registered, and made when it is', async () => {
    house.sim.phone('PJSIP/a1', { unreachable: true });
    await floor.ready('anna');
    await house.world.advance(100);
    const caller = call(0);
    await house.world.advance(5_000);
    expect(floor.offers()).to.deep.equal([]);
    const reply = await house.world.finish(house.api.agents.workstations(house.principal('acme'), 'acme'));
    expect((reply as Page).items[0]).to.include({ id: 'desk-1', agent: 'anna', device: 'unavailable' });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    caller.hangup();
  });
});
