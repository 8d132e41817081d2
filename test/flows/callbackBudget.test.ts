/** So many dials a day, so many requests of a number within a day: by zone, by level, over crashes and restarts. */
import { expect } from 'chai';
import { CallbackHouse, type CallbackHouseOptions, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TO_ALL = (perDay: number) => [{ prefix: '+', perDay }];

describe('the budget of callbacks', () => {
  let house: CallbackHouse;

  const open = async (options: CallbackHouseOptions) => {
    const callback = { minDelaySeconds: 0, simultaneous: 10, retry: { maxAttempts: 1 }, ringSeconds: 5 };
    house = await CallbackHouse.open({ ...options, callback: { ...callback, ...options.callback } });
  };
  const callback = { venue: 'sales', mode: 'customerFirst', minDelaySeconds: 0, retry: { maxAttempts: 1 } };
  /** Acme has a second queue. */
  const two = (sales: object, support: object, callbacks: object = {}) => ({
    rest: {
      queues: { sales: { callback: { ...callback, ...sales } }, support: { callback: { ...callback, ...support } } },
      callbacks,
    },
  });
  const why = (id: string, tenant = 'acme') =>
    house.world.finish(house.api.callbacks.why(house.principal(tenant), tenant, id));
  /** Asks, and is dialled in vain. */
  const dialled = async (number: string, body: object = {}, tenant = 'acme') => {
    const phone = house.phone(number, { declineAfterMs: 500 }, tenant === 'acme' ? 'a' : 'b');
    const { callback: id } = await house.request({ to: { number }, ...body }, tenant);
    await house.world.waitFor(() => phone.calls.length === 1);
    return id;
  };
  const refused = (number: string, body: object = {}, tenant = 'acme') =>
    house.ask({ to: { number }, ...body }, tenant).then((reply) => ('refused' in reply ? reply.refused : 'taken'));

  afterEach(() => house.end());

  it('counts the day of the queue that dials, whatever the date is elsewhere', async () => {
    // In Tokyo it is the day after.
    await open({
      ...two({ zone: 'Europe/Berlin', budget: TO_ALL(1) }, { zone: 'Asia/Tokyo' }),
      startsAt: Date.parse('2026-01-05T17:00:00Z'),
    });
    await dialled(CUSTOMER);
    await dialled(OTHER, { queue: 'support' });
    expect(await refused(THIRD)).to.equal('callback.budget');
    await house.world.advance(6 * HOUR_MS);
    expect(await refused(THIRD), 'the next day in Berlin').to.equal('taken');
  });

  it('of a tenant counts all its queues, and a date of its queue however long that is', async () => {
    // The day on which clocks go back has 25 hours.
    await open({
      ...two({ zone: 'Europe/Berlin' }, { zone: 'Europe/Berlin' }, { budget: TO_ALL(2) }),
      startsAt: Date.parse('2026-10-24T22:05:00Z'),
    });
    await dialled(CUSTOMER);
    await dialled(OTHER, { queue: 'support' });
    await house.world.advance(24 * HOUR_MS + 50 * MINUTE_MS);
    expect(await refused(THIRD)).to.equal('callback.budget');
    await house.world.advance(10 * MINUTE_MS);
    expect(await refused(THIRD)).to.equal('taken');
  });

  it('of a queue counts that queue alone, of the installation all tenants', async () => {
    await open({ ...two({ budget: TO_ALL(1) }, {}), system: { callbacks: { budget: TO_ALL(3) } } });
    await dialled(CUSTOMER, { queue: 'support' });
    await dialled(OTHER);
    expect(await refused(THIRD)).to.equal('callback.budget');
    await dialled(CUSTOMER, {}, 'globex');
    expect(await refused(OTHER, {}, 'globex')).to.equal('callback.budget');
    expect(await refused(THIRD, { queue: 'support' })).to.equal('callback.budget');
  });

  it('holds what is pending until midnight where its queue is', async () => {
    await open({ ...two({ zone: 'Europe/Berlin', minDelaySeconds: 5, budget: TO_ALL(1) }, {}) });
    const first = house.phone(CUSTOMER, { declineAfterMs: 500 });
    const second = house.phone(OTHER, { declineAfterMs: 500 });
    const ids = [await house.request(), await house.request({ to: { number: OTHER } })];
    await house.event('callback.delayed');
    expect([first.calls.length, second.calls.length]).to.deep.equal([1, 0]);
    expect(await why(ids[1]?.callback as string)).to.include({ reason: 'budget', until: '2026-01-05T23:00:00.000Z' });
    await house.world.waitFor(() => second.calls.length === 1, 24 * HOUR_MS);
    expect(new Date(house.clock.now()).toISOString()).to.match(/^2026-01-05T23:00/);
  });

  for (const how of ['a crash', 'a start a while later'] as const)
    it(`counts after ${how} what had ended, of all tenants`, async () => {
      await open({
        callback: { budget: TO_ALL(2), retry: { maxAttempts: 1 }, maxPerNumberPerDay: 2 },
        system: { callbacks: { budget: TO_ALL(3) } },
      });
      await dialled(CUSTOMER);
      await dialled(CUSTOMER, {}, 'globex');
      await dialled(OTHER, {}, 'globex');
      // What has ended leaves memory with a checkpoint.
      if (how !== 'a crash') await house.world.advance(HOUR_MS);
      house.crash();
      await house.up();
      expect(await refused(THIRD, {}, 'globex')).to.equal('callback.budget');
      expect(await refused(THIRD)).to.equal('callback.budget');
    });
});

describe('requests of a number within a day', () => {
  let house: CallbackHouse;

  beforeEach(async () => {
    house = await CallbackHouse.open({ callback: { maxPerNumberPerDay: 2, minDelaySeconds: 3_600 } });
  });
  afterEach(() => house.end());

  const refused = async () => {
    const reply = await house.ask();
    return 'refused' in reply ? reply.refused : 'taken';
  };
  const asksAndCancels = async () => {
    const { callback: id } = await house.request();
    await house.change('cancel', id);
  };

  it('are those of any day, and not of one that begins somewhere', async () => {
    await house.world.advance(23 * HOUR_MS);
    await asksAndCancels();
    await house.world.advance(50 * MINUTE_MS);
    await asksAndCancels();
    expect(await refused()).to.equal('callback.too_often');
    await house.world.advance(12 * MINUTE_MS);
    expect(await refused()).to.equal('callback.too_often');
    await house.world.advance(23 * HOUR_MS - 2 * MINUTE_MS - 10_000);
    expect(await refused()).to.equal('callback.too_often');
    await house.world.advance(10_000);
    expect(await refused(), 'the first is a day ago').to.equal('taken');
  });

  it('are remembered over a restart, also of those that have ended', async () => {
    await asksAndCancels();
    await asksAndCancels();
    await house.world.advance(HOUR_MS);
    house.crash();
    await house.up();
    expect(await refused()).to.equal('callback.too_often');
    expect(await house.ask({ to: { number: OTHER } })).to.not.have.property('refused');
  });
});
