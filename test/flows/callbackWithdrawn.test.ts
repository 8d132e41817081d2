/** A callback is changed while its customer rings: what rings is hung up, and the dial ends with a cause that reports count. */
import { expect } from 'chai';
import { CallbackHouse, CUSTOMER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

const LATER = '2026-01-05T12:00:00Z';

for (const mode of ['customerFirst', 'agentFirst'])
  describe(`a callback whose customer rings (${mode})`, () => {
    let house: CallbackHouse;
    let floor: Floor;
    let id: string;

    const open = async (callback: object = {}) => {
      const own = { mode, minDelaySeconds: 0, retry: { maxAttempts: 2 }, ...callback };
      house = await CallbackHouse.open({ callback: own, queue: { wrapUpSeconds: 0 }, rest: withDesks });
      floor = new Floor(house);
      house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      await floor.ready('anna');
    };
    const rings = async () => {
      const customer = house.phone(CUSTOMER, {});
      ({ callback: id } = await house.request());
      await house.world.waitFor(() => customer.last?.state === 'ringing');
      return customer;
    };
    afterEach(() => house.end());

    for (const [command, body, state, event] of [
      ['cancel', {}, 'cancelled', 'cancelled'],
      ['complete', {}, 'completed', 'completed'],
      ['pause', {}, 'paused', 'paused'],
      ['reschedule', { when: LATER }, 'scheduled', 'rescheduled'],
    ] as const)
      it(`by ${command} ends the dial, which is counted and costs no attempt`, async () => {
        await open();
        const customer = await rings();
        expect(await house.change(command, id, body)).to.include({ status: 200 });
        const changed = await house.event(`callback.${event}`);
        expect(changed).to.deep.include({ id, state, attempt: 1, failures: { withdrawn: 1 } });
        const [attempt] = changed.attempts;
        expect(attempt).to.include({ number: 1, cause: 'withdrawn' });
        expect(attempt?.endedAt).to.be.a('string');
        await house.world.waitFor(() => customer.last?.state === 'gone' && floor.is('anna') === 'ready idle');
        await house.world.advance(10_000);
        expect(await house.report()).to.deep.include({ dials: 1, failed: { withdrawn: 1 } });
        expect(customer.calls).to.have.lengthOf(1);
      });

    it('and has another time keeps all its attempts', async () => {
      await open({ retry: { maxAttempts: 2, delaysSeconds: [60] } });
      const customer = await rings();
      expect(await house.change('reschedule', id, { when: LATER })).to.include({ status: 200 });
      await house.world.run(Date.parse(LATER));
      await house.event('callback.failed');
      expect(customer.calls).to.have.lengthOf(3);
      const { failures, attempts } = await house.event('callback.failed');
      expect(failures).to.deep.equal({ withdrawn: 1, noAnswer: 2 });
      expect(attempts.map(({ cause }) => cause)).to.deep.equal(['withdrawn', 'noAnswer', 'noAnswer']);
    });
  });

describe('a callback that rests', () => {
  let house: CallbackHouse;
  afterEach(() => house.end());

  for (const [arrival, later] of [
    ['kept', 0],
    ['frozen', 600_000],
  ] as const)
    it(`is in line at once when it is wanted as soon as possible (arrival ${arrival})`, async () => {
      house = await CallbackHouse.open({
        callback: { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 30, pause: { arrival } },
      });
      const customer = house.phone(CUSTOMER, {});
      const { callback: id } = await house.request();
      const { arrivedAt } = await house.callback(id);
      await house.change('pause', id);
      await house.world.advance(600_000);
      expect(await house.change('reschedule', id, { when: 'asap' })).to.include({ status: 200 });
      const changed = await house.event('callback.rescheduled');
      expect(changed).to.include({ id, state: 'queued' }).and.not.have.any.keys('pausedAt', 'pausedUntil', 'leftMs');
      expect(Date.parse(String(changed.arrivedAt)) - Date.parse(String(arrivedAt))).to.be.within(later, later + 1_000);
      expect(Date.parse(String(changed.expiresAt))).to.be.greaterThan(house.clock.now() + 86_000_000);
      const [place, ...others] = await house.entries();
      expect(place).to.include({ callback: id, arrivedAt: changed.arrivedAt });
      expect([others, await house.entries('wait-queue')]).to.deep.equal([[], []]);
      await house.world.waitFor(() => customer.last?.state === 'ringing');
    });

  it('for a time that is still to come arrives when it is wanted as soon as possible', async () => {
    house = await CallbackHouse.open({ callback: { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 0 } });
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request({ when: LATER });
    await house.change('pause', id);
    await house.world.advance(60_000);
    expect(await house.change('reschedule', id, { when: 'asap' })).to.include({ status: 200 });
    const { arrivedAt, promisedAt } = await house.event('callback.rescheduled');
    expect(Date.parse(String(arrivedAt))).to.be.within(house.clock.now() - 1_000, house.clock.now());
    expect(promisedAt).to.equal(undefined);
    await house.world.waitFor(() => customer.last?.state === 'ringing');
  });
});
