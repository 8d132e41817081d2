/** Calls that wait in a queue keep their place, whatever happens, and are served in order (design §2, §6). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Entry } from '../../src/core/queue';
import type { Page } from '../../src/services/api';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const NUMBERS = { first: '+493023125701', second: '+493023125702', third: '+493023125703', fourth: '+493023125704' };

describe('a queue', () => {
  let house: House;
  let feed: Listener;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
    feed = house.listen('acme');
  });

  afterEach(() => house.end());

  const entries = async (tenant = 'acme') => {
    const page = await house.world.finish(
      house.api.queues.entries(house.principal(tenant), tenant, 'sales', { limit: 50 }),
    );
    return (page as Page).items as (Entry & { position: number })[];
  };
  const arrive = async (ani: string, dnis = '1003') => {
    const person = house.sim.call({ routingPoint: 'main', ani, dnis });
    await house.world.waitFor(() => /music/.test(person.hears));
    return person;
  };
  const dequeue = (body: object, id?: string) => house.command('acme', 'queue.dequeue', 'sales', body, undefined, id);
  const left = (count = 1) => house.world.waitFor(() => feed.of('queue.left')[count - 1]?.data as Entry | undefined);
  const callers = async () => {
    const order: string[] = [];
    for (const { call } of await entries()) {
      const found = await house.world.finish(
        house.api.queries.get(house.principal('acme'), 'acme', 'call', call ?? ''),
      );
      order.push((found as { data: { ani: string } }).data.ani);
    }
    return order;
  };

  it('serves in the order of priority, then arrival', async () => {
    await arrive(NUMBERS.first);
    await arrive(NUMBERS.second);
    await arrive(NUMBERS.third, '1004');
    expect(await callers()).to.deep.equal([NUMBERS.third, NUMBERS.first, NUMBERS.second]);
    expect((await entries()).map(({ position, priority }) => [position, priority])).to.deep.equal([
      [1, 10],
      [2, 0],
      [3, 0],
    ]);
  });

  it('connects who is next; the others move up', async () => {
    const first = await arrive(NUMBERS.first);
    const second = await arrive(NUMBERS.second);
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    expect(await dequeue({ to: { endpoint: 'PJSIP/a1' } })).to.include({ status: 200 });
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    expect(first.hears).to.match(/music/);
    expect((await entries()).map(({ state }) => state)).to.deep.equal(['offering', 'waiting']);
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
    expect(await left()).to.include({ state: 'served', reason: 'connected', queue: 'sales' });
    expect((await entries()).map(({ position, state }) => [position, state])).to.deep.equal([[1, 'waiting']]);
    expect(second.hears).to.match(/music/);
    first.hangup();
    await house.world.waitFor(() => feed.of('call.cleared')[0]);
  });

  it('gives two who ask at once two callers', async () => {
    await arrive(NUMBERS.first);
    await arrive(NUMBERS.second);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 2_000 });
    const both = await Promise.all([
      dequeue({ to: { endpoint: 'PJSIP/a1' } }),
      dequeue({ to: { endpoint: 'PJSIP/a2' } }),
    ]);
    const calls = both.map((reply) => (reply as { data: { call: string } }).data.call);
    expect(new Set(calls).size).to.equal(2);
    expect(await dequeue({ to: { endpoint: 'PJSIP/a3' } })).to.include({ refused: 'queue.empty' });
  });

  it('puts nobody back at the end because somebody did not answer', async () => {
    const first = await arrive(NUMBERS.first);
    await arrive(NUMBERS.second);
    const before = await entries();
    house.sim.phone('PJSIP/a1', { declineAfterMs: 1_000 });
    await dequeue({ to: { endpoint: 'PJSIP/a1' } });
    const returned = await house.world.waitFor(() => feed.of('queue.returned')[0]?.data as Entry | undefined);
    expect(returned).to.include({ state: 'waiting', returns: 1, failure: 'declined', arrivedAt: before[0]?.arrivedAt });
    expect(await callers()).to.deep.equal([NUMBERS.first, NUMBERS.second]);
    expect(first.hears).to.match(/music/);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await dequeue({ to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
  });

  it('takes nobody out by a destination of another tenant', async () => {
    await arrive(NUMBERS.first);
    const foreign = house.sim.phone('PJSIP/b1', { answerAfterMs: 100 });
    expect(await dequeue({ to: { endpoint: 'PJSIP/b1' } })).to.include({ refused: 'destination.not_owned' });
    expect(foreign.calls).to.have.lengthOf(0);
    expect((await entries()).map(({ state }) => state)).to.deep.equal(['waiting']);
  });

  it('loses the place of one who hangs up, also while a phone rings for it', async () => {
    const first = await arrive(NUMBERS.first);
    const second = await arrive(NUMBERS.second);
    first.hangup();
    expect(await left()).to.include({ state: 'left', reason: 'abandoned' });
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 5_000 });
    await dequeue({ to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    second.hangup();
    expect(await left(2)).to.include({ reason: 'abandoned' });
    await house.world.waitFor(() => phone.last?.state === 'gone');
    expect(await entries()).to.deep.equal([]);
  });

  it('takes no more than it may, and lets nobody wait longer than they may', async () => {
    const people: Person[] = [];
    for (const number of [NUMBERS.first, NUMBERS.second, NUMBERS.third]) people.push(await arrive(number));
    const full = house.sim.call({ routingPoint: 'main', ani: NUMBERS.fourth, dnis: '1003' });
    await house.world.waitFor(() => full.state === 'gone');
    const failed = await house.world.waitFor(() => feed.of('call.route_failed')[0]);
    expect((failed.data as { failure: { reason: string } }).failure.reason).to.equal('queue.full');
    expect(await left()).to.include({ state: 'left', reason: 'timeout', waitMs: 60_000 });
    await house.world.waitFor(() => people.every(({ state }) => state === 'gone'));
  });

  it('keeps everybody where they were over a crash', async () => {
    const first = await arrive(NUMBERS.first);
    await arrive(NUMBERS.second);
    const before = await entries();
    house.crash();
    await house.up();
    await house.world.waitFor(() => /music/.test(first.hears));
    feed = house.listen('acme');
    expect((await entries()).map(({ id, arrivedAt }) => [id, arrivedAt])).to.deep.equal(
      before.map(({ id, arrivedAt }) => [id, arrivedAt]),
    );
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await dequeue({ to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
  });

  it('tells those in front where they stand, and plays the music on', async () => {
    const [first, second, third] = [
      await arrive(NUMBERS.first),
      await arrive(NUMBERS.second),
      await arrive(NUMBERS.third),
    ];
    const told = (person: Person) => person.heard.map(({ what }) => what).filter((what) => !/music|silence/.test(what));
    await house.world.waitFor(() => told(second).length === 2);
    expect([told(first), told(second), told(third)]).to.deep.equal([
      ['prompt queue-next'],
      ['prompt queue-position', 'number 2'],
      [],
    ]);
    await house.world.waitFor(() => [first, second].every(({ hears }) => /music waiting/.test(hears)));
    first.hangup();
    await house.world.waitFor(() => told(second).includes('prompt queue-next'));
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await dequeue({ to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => second.hearsWhom.join() === 'PJSIP/a1');
    await house.world.advance(40_000);
    expect(second.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });

  it('is not the queue of another tenant that has the same name', async () => {
    await arrive(NUMBERS.first);
    await arrive(NUMBERS.second, '2003');
    expect([(await entries()).length, (await entries('globex')).length]).to.deep.equal([1, 1]);
    const [theirs] = await entries('globex');
    expect(await dequeue({ to: { endpoint: 'PJSIP/a1' }, entry: theirs?.id })).to.include({
      refused: 'resource.not_found',
    });
    expect(await house.world.finish(house.api.queues.list(house.principal('acme'), 'globex'))).to.include({
      refused: 'auth.forbidden',
    });
  });
});
