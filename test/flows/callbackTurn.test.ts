/** Customer first, in a queue that agents serve and that is never empty: the turn of a callback comes as that of a caller does. */
import { expect } from 'chai';
import { CallbackHouse, CUSTOMER, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

describe('the turn of a callback whose customer is dialled first', () => {
  let house: CallbackHouse;
  let floor: Floor;

  beforeEach(async () => {
    const callback = { mode: 'customerFirst', minDelaySeconds: 0 };
    house = await CallbackHouse.open({ callback, queue: { wrapUpSeconds: 5 }, rest: withDesks });
    floor = new Floor(house);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
  });
  afterEach(() => house.end());

  it('comes with the agent who is free for it, although others wait behind; who presses 1 is next', async () => {
    const customer = house.phone(CUSTOMER, {
      answerAfterMs: 2_000,
      script: async (person) => {
        await person.hear(/callback-greeting/);
        await person.press('1');
      },
    });
    await floor.ready('anna');
    const first = await house.world.finish(Promise.resolve(house.sim.call({ ...call, ani: OTHER })));
    await house.world.waitFor(() => first.hearsWhom.length === 1);
    const { callback: id } = await house.request();
    const behind = [
      await house.caller(THIRD),
      await house.caller('+493023125704'),
      await house.caller('+493023125705'),
    ];
    await house.world.advance(60_000);
    expect(customer.calls, 'nobody is free').to.have.lengthOf(0);
    first.hangup();
    expect(await house.event('callback.attempted')).to.include({ id });
    await house.world.waitFor(() => behind[0]?.hearsWhom.length === 1);
    await house.event('callback.confirmed');
    expect((await house.entries()).map(({ callback, position }) => [callback, position])).to.deep.equal([
      [id, 1],
      [undefined, 2],
      [undefined, 3],
    ]);
    behind[0]?.hangup();
    await house.world.waitFor(() => customer.last?.hearsWhom.length === 1);
    expect(behind[1]?.hearsWhom).to.deep.equal([]);
  });
});

const call = { routingPoint: 'main', dnis: '1000', endpoint: 'PJSIP/ta' };
