/** Who is given up while being dialled does not ring on, whichever of dial and hang-up reaches the PBX first. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Pbx } from '../../src/ports/pbx';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ACCOUNT = { call: 'c'.repeat(32), tenant: 'acme', role: 'agent' };

describe('a party that is given up', () => {
  let house: House;
  let onDial: () => void;
  let port: Pbx;

  beforeEach(async () => {
    onDial = () => {};
    const line = (pbx: Pbx): Pbx => {
      port = pbx;
      const dial: Pbx['dial'] = (asked) => {
        onDial();
        return pbx.dial(asked);
      };
      return new Proxy(pbx, {
        get: (target, name) => (name === 'dial' ? dial : (Reflect.get(target, name).bind?.(target) ?? target.name)),
      });
    };
    house = await new House({ mapping: twoTenants, line }).up();
  });

  afterEach(() => house.end());

  it('at the moment of dialling is hung up', async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    for (let n = 0; n < 20; n++) {
      const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
      onDial = () => person.hangup();
      const { id } = (await house.world.waitFor(() => program.of('call.offered')[n])).data as Call;
      await house.command('acme', 'call.route', id, { treatments }, program);
      await house.world.waitFor(() => program.of('call.cleared')[n]);
    }
    await house.world.advance(1_000);
    expect(phone.calls.map(({ state }) => state).filter((state) => state !== 'gone')).to.deep.equal([]);
  });

  it('and forgotten is hung up when it shows up', async () => {
    const phone = house.sim.phone('PJSIP/a1', {});
    const party = 'a'.repeat(32);
    const from = { number: '+493023125777' };
    const rest = { from, ringMs: 20_000, maxMs: 60_000, routingPoint: 'main', tags: ACCOUNT };
    await house.world.finish(port.dial({ party, to: 'PJSIP/a1', ...rest }));
    await house.world.advance(1_000);
    expect(phone.last?.end).to.deep.include({ by: 'local' });
  });
});
