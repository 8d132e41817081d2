/** Live numbers of a queue: at most one a second, only after a change, right, and only to whom they may be told. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import type { QueueFigures } from '../../src/core/queueReport';
import type { Principal } from '../../src/services/api';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

interface Told {
  readonly queue: string;
  readonly at: string;
  readonly open: boolean;
  readonly waiting: number;
  readonly offering: number;
  readonly longestWaitMs: number;
  readonly longestWaitSince?: string;
  readonly today: QueueFigures;
}

describe('live numbers of a queue', () => {
  let house: House;
  let feed: Listener;

  const mapping = structuredClone(twoTenants);
  Object.assign(mapping.tenants.acme, { zone: 'America/New_York' });

  beforeEach(async () => {
    house = await new House({ mapping }).up();
    feed = house.listen('acme');
  });
  afterEach(() => house.end());

  const calls = (dnis = '1003') => house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis });
  const arrive = async (dnis?: string) => {
    const person = calls(dnis);
    await house.world.waitFor(() => /music/.test(person.hears));
    return person;
  };
  const dequeue = (endpoint: string) => house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint } });
  const told = (): Told[] => feed.of('queue.stats').map(({ data }) => data as Told);
  const ask = async (principal: Principal = house.principal('acme'), queue = 'sales') => {
    const answer = await house.world.finish(house.api.reports.stats(principal, 'acme', queue));
    return isRefusal(answer) ? answer : (answer.data as Told);
  };

  it('are told a moment after a change, and then at most once a second', async () => {
    for (let n = 0; n < 3; n++) calls();
    await house.world.advance(900);
    const before = told().length;
    await house.world.advance(5_000);
    const all = told();
    expect(all.at(-1)).to.include({ queue: 'sales', open: true, waiting: 3, offering: 0 });
    expect(all.length - before).to.be.at.most(1);
    const times = all.map(({ at }) => Date.parse(at));
    for (const [i, at] of times.entries()) if (i > 0) expect(at - (times[i - 1] as number)).to.be.at.least(1_000);
    const settled = told().length;
    await house.world.advance(2_000);
    expect(told().length, 'nothing changed').to.equal(settled);
    expect(house.signalbox.counts().told).to.equal(0);
  });

  it('say who is being reached, who waits longest, and how the day went', async () => {
    const first = await arrive();
    await arrive('1004');
    house.sim.phone('PJSIP/a1', { answerAfterMs: 3_000 });
    await dequeue('PJSIP/a1');
    await house.world.waitFor(() => told().some(({ offering }) => offering === 1));
    const since = told().at(-1)?.longestWaitSince as string;
    await house.world.waitFor(() => feed.of('queue.left')[0]);
    first.hangup();
    await house.world.waitFor(() => feed.of('queue.left')[1]);
    await house.world.advance(1_500);
    expect(told().at(-1)).to.deep.include({ waiting: 0, offering: 0, longestWaitMs: 0 });
    expect(told().at(-1)?.longestWaitSince).to.equal(undefined);
    expect(Date.parse(since)).to.be.below(Date.parse(told()[0]?.at as string));
    expect(told().at(-1)?.today).to.include({ offered: 2, answered: 1, serviceLevel: 1 });
    expect(await ask()).to.deep.include({ waiting: 0, today: told().at(-1)?.today });
  });

  it('are the same after a crash, and begin anew at midnight of the tenant', async () => {
    const person = await arrive();
    await house.world.advance(16 * 60_000);
    await arrive();
    const before = (await ask()) as Told;
    expect(before.today).to.include({ offered: 2 });
    house.crash();
    await house.up();
    expect(((await ask()) as Told).today).to.deep.equal(before.today);
    person.hangup();
    // 09:00 UTC is 04:00 in New York.
    await house.world.advance(19 * 3_600_000 + 40 * 60_000);
    expect(((await ask()) as Told).today.overflowed).to.deep.equal({ timeout: 2 });
    await house.world.advance(6 * 60_000);
    expect((await ask()) as Told).to.deep.include({ waiting: 0 });
    expect(((await ask()) as Told).today).to.include({ offered: 0 });
    feed = house.listen('acme');
    await arrive();
    await house.world.waitFor(() => told()[0]);
    expect(told()[0]?.today).to.include({ offered: 1 });
  });

  it('are not told where nobody wants them, nor to a key that is limited to venues', async () => {
    feed.subscription.end();
    feed = house.listen('acme', { types: ['call.*'] });
    const others = house.listen('globex');
    const queues = house.listen('acme', { queues: ['sales'] });
    queues.subscription.end();
    await arrive();
    expect(house.signalbox.counts().told).to.equal(0);
    await house.world.advance(2_000);
    expect([told(), others.of('queue.stats')]).to.deep.equal([[], []]);
    const limited = { ...house.principal('acme'), venues: ['sales'] };
    expect(await ask(limited)).to.include({ refused: 'auth.forbidden' });
    expect(await ask(house.principal('globex'))).to.include({ refused: 'auth.forbidden' });
    expect(await ask(house.principal('acme'), 'nobody')).to.include({ refused: 'queue.not_found' });
  });

  it('come with the events of their queue to who filters by it', async () => {
    const filtered = house.listen('acme', { queues: ['sales'] });
    const none = house.listen('acme', { queues: ['care'] });
    await arrive();
    await house.world.advance(2_000);
    expect(new Set(filtered.events.map(({ type }) => type))).to.include.keys('queue.joined', 'queue.stats');
    expect(filtered.events.filter(({ type }) => type.startsWith('call.'))).to.deep.equal([]);
    expect(none.events.filter(({ type }) => !type.startsWith('stream.'))).to.deep.equal([]);
  });
});
