/** A link that is lost and comes back leaves nobody on a line that no call knows (design §5, §11). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

describe('a lost link', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
    await house.live();
  });

  afterEach(async () => {
    await house.stop();
    expect(house.defects).to.deep.equal([]);
  });

  it('leaves nobody on the line who answered after being given up', async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 1000 });
    house.sim.phone('PJSIP/a9', {});
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    const treatments = [
      { do: 'connect', to: { endpoint: 'PJSIP/a1' }, ringSeconds: 2 },
      { do: 'hold', maxSeconds: 60 },
    ];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    house.sim.cutLink();
    const failed = await house.world.waitFor(() => program.of('call.route_failed')[0]);
    expect((failed.data as Call).failure?.reason).to.equal('lost');
    expect(phone.last?.state).to.equal('up');
    house.sim.restoreLink();
    await house.live();
    await house.world.advance(1_000);
    expect([phone.last?.state, person.state]).to.deep.equal(['gone', 'waiting']);
    person.hangup();
    await house.world.advance(1_000);
  });
});
