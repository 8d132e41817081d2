/** Slots are shown with the places that are left, and one is kept for a customer who is asked whether it suits. */
import { expect } from 'chai';
import type { Refusal } from '../../src/core/errors';
import type { SlotHold } from '../../src/core/slotHold';
import type { FreeSlots } from '../../src/services/callbackApi';
import { CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const daily = (from: string, to: string) => [{ days: DAYS, from, to }];
const WHEN = '2026-01-05T12:00:00Z';
const number = (n: number) => `+4930231257${String(n).padStart(2, '0')}`;

describe('slots of callbacks', () => {
  let house: CallbackHouse;
  const open = async (callback: object = {}, queue: object = {}) => {
    house = await CallbackHouse.open({ callback: { slots: { capacity: 2, minutes: 60 }, ...callback }, queue });
  };
  const hold = (body: object = {}, id?: string, tenant = 'acme') => {
    const wanted = { queue: 'sales', to: { number: CUSTOMER }, when: WHEN, ...body };
    return house.command(tenant, 'callback.hold_slot', undefined, wanted, undefined, id);
  };
  const held = async (body: object = {}): Promise<string> => {
    const reply = await hold(body);
    if ('refused' in reply) throw new Error(JSON.stringify(reply));
    return (reply.data as { hold: string }).hold;
  };
  const slots = async (query: object = {}): Promise<FreeSlots | Refusal> =>
    house.world.finish(
      house.api.callbacks.slots(house.principal('acme'), 'acme', { queue: 'sales', days: 1, ...query }),
    );
  const left = async (query: object = {}) => {
    const found = await slots(query);
    return 'refused' in found ? found.refused : Object.fromEntries(found.slots.map((one) => [one.local, one.left]));
  };

  afterEach(() => house.end());

  it('are those that can be promised, with what is neither booked nor kept', async () => {
    const hours = { zone: 'Europe/Berlin', weekly: daily('11:00', '15:00') };
    await open({ windows: daily('12:00', '20:00') }, { hours });
    await house.request({ when: WHEN });
    await held({ to: { number: OTHER } });
    await held({ to: { number: THIRD }, when: '2026-01-05T14:00' });
    const day = (hour: number) => `2026-01-05T${hour}:00`;
    expect(await left({ from: '2026-01-05T00:00' })).to.deep.equal({
      ...{ [day(11)]: 2, [day(12)]: 2, [day(13)]: 0, [day(14)]: 1 },
    });
    // Whoever lives in London is called an hour later.
    const there = { from: '2026-01-05T00:00', number: '+493023125799', zone: 'Europe/London' };
    expect(Object.keys((await left(there)) as object)).to.deep.equal([day(13), day(14)]);
    const found = (await slots({ days: 7 })) as FreeSlots;
    expect(found).to.include({ queue: 'sales', zone: 'Europe/Berlin' });
    expect(found.slots[0]).to.deep.equal({
      ...{ from: '2026-01-05T10:00:00.000Z', until: '2026-01-05T11:00:00.000Z', local: day(11), left: 2 },
    });
    expect(found.slots).to.have.lengthOf(28);
  });

  it('are refused where a request would be, and are told in parts', async () => {
    await open({ blocked: ['+49302312579'], slots: { minutes: 5, daysAhead: 30 } });
    expect(await left({ number: number(99) })).to.equal('callback.blocked');
    expect(await left({ number: '110' })).to.equal('destination.refused');
    expect(await left({ queue: 'nobody' })).to.equal('queue.not_found');
    const first = (await slots({ days: 3 })) as FreeSlots;
    const second = (await slots({ days: 3, from: first.next })) as FreeSlots;
    expect([first.slots.length, first.next]).to.deep.equal([500, second.slots[0]?.from]);
    await house.end();
    await open({ accept: false });
    expect(await left()).to.equal('callback.not_accepted');
  });

  it('are kept for a while and free again by themselves, over a crash', async () => {
    await open({ slots: { capacity: 1, holdSeconds: 120 } });
    const first = await hold();
    const { until } = (first as unknown as { data: { until: string } }).data;
    expect(Date.parse(until) - house.world.clock.now()).to.be.within(119_000, 120_000);
    expect(await hold({ to: { number: OTHER } })).to.include({ refused: 'callback.slot_full' });
    expect(await house.ask({ to: { number: OTHER }, when: WHEN })).to.include({ refused: 'callback.slot_full' });
    house.crash();
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    expect(await house.ask({ to: { number: OTHER }, when: WHEN })).to.include({ refused: 'callback.slot_full' });
    expect(await house.event<SlotHold>('callback.slot_released')).to.include({ queue: 'sales' });
    expect(await house.ask({ to: { number: OTHER }, when: WHEN })).to.include({ status: 201 });
  });

  it('are taken by the request that names the hold, once and in time', async () => {
    await open({ slots: { capacity: 1 } });
    const local = { when: '2026-01-05T13:00', zone: 'Europe/Berlin' };
    const id = await held(local);
    expect(await house.ask({ hold: id, when: WHEN })).to.include({ refused: 'request.invalid' });
    const { callback } = await house.request({ hold: id });
    expect(await house.callback(callback)).to.deep.include({
      ...{ state: 'scheduled', promisedAt: '2026-01-05T12:00:00.000Z', zone: 'Europe/Berlin' },
      promisedLocal: { time: '2026-01-05T13:00', zone: 'Europe/Berlin' },
    });
    expect(await house.event<SlotHold>('callback.slot_taken')).to.include({ id, callback });
    expect(await house.ask({ hold: id, to: { number: OTHER } })).to.include({ refused: 'callback.hold_over' });
    const late = await held({ when: '2026-01-05T14:00:00Z' });
    expect(await house.ask({ hold: late }, 'globex')).to.include({ refused: 'callback.hold_over' });
    await house.event('callback.slot_released');
    expect(await house.ask({ hold: late, to: { number: OTHER } })).to.include({ refused: 'callback.hold_over' });
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('are kept one for a customer: who asks for another one gives the first one up', async () => {
    await open({ slots: { capacity: 1 }, maxPending: 2 });
    const first = await held();
    const again = await held();
    const other = await held({ when: '2026-01-05T14:00:00Z' });
    expect(house.feed.of('callback.slot_released').map(({ data }) => (data as SlotHold).id)).to.deep.equal([
      first,
      again,
    ]);
    expect(await left()).to.include({ '2026-01-05T12:00': 1, '2026-01-05T14:00': 0 });
    expect(await hold({ to: { number: OTHER } })).to.include({ status: 200 });
    expect(await house.ask({ hold: first })).to.include({ refused: 'callback.hold_over' });
    expect(await house.ask({ hold: other })).to.include({ status: 201 });
  });

  it('are kept for the number that they were asked for', async () => {
    await open();
    const id = await held();
    expect(await house.ask({ hold: id, to: { number: OTHER } })).to.deep.equal({
      ...{ refused: 'callback.hold_over', detail: 'it is kept for another number' },
    });
    expect(await house.ask({ hold: id, to: { number: '030 23125-701' } })).to.include({ status: 201 });
  });

  it('are never overbooked, by a hundred holds and requests at once; the same request again has the same answer', async () => {
    await open({ slots: { capacity: 7 }, maxPending: 1_000 });
    const all = Array.from({ length: 100 }, (_, n) => ({ to: { number: number(n) }, when: WHEN }));
    const replies = await Promise.all(all.map((body, n) => (n % 2 ? house.ask(body) : hold(body, `h${n}`))));
    expect(replies.filter((reply) => 'status' in reply)).to.have.lengthOf(7);
    expect(await hold(all[0], 'h0')).to.deep.equal(replies[0]);
    const taken = replies.map((one) => ('data' in one ? (one.data as { hold?: string }).hold : undefined));
    for (const [n, one] of taken.entries())
      if (one) expect(await house.ask({ to: { number: number(n) }, hold: one })).to.include({ status: 201 });
    expect((await house.listed()).map(({ slot }) => slot)).to.deep.equal(Array(7).fill('2026-01-05T12:00:00.000Z'));
  });

  it('count as pending: a queue keeps no more of them than it takes callbacks', async () => {
    await open({ slots: { capacity: 100 }, maxPending: 2 });
    const id = await held();
    await house.request({ to: { number: OTHER } });
    expect(await hold({ to: { number: THIRD } })).to.include({ refused: 'callback.too_many' });
    expect(await house.ask({ hold: id })).to.include({ status: 201 });
  });
});
