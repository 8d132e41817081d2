/** What a queue learns of its waiting times from what happens in it, and who is told: callers, feed, REST; over a crash. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Entry } from '../../src/core/queue';
import type { QueueLearning } from '../../src/core/queueLearning';
import type { Page, Report } from '../../src/services/api';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';
import { told } from '../support/queueHouse';

const MINUTE = 60_000;

describe('waiting times', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  const up = async (sales: object): Promise<void> => {
    house = await new House({
      mapping: withAgents({ wrapUpSeconds: 10, maxWaitSeconds: 3_600, maxEntries: 100, ...sales }),
    }).up();
    floor = new Floor(house);
    feed = house.listen('acme');
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 1_000 });
  };
  afterEach(() => house.end());

  let numbers = 0;
  const call = (dnis = '1003'): Person =>
    house.sim.call({
      routingPoint: 'main',
      ani: `+4930231${String(25_000 + numbers++)}`,
      dnis,
      endpoint: 'PJSIP/carrier',
    });
  const waiting = async (dnis?: string): Promise<Person> => {
    const person = call(dnis);
    await house.world.waitFor(() => /music/.test(person.hears));
    return person;
  };
  /** Somebody calls, talks to whoever is free for so long, and hangs up; over when the wrap-up is. */
  const served = async (ms: number): Promise<void> => {
    const person = call();
    await house.world.waitFor(() => person.hearsWhom.length > 0);
    await house.world.advance(ms);
    person.hangup();
    await house.world.waitFor(
      () => floor.agent('anna').voice.state === 'wrapUp' || floor.agent('bert').voice.state === 'wrapUp',
    );
    await house.world.advance(11_000);
  };
  const learned = (queue = 'sales') =>
    house.signalbox.partitions.get('acme')?.get<QueueLearning>('queueLearning', queue);
  const entries = async (): Promise<(Entry & { position: number; remaining?: Entry['estimate'] })[]> => {
    const page = house.api.queues.entries(house.principal('acme'), 'acme', 'sales', { limit: 50 });
    return ((await house.world.finish(page)) as Page).items as never;
  };
  const queue = async (): Promise<{ estimate?: Entry['estimate'] }> => {
    const got = house.api.queues.get(house.principal('acme'), 'acme', 'sales');
    return ((await house.world.finish(got)) as { data: { estimate?: Entry['estimate'] } }).data;
  };
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  const accuracy = async (): Promise<Report> => {
    const asked = house.api.reports.waiting(house.principal('acme', 'supervisor'), 'acme', { interval: '1d' });
    return (await house.world.finish(asked)) as Report;
  };
  const stats = async (): Promise<Record<string, unknown>> => {
    const got = house.api.reports.stats(house.principal('acme'), 'acme', 'sales');
    return ((await house.world.finish(got)) as { data: Record<string, unknown> }).data;
  };

  it('are learned from talks and wrap-up, told to who waits, and the same after a crash', async () => {
    await up({
      announcements: { firstSeconds: 5, everySeconds: 30, position: true, waitingTime: { style: 'approximate' } },
    });
    await floor.ready('anna');
    await house.world.advance(100); // the PBX says how her phone is
    expect((await queue()).estimate, 'nobody waits, somebody is free').to.deep.include({ p50Ms: 0, cold: true });
    const supervisor = house.principal('acme', 'supervisor');
    const turn = (command: string) =>
      house.world.finish(
        house.api.commands.execute({ principal: supervisor, tenant: 'acme', command, target: 'sales', body: {} }),
      );
    await turn('queue.close');
    expect(await queue(), 'nobody may come').not.to.have.property('estimate');
    await turn('queue.follow_hours');
    for (let n = 0; n < 6; n++) await served(3 * MINUTE);
    expect(learned()?.handled.reduce((sum, weight) => sum + weight, 0)).to.be.closeTo(6, 0.01);
    expect(learned()?.handledSum).to.be.closeTo(6 * (3 * MINUTE + 10_000), 1_000);
    const talking = call();
    await house.world.waitFor(() => talking.hearsWhom.length > 0);
    const [first, second] = [await waiting(), await waiting()];
    await house.world.advance(12_000);
    expect(told(first).slice(0, 5)).to.deep.equal([
      'prompt queue-next',
      'prompt queue-wait',
      'number 3',
      'prompt minutes',
    ]);
    expect(told(second).slice(0, 2)).to.deep.equal(['prompt queue-position', 'number 2']);
    const [one, two] = await entries();
    expect(one?.estimate).to.deep.include({ cold: false });
    expect(one?.remaining?.p50Ms).to.be.within(2.5 * MINUTE, 3.3 * MINUTE);
    expect(two?.remaining?.p50Ms).to.be.within(5 * MINUTE, 7 * MINUTE);
    expect(two?.remaining).to.not.have.property('basis');
    const before = structuredClone(learned());
    house.crash();
    await house.up();
    expect(learned()).to.deep.equal(before);
    expect((await entries())[0]?.estimate).to.deep.equal(one?.estimate);
    first.hangup();
    second.hangup();
    talking.hangup();
  });

  it('are kept with the entry, and what came of them', async () => {
    await up({});
    await floor.ready('anna');
    for (let n = 0; n < 6; n++) await served(2 * MINUTE);
    const talking = call();
    await house.world.waitFor(() => talking.hearsWhom.length > 0);
    const person = await waiting();
    await house.world.advance(2 * MINUTE);
    const before = feed.of('queue.left').length;
    talking.hangup();
    await house.world.waitFor(() => person.hearsWhom.length > 0);
    const left = (await house.world.waitFor(() => feed.of('queue.left')[before]?.data)) as Entry;
    expect(left).to.include({ reason: 'connected', agent: 'anna' });
    expect(left.waitMs).to.be.within(2 * MINUTE, 2.5 * MINUTE);
    expect(left.estimate?.p50Ms).to.be.within(1.5 * MINUTE, 2.5 * MINUTE);
    expect(left.estimate?.p90Ms).to.be.above(left.estimate?.p50Ms as number);
    person.hangup();
    await house.world.advance(1_000);
    const error = ((left.estimate?.p50Ms ?? 0) - (left.waitMs ?? 0)) / 1_000;
    const line = {
      ...{ judged: 1, meanErrorSeconds: tenth(Math.abs(error)), biasSeconds: tenth(error) },
      ...{ withinMinute: 1, withinP90: 1 },
    };
    const { items, totals } = await accuracy();
    expect(items).to.have.lengthOf(1);
    expect(items[0]).to.deep.include({ queue: 'sales', from: '2026-01-05T00:00:00Z', ...line });
    expect(totals).to.deep.equal([{ queue: 'sales', ...line }]);
    house.crash();
    await house.start();
    expect((await accuracy()).totals).to.deep.equal(totals);
    const foreign = await house.world.finish(
      house.api.reports.waiting(house.principal('acme', 'supervisor'), 'globex', { interval: '1d' }),
    );
    expect(foreign).to.include({ refused: 'auth.forbidden' });
  });

  it('do not rise without a word', async () => {
    await up({ announcements: { firstSeconds: 5, everySeconds: 20, waitingTime: { style: 'approximate' } } });
    await floor.ready('anna');
    for (let n = 0; n < 6; n++) await served(2 * MINUTE);
    const talking = call();
    await house.world.waitFor(() => talking.hearsWhom.length > 0);
    const person = await waiting();
    await house.world.waitFor(() => told(person).includes('prompt queue-wait'));
    expect(told(person)).to.not.include('prompt queue-longer');
    const urgent = [await waiting('1004'), await waiting('1004'), await waiting('1004')];
    await house.world.waitFor(() => told(person).includes('prompt queue-longer'), 2 * MINUTE);
    await house.world.waitFor(() => feed.of('queue.announced').some(({ data }) => (data as Entry).told?.longer));
    for (const one of [talking, person, ...urgent]) one.hangup();
  });

  it('are unknown without agents until somebody was taken out, and then follow from that', async () => {
    await up({ announcements: { firstSeconds: 5, everySeconds: 20, waitingTime: { style: 'approximate' } } });
    house.sim.phone('PJSIP/a9', { answerAfterMs: 1_000 });
    const first = await waiting();
    await house.world.advance(40_000);
    expect(told(first)).to.deep.equal([]);
    expect([(await entries())[0]?.remaining, (await queue()).estimate]).to.deep.equal([undefined, undefined]);
    const talking: Person[] = [first];
    for (let n = 0; n < 5; n++) {
      talking.push(await waiting());
      await house.world.advance(MINUTE);
      await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a9' } });
      await house.world.waitFor(() => feed.of('queue.left')[n]);
    }
    const { estimate } = await queue();
    expect(estimate?.p50Ms).to.be.within(30_000, 4 * MINUTE);
    for (const one of talking) one.hangup();
  });

  it('count agents only who are there: ready, or busy and coming back; and say what they do', async () => {
    await up({});
    await floor.ready('anna');
    await floor.ready('bert');
    for (let n = 0; n < 6; n++) await served(2 * MINUTE);
    expect(await stats()).to.deep.include({ agents: { idle: 2, offered: 0, busy: 0, wrapUp: 0, notReady: 0 } });
    const talking = [call(), call()];
    await house.world.waitFor(() => talking.every((one) => one.hearsWhom.length > 0));
    const behind = [await waiting(), await waiting(), await waiting()];
    const two = (await queue()).estimate?.p50Ms as number;
    await floor.command('bert', 'set_state', { state: 'notReady', reason: 'lunch' });
    const one = (await queue()).estimate?.p50Ms as number;
    expect(one).to.be.above(1.4 * two);
    expect(await stats()).to.deep.include({ agents: { idle: 0, offered: 0, busy: 2, wrapUp: 0, notReady: 0 } });
    expect((await stats()).estimate).to.deep.include({ cold: false });
    for (const person of behind) person.hangup();
    await house.world.advance(1_000);
    for (const person of talking) person.hangup();
    await house.world.waitFor(() => ['anna', 'bert'].every((who) => floor.agent(who).voice.state === 'wrapUp'));
    expect(await stats()).to.deep.include({ agents: { idle: 0, offered: 0, busy: 0, wrapUp: 2, notReady: 0 } });
    await house.world.advance(11_000);
    expect(await stats()).to.deep.include({ agents: { idle: 1, offered: 0, busy: 0, wrapUp: 0, notReady: 1 } });
  });

  it('go with the queue', async () => {
    await up({});
    await floor.ready('anna');
    await served(MINUTE);
    expect(learned()?.handledSum).to.be.above(MINUTE);
    const without = structuredClone(withAgents());
    const { acme } = without.tenants;
    Object.assign(acme.queues, { sales: undefined });
    for (const agent of Object.values((acme as never as { agents: Record<string, { queues: object }> }).agents))
      agent.queues = {};
    for (const name of ['sales', 'vip'] as const) Object.assign(acme.applications, { [name]: undefined });
    for (const [name, venue] of Object.entries(acme.venues as Record<string, { application: string }>))
      if (['sales', 'vip'].includes(venue.application)) Object.assign(acme.venues, { [name]: undefined });
    const applied = await house.world.finish(
      house.signalbox.applyMapping(JSON.parse(JSON.stringify(without)), 'test', 'system', true),
    );
    expect(applied).to.not.have.property('refused');
    await house.world.advance(2_000);
    expect(learned()).to.equal(undefined);
  });
});
