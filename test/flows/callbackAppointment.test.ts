/** Who has an appointment for a callback and calls in before it: the appointment stays, and so does the place in line. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import { arrives, CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';
import { told } from '../support/queueHouse';

describe('a caller with an appointment for a callback', () => {
  let house: CallbackHouse;
  const open = async (rest: object = {}) => {
    house = await CallbackHouse.open({ queue: { keys: { '1': [{ do: 'propose', queue: 'sales' }] } }, rest });
  };
  const asks = (ani: string): Person =>
    house.sim.call({
      ...arrives(ani),
      script: async (person) => {
        await person.hear(/music/);
        await person.press('1');
      },
    });

  afterEach(() => house.end());

  it('who asks by keypad is told that there is one, and waits on in its place', async () => {
    await open();
    const { callback: id } = await house.request({ when: '2026-01-06T09:00:00Z' });
    await house.caller(OTHER);
    const caller = asks(CUSTOMER);
    await house.world.waitFor(() => told(caller).length > 0 && /music/.test(caller.hears), 60_000);
    expect(told(caller)).to.deep.equal(['prompt callback-already']);
    expect((await house.entries()).map(({ state, position }) => [state, position])).to.deep.equal([
      ['waiting', 1],
      ['waiting', 2],
    ]);
    expect(await house.callback(id)).to.include({ state: 'scheduled', promisedAt: '2026-01-06T09:00:00.000Z' });
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('is not in line before its time, and with a priority it is before those who wait then', async () => {
    await open();
    const { callback: first } = await house.request({ when: '2026-01-05T09:30:00Z', priority: 10 });
    const { callback: last } = await house.request({ to: { number: THIRD }, when: '2026-01-05T09:30:00Z' });
    await house.world.run(Date.parse('2026-01-05T09:20:00Z'));
    await house.caller(OTHER);
    expect((await house.entries()).map(({ callback }) => callback)).to.deep.equal([undefined]);
    await house.event('callback.became_due', 2);
    expect((await house.entries()).map(({ callback }) => callback)).to.deep.equal([first, undefined, last]);
  });
});
