/** A callback that is over answers the same whether it is in memory still or only stored. */
import { expect } from 'chai';
import { CallbackHouse } from '../support/callbackHouse';

const CHANGES = {
  ...{ reschedule: { when: 'asap' }, pause: {}, resume: {}, set_priority: { priority: 100 } },
  ...{ reassign: { queue: 'sales' }, cancel: {}, complete: {} },
};

describe('a callback that is over', () => {
  let house: CallbackHouse;
  let id: string;

  beforeEach(async () => {
    house = await CallbackHouse.open();
    id = (await house.request()).callback;
    await house.change('cancel', id);
  });
  afterEach(() => house.end());

  const inMemory = () => house.signalbox.partitions.get('acme')?.get('callback', id);
  const why = (tenant = 'acme') =>
    house.world.finish(house.api.callbacks.why(house.principal(tenant), tenant, id)) as Promise<object>;

  const isOver = async () => {
    expect(await why()).to.include({ callback: id, state: 'cancelled', outcome: 'cancelled', reason: 'over' });
    for (const [command, body] of Object.entries(CHANGES))
      expect(await house.change(command, id, body), command).to.include({
        ...{ refused: 'callback.ended', detail: 'it is cancelled' },
      });
  };

  it('says so to why and to every change', async () => {
    expect(inMemory()).to.not.equal(undefined);
    await isOver();
  });

  it('says so when it has left memory, and to nobody else', async () => {
    await house.world.waitFor(() => inMemory() === undefined, 5_000);
    await isOver();
    expect(await why('globex')).to.include({ refused: 'resource.not_found' });
    for (const [command, body] of Object.entries(CHANGES))
      expect(await house.command('globex', `callback.${command}`, id, body), command).to.include({
        refused: 'resource.not_found',
      });
  });
});
