/** Who hangs up in a queue and calls again soon has the old place (docs/queues.md). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Entry } from '../../src/core/queue';
import type { CommandReply, Page, Report } from '../../src/services/api';
import type { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

const ANNE = '+493023125701';
const BEN = '+493023125702';

describe('a caller who hangs up and calls again', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  const up = async (sales: object = {}): Promise<void> => {
    const reconnect = { reconnectSeconds: 120 };
    ({ house, floor, feed } = await openFloor({ maxEntries: 2, ...reconnect, ...sales }, ({ tenants: { globex } }) =>
      Object.assign(globex.queues.sales, reconnect),
    ));
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
  };
  afterEach(() => house.end());

  const call = (ani: string, dnis = '1003'): Person =>
    house.sim.call({ routingPoint: 'main', ani, dnis, endpoint: 'PJSIP/carrier' });
  const waiting = async (ani: string, dnis?: string): Promise<Person> => {
    const person = call(ani, dnis);
    await house.world.waitFor(() => /music/.test(person.hears));
    return person;
  };
  /** Hangs up after so long in the queue. */
  const gone = async (person: Person, ms = 10_000): Promise<void> => {
    await house.world.advance(ms);
    person.hangup();
    await house.world.advance(500);
  };
  const order = async (tenant = 'acme'): Promise<(Entry & { position: number })[]> => {
    const page = house.api.queues.entries(house.principal(tenant), tenant, 'sales', { limit: 50 });
    return ((await house.world.finish(page)) as Page).items as never;
  };
  const entryOf = (type: string): Entry => feed.of(type)[0]?.data as Entry;
  const left = (): (string | undefined)[] => feed.of('queue.left').map(({ data }) => (data as Entry).reason);
  const totals = async (): Promise<Record<string, unknown>> => {
    const asked = house.api.reports.queues(house.principal('acme', 'supervisor'), 'acme', { interval: '1d' });
    return ((await house.world.finish(asked)) as Report).totals[0] as Record<string, unknown>;
  };

  it('has the old place and arrival, before those who came meanwhile, and is no abandon', async () => {
    await up();
    const first = await waiting(ANNE);
    const [before] = await order();
    await gone(first);
    const second = await waiting(BEN);
    expect((await order()).map(({ customerNumber, position }) => [customerNumber, position])).to.deep.equal([[BEN, 1]]);
    await house.world.advance(60_000);
    const again = await waiting(ANNE);
    const [one, two] = await order();
    expect(one).to.include({ id: before?.id, arrivedAt: before?.arrivedAt, position: 1, reconnects: 1 });
    expect([one?.call !== before?.call, one?.transaction !== before?.transaction]).to.deep.equal([true, true]);
    expect(two).to.include({ customerNumber: BEN, position: 2 });
    await house.world.advance(200_000);
    expect(left()).to.deep.equal([]);
    await floor.ready('anna');
    await house.world.waitFor(() => again.hearsWhom.join() === 'PJSIP/a1');
    await house.world.waitFor(() => left().length > 0);
    expect(await totals()).to.include({ offered: 2, answered: 1, abandoned: 0, shortAbandoned: 0, reconnected: 1 });
    for (const person of [again, second]) person.hangup();
  });

  it('is an abandon of the moment of hanging up once the time is over, and has a place at the end', async () => {
    await up({ reconnectSeconds: 30 });
    await gone(await waiting(ANNE), 12_000);
    await waiting(BEN);
    expect(left()).to.deep.equal([]);
    await house.world.waitFor(() => left().length > 0);
    expect(left()).to.deep.equal(['abandoned']);
    expect(entryOf('queue.left').waitMs).to.be.within(11_900, 12_600);
    await waiting(ANNE);
    expect((await order()).map(({ customerNumber }) => customerNumber)).to.deep.equal([BEN, ANNE]);
    expect(await totals()).to.include({ offered: 3, abandoned: 1, reconnected: 0 });
  });

  it('is kept the place over a crash, and the time in which it is', async () => {
    await up();
    await gone(await waiting(ANNE));
    const other = await waiting(BEN);
    await house.world.advance(1_000);
    house.crash();
    await house.up();
    feed = house.listen('acme');
    const again = await waiting(ANNE);
    expect((await order()).map(({ customerNumber }) => customerNumber)).to.deep.equal([ANNE, BEN]);
    await gone(again, 1_000);
    house.crash();
    await house.world.advance(130_000);
    await house.start();
    await house.world.advance(2_000);
    expect((await order()).map(({ customerNumber }) => customerNumber)).to.deep.equal([BEN]);
    expect(await totals()).to.include({ abandoned: 1, reconnected: 1 });
    other.hangup();
  });

  it('is let in where the queue is full or closed meanwhile, as those are kept who wait', async () => {
    await up();
    await gone(await waiting(ANNE));
    await waiting(BEN);
    await waiting('+493023125703');
    await house.command('acme', 'queue.close', 'sales', {});
    const supervisor = house.principal('acme', 'supervisor');
    const close = { principal: supervisor, tenant: 'acme', command: 'queue.close', target: 'sales', body: {} };
    await house.world.finish(house.api.commands.execute(close));
    await waiting(ANNE);
    expect((await order())[0]).to.include({ customerNumber: ANNE, position: 1 });
    const late = call('+493023125704');
    await house.world.waitFor(() => late.state === 'gone');
  });

  it('has no place where the queue keeps none, who hardly waited, who left by a key, or withholds the number', async () => {
    await up({ reconnectSeconds: 0 });
    await gone(await waiting(ANNE));
    expect(left()).to.deep.equal(['abandoned']);
    await house.stop();
    await up({ keys: { '1': [{ do: 'reject', cause: 'normal' }] } });
    await gone(await waiting(ANNE), 1_000);
    expect(left()).to.deep.equal(['abandoned']);
    const byKey = await waiting(ANNE);
    await house.world.advance(10_000);
    byKey.press('1');
    await house.world.waitFor(() => left().length === 2);
    for (const ani of ['', 'anonymous', '0000', '+266696687', '86282452253', '7378742833']) {
      const count = left().length;
      await gone(await waiting(ani));
      expect(left().length, ani).to.equal(count + 1);
    }
    expect(left()).to.deep.equal(['abandoned', 'left', ...Array.from({ length: 6 }, () => 'abandoned')]);
    expect(feed.of('queue.interrupted')).to.deep.equal([]);
  });

  it('has it in its own tenant and queue only', async () => {
    await up();
    await gone(await waiting(ANNE));
    await waiting(ANNE, '2003');
    expect((await order('globex')).map(({ reconnects }) => reconnects)).to.deep.equal([undefined]);
    await waiting(ANNE, '1005');
    expect(feed.of('queue.reconnected')).to.deep.equal([]);
    const vip = await waiting(ANNE, '1004');
    expect((await order())[0], 'another venue of the queue').to.include({ reconnects: 1, venue: 'vip', priority: 0 });
    vip.hangup();
  });

  it('is offered nobody while away, and can be taken out or forgotten', async () => {
    await up();
    await gone(await waiting(ANNE));
    const { id } = entryOf('queue.interrupted');
    const supervise = (verb: string, body = {}): Promise<CommandReply> =>
      house.command('acme', `entry.${verb}`, id, body);
    await floor.ready('anna');
    await house.world.advance(5_000);
    expect(floor.offers()).to.deep.equal([]);
    expect(await supervise('move_to_front')).to.include({ refused: 'queue.entry_taken' });
    expect(await supervise('remove')).to.deep.include({ data: { entry: id } });
    await house.world.waitFor(() => left().length > 0);
    expect(left()).to.deep.equal(['removed']);
    await floor.command('anna', 'sign_off');
    await gone(await waiting(ANNE));
    const owner = house.principal('acme', 'owner');
    const erased = await house.world.finish(house.api.records.eraseCustomer(owner, 'acme', { number: ANNE }));
    expect((erased as { data: { left: number } }).data.left).to.equal(0);
    expect(floor.entries().filter(({ endedAt }) => endedAt === undefined)).to.deep.equal([]);
    await waiting(ANNE);
    expect((await order()).map(({ reconnects }) => reconnects)).to.deep.equal([undefined]);
  });
});
