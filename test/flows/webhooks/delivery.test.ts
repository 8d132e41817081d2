/** What a receiver can rely on: every event, in order, at least once, and no other receiver in its way. */
import { expect } from 'chai';
import { SYSTEM } from '../../../src/core/ids';
import type { WebhookRequest } from '../../../src/ports/webhook';
import { ok, silence, status } from '../../support/fakeWebhook';
import { wholeJournal } from '../../support/wholeJournal';
import { URL, WebhookScene } from './scene';

describe('the delivery of webhooks', () => {
  let scene: WebhookScene;
  beforeEach(async () => {
    scene = await WebhookScene.open();
  });
  afterEach(async () => {
    await scene.house.end();
    expect(scene.house.clock.timers, 'timers left').to.equal(0);
  });

  const journal = async (tenant = 'acme'): Promise<{ seq: number; type: string }[]> => {
    const records = await wholeJournal(scene.house, tenant);
    return records.map(({ seq, type }) => ({ seq, type }));
  };
  const books = /^(webhook|delivery|dead_letter)\./;

  it('tells every event once and in order, as the feed does', async () => {
    const { house } = scene;
    await scene.make();
    const feed = house.listen('acme');
    await scene.call();
    await scene.call('1001');
    await scene.settle();
    const expected = feed.events.filter(({ type, sequence }) => sequence !== undefined && !books.test(type));
    expect(expected.length).to.be.greaterThan(6);
    expect(house.webhook.events).to.deep.equal(expected);
    const [first] = house.webhook.arrived;
    expect(first).to.include({ url: URL, contentType: 'application/cloudevents+json', deadlineMs: 15_000 });
    expect(first?.id).to.match(/^msg_[0-9a-f]{32}$/);
    expect(new Set(house.webhook.arrived.map(({ id }) => id)).size).to.equal(expected.length);
    expect(house.webhook.open).to.equal(0);
  });

  it('has one under way at a time', async () => {
    let most = 0;
    scene.house.webhook.answer = () => {
      most = Math.max(most, scene.house.webhook.open);
      return { ...ok, afterMs: 100 };
    };
    await scene.make();
    await scene.call();
    await scene.settle();
    expect(scene.house.webhook.arrived.length).to.be.greaterThan(3);
    expect(most).to.equal(0);
  });

  it('tells what was asked for: by type, by venue', async () => {
    await scene.make({ url: `${URL}/cleared`, types: ['call.cleared'] });
    await scene.make({ url: `${URL}/menu`, venues: ['menu'], types: ['call.*'] });
    await scene.call('1002');
    await scene.call('1001');
    await scene.settle();
    const of = (url: string) =>
      scene.house.webhook.events.filter((_, i) => scene.house.webhook.arrived[i]?.url === url);
    expect(of(`${URL}/cleared`).map(({ type }) => type)).to.deep.equal(['call.cleared']);
    const menu = of(`${URL}/menu`);
    expect(menu.length).to.be.greaterThan(0);
    expect(menu.every(({ data }) => data.venue === 'menu')).to.equal(true);
  });

  it('writes down how far it has come once a second, not for each event', async () => {
    const { id } = await scene.make();
    for (let i = 0; i < 10; i++) scene.house.sim.call({ routingPoint: 'main', ani: '', dnis: '1002' });
    await scene.settle();
    const told = scene.house.webhook.arrived.length;
    const written = (await journal()).filter(({ type }) => type === 'delivery.advanced').length;
    expect(told).to.be.greaterThan(30);
    expect(written).to.be.within(1, 3);
    const { delivery } = await scene.shown(id);
    expect(delivery).to.include({ delivered: told });
    await scene.settle(20_000);
    expect(
      (await journal()).filter(({ type }) => type === 'delivery.advanced'),
      'nothing for itself',
    ).to.have.lengthOf(written);
  });

  it('reads from the journal what does not fit into memory', async () => {
    scene.house.webhook.answer = () => ({ ...ok, afterMs: 400 });
    await scene.make({ types: ['call.offered', 'call.cleared'] });
    for (let i = 0; i < 120; i++) scene.house.sim.call({ routingPoint: 'main', ani: '', dnis: '1002' });
    await scene.settle(120 * 2 * 405 + 20_000);
    const wanted = (await journal()).filter(({ type }) => type === 'call.offered' || type === 'call.cleared');
    expect(scene.house.webhook.sequences).to.deep.equal(wanted.map(({ seq }) => seq));
    expect(wanted).to.have.lengthOf(240);
  });

  it('goes on after a crash: nothing is left out, what is doubled has the same id', async () => {
    const { house } = scene;
    house.webhook.answer = () => ({ ...ok, afterMs: 50 });
    await scene.make();
    for (let i = 0; i < 4; i++) {
      house.sim.call({ routingPoint: 'main', ani: '', dnis: '1002' });
      await house.world.advance(130);
      await scene.restart();
    }
    await scene.settle();
    const wanted = (await journal()).filter(({ type }) => !books.test(type)).map(({ seq }) => seq);
    const got = house.webhook.sequences;
    const [first = 0] = got;
    expect([...new Set(got)].sort((a, b) => a - b)).to.deep.equal(wanted.filter((seq) => seq >= first));
    const ids = new Map<number, Set<string>>();
    got.forEach((sequence, i) => {
      ids.set(sequence, (ids.get(sequence) ?? new Set()).add(house.webhook.arrived[i]?.id ?? ''));
    });
    expect([...ids.values()].every(({ size }) => size === 1)).to.equal(true);
  });

  it('repeats nothing after an orderly stop', async () => {
    const { house } = scene;
    await scene.make();
    await scene.call();
    await house.stop();
    const before = house.webhook.sequences;
    house.crash('all');
    await house.up();
    await scene.call();
    await scene.settle();
    const sequences = house.webhook.sequences;
    expect(sequences.length).to.be.greaterThan(before.length);
    expect(new Set(sequences).size).to.equal(sequences.length);
  });

  it('lets no dead receiver stand in the way of another one, nor of a call', async () => {
    const dead = (request: WebhookRequest): boolean => request.url.endsWith('/dead');
    scene.house.webhook.answer = (request) => (dead(request) ? silence : ok);
    await scene.make({ url: `${URL}/dead` });
    await scene.make();
    const feed = scene.house.listen('acme');
    await scene.call();
    await scene.settle();
    const told = scene.house.webhook.arrived.filter((request) => !dead(request));
    const calls = feed.events.filter(({ type }) => type.startsWith('call.'));
    expect(told.filter(({ body }) => JSON.parse(body).type.startsWith('call.'))).to.have.lengthOf(calls.length);
    expect(feed.of('call.cleared')).to.have.lengthOf(1);
    expect(scene.house.webhook.arrived.filter(dead)).to.have.lengthOf(1);
  });

  it('tells a tenant nothing of another one', async () => {
    await scene.make({}, 'globex');
    await scene.call();
    await scene.settle();
    expect(scene.house.webhook.arrived).to.deep.equal([]);
  });

  it('rests while the tenant is suspended, and goes on where it was', async () => {
    const { partitions } = scene.house.signalbox;
    const suspend = (suspendedAt: number | undefined): void => {
      const tenant = partitions.get(SYSTEM)?.get<object>('tenant', 'acme');
      const data = { ...tenant, ...(suspendedAt !== undefined && { suspendedAt }) };
      if (suspendedAt === undefined) delete (data as { suspendedAt?: number }).suspendedAt;
      partitions.decide(SYSTEM, { actor: 'key:admin' }, () => ({
        drafts: [{ type: 'tenant.changed', id: 'acme', data }],
        reply: undefined,
      }));
    };
    scene.house.webhook.answer = () => status(500);
    const { id } = await scene.make();
    await scene.call();
    suspend(1);
    scene.house.webhook.answer = () => ok;
    await scene.later(7_000_000);
    const before = scene.house.webhook.arrived.length;
    expect(scene.delivery(id)?.retry, 'no deadline waits for nobody').to.equal(undefined);
    await scene.call();
    expect(scene.house.webhook.arrived).to.have.lengthOf(before);
    suspend(undefined);
    await scene.settle();
    const wanted = (await journal()).filter(({ type }) => !books.test(type)).map(({ seq }) => seq);
    const got = scene.house.webhook.sequences.slice(before);
    expect(got).to.deep.equal(wanted.slice(-got.length));
    expect(got.length).to.be.greaterThan(3);
  });
});
