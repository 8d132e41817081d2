/** Places in a queue over the feed: to those who name them, after a change, in measure, and right (issue 5, design §8). */
import { expect } from 'chai';
import type { Entry } from '../../src/core/queue';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';

interface Place {
  readonly queue: string;
  readonly entry: string;
  readonly call: string;
  readonly at: string;
  readonly position: number;
  readonly remaining?: { readonly p50Ms: number };
}

describe('places in a queue, over the feed', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;
  let joined: Listener;

  beforeEach(async () => {
    house = await new House({ mapping: withAgents({ reconnectSeconds: 0, maxEntries: 100 }) }).up();
    floor = new Floor(house);
    feed = house.listen('acme', { types: ['queue.*', 'queue.position'] });
    joined = house.listen('acme', { types: ['queue.joined'] });
    count = 0;
  });
  afterEach(() => house.end());

  let count: number;
  const arrive = async () => {
    count += 1;
    const person = house.sim.call({ routingPoint: 'main', ani: `+4930231${10_000 + count}`, dnis: '1003' });
    await house.world.waitFor(() => joined.of('queue.joined').length === count);
    return person;
  };
  const told = (of = feed): Place[] => of.of('queue.position').map(({ data }) => data as Place);
  const places = (of = feed): (readonly [string, number])[] => told(of).map(({ entry, position }) => [entry, position]);
  /** Who came as the n-th, by the feed. */
  const came = (n: number): string => (feed.of('queue.joined').map(({ data }) => data as Entry)[n] as Entry).id;

  it('are told when somebody comes, and again when those before have gone, with the time that is left', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 100 });
    await floor.ready('anna');
    const talks = await arrive();
    await house.world.waitFor(() => talks.hearsWhom.length > 0);
    const [first] = [await arrive(), await arrive(), await arrive()];
    await house.world.advance(5_000);
    const [one, two, three] = [came(1), came(2), came(3)];
    expect(places().filter(([entry]) => entry !== came(0))).to.deep.equal([
      [one, 1],
      [two, 2],
      [three, 3],
    ]);
    expect(told().at(-1)?.remaining?.p50Ms).to.be.above(told().at(-2)?.remaining?.p50Ms as number);
    const last = feed.of('queue.position').at(-1);
    expect(last)
      .to.include({ subject: `entry/${three}` })
      .and.not.have.property('sequence');
    const before = told().length;
    first.hangup();
    await house.world.advance(5_000);
    expect(places().slice(before)).to.deep.equal([
      [two, 1],
      [three, 2],
    ]);
    const settled = told().length;
    await house.world.advance(60_000);
    expect(told()).to.have.lengthOf(settled);
  });

  it('are in measure: of the first fifty, at most every two seconds', async () => {
    for (let n = 0; n < 60; n++) await arrive();
    await house.world.advance(5_000);
    expect(Math.max(...told().map(({ position }) => position))).to.equal(50);
    const times = [...new Set(told().map(({ at }) => Date.parse(at)))].sort((a, b) => a - b);
    // A round takes turns with others, no longer.
    const rounds = times.filter((at, i) => i === 0 || at - (times[i - 1] as number) > 100);
    for (const [i, at] of rounds.entries()) if (i > 0) expect(at - (rounds[i - 1] as number)).to.be.at.least(1_900);
    expect(rounds.length).to.be.above(0);
  });

  it('are only for those who name them, of their queues and venues, and of no other tenant', async () => {
    const all = house.listen('acme');
    const family = house.listen('acme', { types: ['queue.*'] });
    const support = house.listen('acme', { types: ['queue.position'], queues: ['support'] });
    const elsewhere = house.listen('acme', { types: ['queue.position'], venues: ['support'] });
    const sales = house.listen('acme', { types: ['queue.position'], venues: ['sales'] });
    const other = house.listen('globex', { types: ['queue.position'] });
    await arrive();
    await house.world.advance(5_000);
    expect([all, family, support, elsewhere, other].map((of) => told(of).length)).to.deep.equal([0, 0, 0, 0, 0]);
    expect([told(sales).length, told(feed).length]).to.deep.equal([1, 1]);
    // Nothing is made ready for nobody.
    for (const one of [feed, all, family, support, elsewhere, sales, other]) one.subscription.end();
    await house.world.advance(5_000);
    await arrive();
    expect(house.signalbox.counts().told).to.equal(0);
  });
});
