/** What a queue says of its waiting times before it has learned anything: by its settings, and by what callers will ask for. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Entry } from '../../src/core/queue';
import type { Page } from '../../src/services/api';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';

const MINUTE = 60_000;

describe('waiting times of a new queue', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  const up = async (sales: object): Promise<void> => {
    house = await new House({ mapping: withAgents(sales) }).up();
    floor = new Floor(house);
    feed = house.listen('acme');
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
  };
  afterEach(() => house.end());

  let numbers = 0;
  const call = (): Person =>
    house.sim.call({
      routingPoint: 'main',
      ani: `+4930231${String(25_000 + numbers++)}`,
      dnis: '1003',
      endpoint: 'PJSIP/carrier',
    });
  const waiting = async (): Promise<Person> => {
    const person = call();
    await house.world.waitFor(() => /music/.test(person.hears));
    return person;
  };
  const entries = async (): Promise<{ remaining?: Entry['estimate'] }[]> => {
    const page = house.api.queues.entries(house.principal('acme'), 'acme', 'sales', { limit: 50 });
    return ((await house.world.finish(page)) as Page).items as never;
  };
  const queue = async (): Promise<{ estimate?: Entry['estimate'] }> => {
    const got = house.api.queues.get(house.principal('acme'), 'acme', 'sales');
    return ((await house.world.finish(got)) as { data: { estimate?: Entry['estimate'] } }).data;
  };

  it('begin with how long the settings say that a call takes', async () => {
    await up({ handlingSeconds: 30 });
    await floor.ready('anna');
    const talking = call();
    await house.world.waitFor(() => talking.hearsWhom.length > 0);
    const behind = await waiting();
    const { p50Ms, cold } = (await queue()).estimate as { p50Ms: number; cold: boolean };
    expect([p50Ms < MINUTE, cold]).to.deep.equal([true, true]);
    for (const person of [behind, talking]) person.hangup();
  });

  it('count with those who may serve once the caller insists on less', async () => {
    await up({ skills: { required: { welsh: 1 } }, relax: [{ afterSeconds: 20, drop: ['welsh'] }] });
    await floor.ready('anna');
    // The phone is rung once the PBX has said how it is.
    await house.world.advance(6_000);
    const newcomer = await queue();
    const first = await waiting();
    const estimate = (feed.of('queue.joined')[0]?.data as Entry | undefined)?.estimate;
    await house.world.advance(5_000);
    const left = (await entries())[0]?.remaining?.p50Ms as number;
    expect([newcomer.estimate?.p50Ms, estimate?.p50Ms]).to.deep.equal([20_000, 20_000]);
    expect(left).to.be.within(14_000, 15_100);
    await house.world.waitFor(() => first.hearsWhom.length > 0);
    const behind = await waiting();
    expect((await entries())[0]?.remaining?.p50Ms, 'while she talks').to.be.above(30_000);
    for (const person of [first, behind]) person.hangup();
  });
});
