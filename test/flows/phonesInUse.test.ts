/** Nobody is rung while talking: whoever signs in, or gets a phone, has what is going on there (design §5.2, §6). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { type Floor, withAgents } from '../support/desks';
import type { House } from '../support/house';
import { openFloor } from '../support/openFloor';

describe('an agent whose phone is in use', () => {
  let house: House;
  let floor: Floor;
  let complaints: readonly string[];

  beforeEach(async () => {
    ({ house, floor, complaints } = await openFloor());
    await house.world.advance(1_000);
  });
  afterEach(async () => {
    await house.stop();
    expect([house.defects, complaints]).to.deep.equal([[], []]);
  });

  let callers = 0;
  const calls = (dnis = '1003') => {
    const ani = `+4930231257${10 + (callers++ % 80)}`;
    return house.sim.call({ routingPoint: 'main', ani, dnis, endpoint: 'PJSIP/carrier' });
  };
  const dequeued = (to: object) => house.command('acme', 'queue.dequeue', 'sales', { to });

  /** Somebody waits now, and is connected when the phone is free. */
  async function nobodyIsOffered(agent: string, over: () => void, reached: string): Promise<void> {
    expect(floor.is(agent)).to.equal('ready busy');
    const waits = calls();
    await house.world.advance(6_000);
    expect(floor.offers()).to.deep.equal([]);
    over();
    await house.world.waitFor(() => waits.hearsWhom.join() === reached, 20_000);
    waits.hangup();
    await house.world.waitFor(() => floor.is(agent) === 'ready wrapUp');
  }

  for (const direction of ['in', 'out'] as const)
    it(`by a call outside venues that began before it signed in (${direction}) is busy until that is over`, async () => {
      house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      const outside = house.sim.phoneCall('PJSIP/a1', direction, '22');
      outside.answer();
      await house.world.advance(2_000);
      const feed = house.listen('acme');
      await floor.ready('anna');
      const told = feed.events.filter(({ type }) => type.startsWith('call.'));
      expect(told.map(({ type }) => type)).to.deep.equal(['call.progressed']);
      const { id, parties } = told.map(({ data }) => data as Call)[0] as Call;
      expect(parties.map(({ agent }) => agent).filter(Boolean)).to.deep.equal(['anna']);
      expect(floor.agent('anna').voice).to.include({ call: id });
      await nobodyIsOffered('anna', () => outside.end(), 'PJSIP/a1');
    });

  it('by a call of the gateway that began before it signed in is busy until that is over', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const first = calls();
    await house.world.waitFor(() => floor.entries().length === 1);
    await dequeued({ endpoint: 'PJSIP/a1' });
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
    await floor.ready('anna');
    house.crash();
    await house.up();
    await nobodyIsOffered('anna', () => first.hangup(), 'PJSIP/a1');
  });

  it('that is rung when it signs in is busy, too', async () => {
    house.sim.phone('PJSIP/a1', {});
    const first = calls();
    await house.world.waitFor(() => floor.entries().length === 1);
    await dequeued({ endpoint: 'PJSIP/a1' });
    await house.world.waitFor(() => house.sim.phone('PJSIP/a1', {}).last?.state === 'ringing');
    await floor.ready('anna');
    expect(floor.is('anna')).to.equal('ready busy');
    first.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
  });

  it('because its desk got one that is talking is busy until that is over', async () => {
    house.sim.phone('PJSIP/a9', { answerAfterMs: 500 });
    await floor.ready('anna');
    const outside = house.sim.phoneCall('PJSIP/a9', 'in', '22');
    outside.answer();
    await house.world.advance(2_000);
    const mapping = withAgents();
    const desk = { 'desk-1': { phone: { endpoint: 'PJSIP/a9' } } };
    Object.assign(mapping.tenants.acme, { workstations: desk });
    Object.assign(mapping.tenants.acme, { agents: { anna: { name: 'Anna', queues: { sales: {} } } } });
    await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system', true));
    await nobodyIsOffered('anna', () => outside.end(), 'PJSIP/a9');
  });

  it('and a number that the gateway reached before it signed in is busy until that is over', async () => {
    const home = 'PJSIP/carrier-493023125550';
    house.sim.phone(home, { answerAfterMs: 500 });
    const first = calls();
    await house.world.waitFor(() => floor.entries().length === 1);
    await dequeued({ number: '+493023125550' });
    await house.world.waitFor(() => first.hearsWhom.join() === home);
    await floor.ready('anna', 'home');
    await nobodyIsOffered('anna', () => first.hangup(), home);
  });

  it('and a number from which somebody called is busy until that is over, whenever it signs in', async () => {
    house.sim.phone('PJSIP/carrier-493023125550', { answerAfterMs: 500 });
    const own = () =>
      house.sim.call({ routingPoint: 'main', ani: '+493023125550', dnis: '1001', endpoint: 'PJSIP/carrier' });
    const before = own();
    await house.world.advance(1_000);
    await floor.ready('anna', 'home');
    expect(floor.is('anna')).to.equal('ready busy');
    before.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    const after = own();
    await house.world.waitFor(() => floor.is('anna') === 'ready busy');
    await nobodyIsOffered('anna', () => after.hangup(), 'PJSIP/carrier-493023125550');
  });

  it('is offered nothing before the PBX has said how its phone is', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const waits = calls();
    await house.world.waitFor(() => floor.entries().length === 1);
    house.sim.faults.lostCommand = 1;
    await floor.ready('anna');
    await house.world.advance(3_000);
    expect([floor.is('anna'), floor.offers()]).to.deep.equal(['ready idle', []]);
    house.sim.faults.lostCommand = 0;
    await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a1', 10_000);
    expect(phone.calls).to.have.lengthOf(1);
    waits.hangup();
  });
});
