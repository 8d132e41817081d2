import { expect } from 'chai';
import { idOf } from '../../src/core/ids';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

describe('a command about what is not in memory', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });
  afterEach(() => house.end());

  it('is refused, not thrown, when the store cannot say whether it is over', async () => {
    const { get } = house.store;
    house.store.get = () => Promise.reject(new Error('the store is away'));
    const asked = house.command('acme', 'call.clear', idOf('call', house.world.ids.fresh()), {});
    expect(await asked).to.include({ refused: 'store.away' });
    house.store.get = get;
  });
});
