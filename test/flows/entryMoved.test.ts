/** What a supervisor does about one who waits: serve next, take out, look for (docs/queues.md). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Offer } from '../../src/core/offer';
import type { Entry } from '../../src/core/queue';
import type { EntryQuery, Page } from '../../src/services/api';
import type { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';
import { told } from '../support/queueHouse';

describe('an entry of a queue', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  beforeEach(async () => {
    const treatments = [
      { do: 'queue', queue: 'sales' },
      { do: 'announce', media: [{ play: 'prompt', name: 'goodbye' }] },
    ];
    ({ house, floor, feed } = await openFloor({ maxEntries: 50 }, ({ tenants: { acme } }) =>
      Object.assign(acme.applications.sales, { treatments }),
    ));
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
  });
  afterEach(() => house.end());

  let numbers = 0;
  const waiting = async (dnis = '1003'): Promise<Person> => {
    const ani = `+4930231${String(26_000 + numbers++)}`;
    const person = house.sim.call({ routingPoint: 'main', ani, dnis, endpoint: 'PJSIP/carrier' });
    await house.world.waitFor(() => /music/.test(person.hears));
    return person;
  };
  const order = async (query: Omit<EntryQuery, 'limit'> = {}): Promise<(Entry & { position: number })[]> => {
    const page = house.api.queues.entries(house.principal('acme'), 'acme', 'sales', { limit: 50, ...query });
    return ((await house.world.finish(page)) as Page).items as never;
  };
  const supervise = (verb: string, target: string, tenant = 'acme', requestId?: string) =>
    house.world.finish(
      house.api.commands.execute({
        ...{ principal: house.principal(tenant, 'supervisor'), tenant, command: `entry.${verb}`, target, body: {} },
        ...(requestId !== undefined && { requestId }),
      }),
    );

  it('is served next when it was moved to the front, before any priority; and that is told, audited and survives', async () => {
    const people = [await waiting(), await waiting('1004'), await waiting()];
    const [vip, first, last] = await order();
    expect([vip?.priority, first?.priority, last?.priority]).to.deep.equal([10, 0, 0]);
    const lastId = last?.id as string;
    expect(await supervise('move_to_front', lastId, 'acme', 'k1')).to.deep.include({ data: { entry: lastId } });
    expect(await supervise('move_to_front', lastId, 'acme', 'k1')).to.deep.include({ data: { entry: lastId } });
    expect((await order()).map(({ id }) => id)).to.deep.equal([lastId, vip?.id, first?.id]);
    await supervise('move_to_front', first?.id as string);
    expect((await order()).map(({ id }) => id)).to.deep.equal([first?.id, lastId, vip?.id]);
    house.crash();
    await house.up();
    feed = house.listen('acme');
    expect((await order()).map(({ id }) => id)).to.deep.equal([first?.id, lastId, vip?.id]);
    await floor.ready('anna');
    await house.world.waitFor(() => people[0]?.hearsWhom.join() === 'PJSIP/a1');
    const left = await house.world.waitFor(() => feed.of('queue.left')[0]);
    expect((left.data as Entry).moved).to.deep.include({ by: 'key:acme', passed: 2 });
    expect((left.data as Entry).arrivedAt).to.equal(first?.arrivedAt);
    await house.world.advance(2_000);
    const audit = await house.world.finish(
      house.api.reports.fairness(house.principal('acme', 'supervisor'), 'acme', 'sales', { limit: 10 }),
    );
    const [served] = (audit as Page).items as { passedOver: number; moved?: { by: string; passed: number } }[];
    expect(served?.passedOver).to.equal(0);
    expect(served?.moved).to.include({ by: 'key:acme', passed: 2 });
    const acts = await house.world.finish(
      house.api.records.audit(house.principal('acme', 'owner'), 'acme', { limit: 10 }),
    );
    const types = ((acts as Page).items as { type: string; actor: string }[]).map(({ type, actor }) => [type, actor]);
    expect(types.slice(0, 2)).to.deep.equal([
      ['queue.entry_moved', 'key:acme'],
      ['queue.entry_moved', 'key:acme'],
    ]);
    for (const person of people) person.hangup();
  });

  it('is out of the queue when it was removed, also while a phone rings for it, and its call goes on', async () => {
    const ringing = house.sim.phone('PJSIP/a1', {});
    const [first, second] = [await waiting(), await waiting()];
    await floor.ready('anna');
    await house.world.waitFor(() => ringing.last?.state === 'ringing');
    const [one] = await order({ state: 'offering' });
    expect(await supervise('remove', one?.id as string)).to.deep.include({ data: { entry: one?.id } });
    await house.world.waitFor(() => first.state === 'gone');
    expect(told(first).at(-1)).to.equal('prompt goodbye');
    const left = feed.of('queue.left')[0]?.data as Entry;
    expect(left).to.include({ id: one?.id, reason: 'removed' });
    expect(feed.of('queue.entry_removed')[0]).to.include({ actor: 'key:acme' });
    const again = await supervise('remove', one?.id as string);
    expect((again as { refused: string }).refused).to.be.oneOf(['queue.entry_taken', 'resource.not_found']);
    await house.world.waitFor(() => floor.offers().filter(({ state }) => state === 'ringing').length === 1);
    expect(feed.of('offer.withdrawn').map(({ data }) => (data as Offer).reason)).to.deep.equal(['removed']);
    second.hangup();
  });

  it('of another tenant is nobody’s to move or to remove', async () => {
    const person = await waiting();
    const [one] = await order();
    for (const verb of ['move_to_front', 'remove'])
      expect(await supervise(verb, one?.id as string, 'globex')).to.include({ refused: 'resource.not_found' });
    expect((await order()).map(({ id, moved }) => [id, moved])).to.deep.equal([[one?.id, undefined]]);
    person.hangup();
  });

  it('is found by what it is, with its place in the whole line', async () => {
    const people = [await waiting(), await waiting('1004'), await waiting()];
    expect((await order({ venue: 'sales' })).map(({ position }) => position)).to.deep.equal([2, 3]);
    expect(await order({ medium: 'callback' })).to.deep.equal([]);
    expect((await order({ medium: 'call', state: 'waiting' })).length).to.equal(3);
    const [, , last] = await order();
    await house.command('acme', 'entry.set_skills', last?.id, { required: { spanish: 2 } });
    expect((await order({ skill: 'spanish' })).map(({ id }) => id)).to.deep.equal([last?.id]);
    expect((await order({ transaction: last?.transaction as string })).map(({ id }) => id)).to.deep.equal([last?.id]);
    for (const person of people) person.hangup();
  });
});
