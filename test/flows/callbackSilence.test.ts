/** Customers who want to be connected and find nobody there: where there are too many, an agent is asked first. */
import { expect } from 'chai';
import type { Script } from '../../connectors/simulator/people';
import type { CallbackFallback } from '../../src/core/callbackFallback';
import { CallbackHouse, CUSTOMER, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

const HOUR_MS = 3_600_000;
/** Presses 1, and hangs up when nobody comes for so long. */
const waits =
  (ms: number): Script =>
  async (person) => {
    await person.hear(/callback-greeting/);
    await person.press('1');
    await person.wait(ms);
    if (person.hearsWhom.length === 0) person.hangup();
  };

describe('customers who find nobody', () => {
  let house: CallbackHouse;
  let floor: Floor;

  const open = async (silentCalls: object) => {
    house = await CallbackHouse.open({
      callback: { mode: 'customerFirst', minDelaySeconds: 0, silentCalls },
      queue: { wrapUpSeconds: 0 },
      rest: withDesks,
    });
    floor = new Floor(house);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
  };
  /** Is dialled because Anna is free, who goes away before it wants to be connected. */
  const findsNobody = async (number: string, ms = 5_000) => {
    const customer = house.phone(number, { answerAfterMs: 3_000, script: waits(ms) });
    const { callback: id } = await house.request({ to: { number } });
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    await floor.command('anna', 'set_state', { state: 'notReady' });
    const failed = house.feed.of('callback.retry_scheduled').length;
    await house.event('callback.retry_scheduled', failed + 1);
    await house.change('cancel', id);
    await floor.command('anna', 'set_state', { state: 'ready' });
  };

  afterEach(() => house.end());

  it('have an agent asked first as soon as there are too many, over a crash, until the window has passed', async () => {
    await open({ percent: 50, leastCalls: 1, windowHours: 1 });
    await findsNobody(CUSTOMER);
    expect(await house.event<CallbackFallback>('callback.fell_back')).to.deep.include({
      ...{ queue: 'sales', active: true, wanted: 1, silent: 1 },
    });
    house.crash();
    await house.up();
    house.feed = house.listen('acme');
    const next = house.phone(OTHER, { answerAfterMs: 1_000, script: waits(5_000) });
    await house.request({ to: { number: OTHER } });
    await house.event('callback.reserved');
    await house.world.waitFor(() => next.last?.hearsWhom.length === 1, 60_000);
    await house.world.advance(20_000);
    next.last?.hangup();
    await house.world.advance(2 * HOUR_MS);
    await house.event('callback.fallback_ended');
    const last = house.phone(THIRD, {});
    const offers = house.feed.of('offer.created').length;
    await house.request({ to: { number: THIRD } });
    await house.world.waitFor(() => last.last?.state === 'ringing', 60_000);
    expect(house.feed.of('offer.created'), 'the customer is first again').to.have.lengthOf(offers);
  });

  it('are not too many below the least number of calls, nor when they are served or hang up at once', async () => {
    await open({ percent: 50, leastCalls: 3 });
    await findsNobody(CUSTOMER);
    await findsNobody(CUSTOMER, 1_000);
    const served = house.phone(OTHER, { answerAfterMs: 1_000, script: waits(5_000) });
    await house.request({ to: { number: OTHER } });
    await house.world.waitFor(() => served.last?.hearsWhom.length === 1);
    await house.world.advance(1_000);
    expect(house.feed.of('callback.fell_back')).to.have.lengthOf(0);
    const [from, to] = [-HOUR_MS, HOUR_MS].map((ms) => new Date(house.clock.now() + ms).toISOString());
    const asked = { from: from as string, to: to as string, interval: '1h' } as const;
    const report = await house.world.finish(
      house.api.reports.callbacks(house.principal('acme', 'supervisor'), 'acme', asked),
    );
    expect('refused' in report ? report : report.totals[0]).to.include({ wanted: 3, silent: 1 });
  });
});
