/** Nothing is told that could still be lost: reads and digits wait for the store like every event (design §4). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Page } from '../../src/services/api';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

describe('what is not on the disk yet', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });

  afterEach(() => house.end());

  const partition = () => house.signalbox.partitions.get('acme');
  const customer = (dnis: string) => house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis });

  it('is not read, also when it was decided while the read waited', async () => {
    customer('1000');
    await house.world.waitFor(() => partition()?.count('call') === 1);
    const [id = ''] = [...(partition()?.ids('call') ?? [])];
    const read = house.api.queries.calls(house.principal('acme'), 'acme', { limit: 10 });
    const change = house.command('acme', 'call.set_attributes', id, { attributes: { vip: true } });
    const page = (await read) as Page;
    expect((page.items[0] as Call).attributes).to.deep.equal({});
    await change;
  });

  it('is not hinted at by a digit', async () => {
    const listener = house.listen('acme');
    const person = customer('1001');
    house.store.away = true;
    await house.world.waitFor(() => person.hears === 'prompt menu');
    await house.world.finish(person.press('1'));
    await house.world.advance(500);
    expect(listener.events.map(({ type }) => type)).to.deep.equal(['stream.position']);
    house.store.away = false;
    const pressed = await house.world.waitFor(() => listener.of('call.digit_pressed')[0]);
    expect(pressed.data).to.deep.include({ digit: '1', venue: 'menu' });
    expect(listener.types).to.include('call.offered');
  });
});
