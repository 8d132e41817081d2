/** The customer calls in while a callback is pending: the call has its place, as the queue says (design §5.3.7). */
import { expect } from 'chai';
import type { Entry } from '../../src/core/queue';
import { CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';

describe('a customer who calls while a callback is pending', () => {
  let house: CallbackHouse;
  const open = async (callback: object = {}, queue: object = {}) => {
    house = await CallbackHouse.open({ callback: { minDelaySeconds: 0, ...callback }, queue });
  };
  const places = async () => (await house.entries()).map(({ call, callback }) => (call ? 'call' : callback));

  afterEach(() => house.end());

  it('stands where the callback stood, and is not called any more', async () => {
    await open();
    await house.caller(OTHER);
    const { callback: id } = await house.request({ priority: 0 });
    const { arrivedAt } = await house.callback(id);
    await house.caller(THIRD);
    const customer = house.phone(CUSTOMER, {});
    await house.caller(CUSTOMER);
    const merged = await house.event('callback.merged');
    expect(merged).to.include({ id, state: 'merged', outcome: 'merged' });
    const joined = await house.event<Entry>('queue.joined', 4);
    expect(joined).to.include({ call: merged.successor, arrivedAt });
    expect((await house.entries()).map(({ call }) => call === merged.successor)).to.deep.equal([false, true, false]);
    expect(await house.event<Entry>('queue.left')).to.include({ callback: id, reason: 'merged' });
    await house.world.advance(3_600_000);
    expect(customer.calls).to.have.lengthOf(0);
  });

  it('is served beside the callback where the queue keeps both, and where it has an appointment', async () => {
    await open({ inbound: 'keep' });
    await house.caller(OTHER);
    const { callback: id } = await house.request();
    await house.caller(CUSTOMER);
    expect(await places()).to.deep.equal(['call', id, 'call']);
    await house.end();
    await open();
    const { callback: later } = await house.request({ when: '2026-01-06T09:00:00Z' });
    await house.caller(CUSTOMER);
    expect(await house.callback(later)).to.include({ state: 'scheduled' });
  });

  it('is kept out of a full queue by callers alone, and then keeps the callback', async () => {
    await open({}, { maxEntries: 2 });
    await house.caller(OTHER);
    for (const number of [CUSTOMER, '+493023125704', '+493023125705']) await house.request({ to: { number } });
    await house.caller(THIRD);
    expect(await house.entries()).to.have.lengthOf(5);
    const full = house.sim.call({ routingPoint: 'main', ani: CUSTOMER, dnis: '1000', endpoint: 'PJSIP/ta' });
    await house.world.waitFor(() => full.state === 'gone');
    expect(house.feed.of('callback.merged')).to.have.lengthOf(0);
    expect(await house.listed()).to.have.lengthOf(3);
  });
});

describe('a callback that rests', () => {
  let house: CallbackHouse;
  const open = async (callback: object = {}) => {
    house = await CallbackHouse.open({
      callback: { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 0, ...callback },
    });
  };
  afterEach(() => house.end());

  it('has no place and is not called, and goes on with the place that it had', async () => {
    await open({ ttlSeconds: 600 });
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request();
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    const { arrivedAt } = await house.callback(id);
    expect(await house.change('pause', id, { seconds: 7_200 })).to.include({ status: 200 });
    await house.world.waitFor(() => customer.last?.state === 'gone');
    expect(await house.entries()).to.deep.equal([]);
    const [parked, ...others] = await house.entries('wait-queue');
    expect(parked).to.include({ callback: id, queue: 'sales', state: 'parked', arrivedAt, position: 1 });
    expect(others).to.deep.equal([]);
    await house.world.advance(3_600_000);
    expect(await house.callback(id), 'the time to live stands still').to.include({ state: 'paused' });
    expect(customer.calls).to.have.lengthOf(1);
    expect(await house.change('resume', id)).to.include({ status: 200 });
    expect(await house.event('callback.resumed')).to.include({ state: 'queued', arrivedAt, entry: parked?.id });
    expect(await house.entries('wait-queue')).to.deep.equal([]);
    await house.event('callback.attempted', 2);
    expect(await house.change('pause', id)).to.include({ status: 200 });
    expect(await house.change('pause', id)).to.include({ refused: 'callback.wrong_state' });
  });

  it('counts the pause as no waiting where the queue says so', async () => {
    await open({ simultaneous: 1, pause: { arrival: 'frozen' } });
    house.phone(OTHER, {});
    await house.request({ to: { number: OTHER } });
    await house.event('callback.attempted');
    const { callback: id } = await house.request();
    const { arrivedAt } = await house.callback(id);
    await house.change('pause', id);
    await house.world.advance(10_000);
    await house.change('resume', id);
    const resumed = await house.event('callback.resumed');
    const [, place] = await house.entries();
    expect(place).to.include({ id: resumed.entry, arrivedAt: resumed.arrivedAt, state: 'waiting' });
    expect(Date.parse(String(resumed.arrivedAt)) - Date.parse(String(arrivedAt))).to.be.within(10_000, 11_000);
  });

  it('gives its slot back, takes it again when it is free, and is in line when it is not', async () => {
    await open({ slots: { capacity: 1 } });
    const when = '2026-01-05T12:00:00Z';
    const { callback: first } = await house.request({ when });
    await house.change('pause', first);
    await house.change('resume', first);
    expect(await house.callback(first)).to.include({ state: 'scheduled', promisedAt: '2026-01-05T12:00:00.000Z' });
    await house.change('pause', first);
    await house.request({ when, to: { number: OTHER } });
    await house.change('resume', first);
    expect(await house.event('callback.resumed', 2)).to.include({ id: first, state: 'queued' });
  });

  it('stands in the wait queue by its arrival, over a crash too, and in that of no other tenant', async () => {
    await open({ simultaneous: 1 });
    house.phone(OTHER, {});
    await house.request({ to: { number: OTHER } });
    await house.event('callback.attempted');
    const { callback: first } = await house.request();
    const { callback: later } = await house.request({ when: '2026-01-05T12:00:00Z', to: { number: '+493023125799' } });
    for (const id of [later, first]) expect(await house.change('pause', id)).to.include({ status: 200 });
    const stood = (await house.entries('wait-queue')).map(({ callback, position }) => [callback, position]);
    expect(stood).to.deep.equal([
      [first, 1],
      [later, 2],
    ]);
    house.crash();
    await house.up();
    expect((await house.entries('wait-queue')).map(({ callback }) => callback)).to.deep.equal([first, later]);
    expect(await house.entries('wait-queue', 'globex')).to.deep.equal([]);
    expect(await house.change('resume', later)).to.include({ status: 200 });
    expect(await house.callback(later))
      .to.include({ state: 'scheduled' })
      .and.not.have.property('entry');
    expect(await house.change('cancel', first)).to.include({ status: 200 });
    expect(await house.entries('wait-queue')).to.deep.equal([]);
  });

  it('is given up, and not called, when the pause ends without a word', async () => {
    await open();
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request({ when: '2026-01-05T23:00:00Z' });
    await house.change('pause', id, { seconds: 60 });
    expect(await house.event('callback.expired')).to.include({ id, outcome: 'expired' });
    await house.world.advance(86_400_000);
    expect(customer.calls).to.have.lengthOf(0);
  });
});
