/** A second request for a number replaces the first one: whatever that takes up is free, and whoever rings for it is let go. */
import { expect } from 'chai';
import type { Offer } from '../../src/core/offer';
import { CallbackHouse, CUSTOMER, OTHER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

describe('a callback that is replaced', () => {
  let house: CallbackHouse;
  let floor: Floor;
  const when = '2026-01-05T12:00:00Z';
  const open = async (callback: object, rest: object = withDesks) => {
    const own = { duplicates: 'replace', ...callback };
    house = await CallbackHouse.open({ callback: own, queue: { wrapUpSeconds: 30 }, rest });
    floor = new Floor(house);
  };
  const replaced = async (before: string, after: string) => {
    const over = { id: before, state: 'cancelled', outcome: 'replaced', successor: after };
    expect(await house.event('callback.cancelled')).to.include(over);
  };

  afterEach(() => house.end());

  it('lets the agent go at once who is asked for it', async () => {
    await open({ mode: 'agentFirst', minDelaySeconds: 0 });
    const desk = house.sim.phone('PJSIP/a1', {});
    await floor.ready('anna');
    const before = await house.request();
    await house.world.waitFor(() => desk.last?.state === 'ringing');
    const after = await house.request({ when });
    await replaced(before.callback, after.callback);
    await house.world.waitFor(() => desk.last?.state === 'gone', 2_000);
    expect(desk.last?.end?.cause).to.equal('answeredElsewhere');
    expect(await house.event<Offer>('offer.withdrawn')).to.include({ agent: 'anna' });
    await house.world.waitFor(() => floor.is('anna') === 'ready idle', 2_000);
    expect((await house.listed()).map(({ id }) => id)).to.deep.equal([after.callback]);
  });

  for (const mode of ['agentFirst', 'customerFirst'])
    it(`while its customer rings is hung up, and the other one is dialled when that is over (${mode})`, async () => {
      await open({ mode, minDelaySeconds: 0 });
      const customer = house.phone(CUSTOMER, {});
      house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      await floor.ready('anna');
      const before = await house.request();
      await house.world.waitFor(() => customer.last?.state === 'ringing');
      const after = await house.request();
      await replaced(before.callback, after.callback);
      expect((await house.callback(before.callback)).attempts[0]).to.include({ cause: 'withdrawn' });
      await house.world.waitFor(() => customer.calls.length === 2 && customer.last?.state === 'ringing', 60_000);
      expect(customer.calls[0]?.state).to.equal('gone');
      expect(await house.callback(after.callback)).to.include({ state: 'dialing', attempt: 1 });
    });

  it('while its customer is on the line is not', async () => {
    await open({ mode: 'customerFirst', minDelaySeconds: 0, connect: { endpoint: 'PJSIP/a1' } });
    house.phone(CUSTOMER, { answerAfterMs: 500 });
    const before = await house.request();
    await house.event('callback.answered');
    expect(await house.ask({ when })).to.include({ refused: 'callback.too_late' });
    expect(await house.callback(before.callback)).to.include({ state: 'confirming' });
  });

  it('gives the other one its place where the queue takes no more, and nobody else', async () => {
    await open({ maxPending: 1 }, {});
    const before = await house.request();
    const trial = { queue: 'sales', number: CUSTOMER };
    const tried = house.api.callbacks.trial(house.principal('acme', 'supervisor'), 'acme', trial);
    expect(await house.world.finish(tried)).to.include({ taken: true });
    expect(await house.ask({ to: { number: OTHER } })).to.include({ refused: 'callback.too_many' });
    const after = await house.request();
    await replaced(before.callback, after.callback);
    expect(await house.ask({ to: { number: OTHER } })).to.include({ refused: 'callback.too_many' });
  });

  it('gives the other one its place in the slot, but not the one that it gave up to rest', async () => {
    await open({ slots: { capacity: 1 } }, {});
    const before = await house.request({ when });
    const after = await house.request({ when });
    await replaced(before.callback, after.callback);
    expect(await house.ask({ when, to: { number: OTHER } })).to.include({ refused: 'callback.slot_full' });
    expect(await house.change('pause', after.callback)).to.include({ status: 200 });
    await house.request({ when, to: { number: OTHER } });
    expect(await house.ask({ when })).to.include({ refused: 'callback.slot_full' });
    const same = await house.change('reschedule', after.callback, { when });
    expect(same, 'nor is it free to itself').to.include({ refused: 'callback.slot_full' });
  });
});
