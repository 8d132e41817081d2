/** Webhooks as their owner keeps them: made, changed, paused, rotated, replayed, deleted. */
import { expect } from 'chai';
import { Webhook as Verifier } from 'standardwebhooks';
import { isRefusal } from '../../../src/core/errors';
import { DEFAULT_QUOTAS } from '../../../src/core/tenant';
import { signatureHeaders } from '../../../src/webhook/sign';
import { ok, status } from '../../support/fakeWebhook';
import { URL, WebhookScene } from './scene';

describe('the administration of webhooks', () => {
  let scene: WebhookScene;
  beforeEach(async () => {
    scene = await WebhookScene.open();
  });
  afterEach(() => scene.house.end());

  const { webhooks, finish } = {
    webhooks: () => scene.house.api.webhooks,
    finish: <T>(promise: Promise<T>): Promise<T> => scene.house.world.finish(promise),
  };

  it('shows the secret once, and signs with it, also after a restart', async () => {
    const made = await scene.make({ description: 'CRM' });
    expect(made.secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made).to.deep.include({ url: URL, description: 'CRM', attempts: 10, state: 'active' });
    expect(made.createdBy).to.equal('key:acme');
    const feed = scene.house.listen('acme', { after: 0 });
    const listed = await finish(webhooks().list(scene.owner(), 'acme'));
    for (const text of [JSON.stringify(await scene.shown(made.id)), JSON.stringify(listed)])
      expect(text).not.to.include('whsec_').and.not.to.include('secret');
    await scene.restart();
    await scene.call();
    await scene.settle();
    expect(scene.house.webhook.arrived.at(-1)?.secrets).to.deep.equal([made.secret]);
    expect(JSON.stringify(feed.events)).not.to.include('whsec_');
  });

  it('makes one for a request that is repeated, and shows the secret only the first time', async () => {
    const create = () => webhooks().create(scene.owner(), 'acme', { url: URL }, 'r1');
    const first = await scene.done(create());
    const second = await scene.done(create());
    expect(second.id).to.equal(first.id);
    expect(second).not.to.have.property('secret');
    const other = await finish(webhooks().create(scene.owner(), 'acme', { url: `${URL}/2` }, 'r1'));
    expect(other).to.include({ refused: 'request.key_reused' });
  });

  for (const [body, path] of [
    [{}, '/url'],
    [{ url: 'ftp://crm.example' }, '/url'],
    [{ url: 'http://crm.example/hook' }, '/url'],
    [{ url: 'https://127.0.0.1/hook' }, '/url'],
    [{ url: URL, types: ['call.nothing'] }, '/types/0'],
    [{ url: URL, types: ['stream.position'] }, '/types/0'],
    [{ url: URL, venues: ['only'] }, '/venues/0'],
    [{ url: URL, attempts: 11 }, '/attempts'],
    [{ url: URL, secret: 'mine' }, '/secret'],
  ] as const)
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const refusal = await finish(webhooks().create(scene.owner(), 'acme', body));
      expect(isRefusal(refusal) && refusal.errors?.[0]?.path).to.equal(path);
    });

  it('keeps a tenant to its quota', async () => {
    for (let i = 0; i < DEFAULT_QUOTAS.webhooks; i++) await scene.make({ active: false });
    const more = await finish(webhooks().create(scene.owner(), 'acme', { url: URL }));
    expect(more).to.include({ refused: 'quota.exceeded' });
  });

  it('signs with both secrets while they overlap, and with the new one afterwards', async () => {
    const { id, secret: first = '' } = await scene.make();
    const rotated = await scene.done(webhooks().rotate(scene.owner(), 'acme', id, { overlapSeconds: 3_600 }));
    const second = rotated.secret ?? '';
    expect(second)
      .to.match(/^whsec_/)
      .and.not.to.equal(first);
    await scene.call();
    await scene.settle();
    const both = scene.house.webhook.arrived.at(-1);
    expect(both?.secrets).to.deep.equal([second, first]);
    const headers = signatureHeaders(both ?? { id: '', body: '' }, both?.secrets ?? [], Date.now());
    for (const secret of [first, second])
      expect(new Verifier(secret).verify(both?.body ?? '', headers)).to.be.an('object');
    await scene.restart();
    await scene.later(3_600_000);
    expect(scene.webhook(id)).not.to.have.property('previousUntil');
    await scene.call();
    await scene.settle();
    expect(scene.house.webhook.arrived.at(-1)?.secrets).to.deep.equal([second]);
  });

  it('changes what is named, takes out what is null, and holds to If-Match', async () => {
    const { id } = await scene.make({ types: ['call.cleared'], description: 'old' });
    const found = await finish(webhooks().get(scene.owner(), 'acme', id));
    const seq = 'seq' in found ? found.seq : 0;
    const body = { url: `${URL}/2`, types: null };
    const stale = await finish(webhooks().change(scene.owner(), 'acme', id, body, seq - 1));
    expect(stale).to.include({ refused: 'resource.conflict' });
    const changed = await scene.done(webhooks().change(scene.owner(), 'acme', id, body, seq));
    expect(changed)
      .to.include({ url: `${URL}/2`, description: 'old' })
      .and.not.to.have.property('types');
    await scene.call();
    await scene.settle();
    expect(new Set(scene.house.webhook.arrived.map(({ url }) => url))).to.deep.equal(new Set([`${URL}/2`]));
    const nothing = await finish(webhooks().change(scene.owner(), 'acme', id, {}));
    expect(nothing).to.include({ refused: 'request.invalid' });
  });

  it('delivers at once to the address that was corrected', async () => {
    scene.house.webhook.answer = ({ url }) => (url === URL ? status(404) : ok);
    const { id } = await scene.make({ types: ['call.cleared'] });
    await scene.call();
    await scene.done(webhooks().change(scene.owner(), 'acme', id, { url: `${URL}/right` }));
    await scene.settle(500);
    const [wrong, right] = scene.house.webhook.arrived;
    expect([right?.url, right?.id]).to.deep.equal([`${URL}/right`, wrong?.id]);
  });

  it('rests while paused, and gets what it missed when it is resumed', async () => {
    const { id } = await scene.make();
    await scene.call();
    await scene.settle();
    await scene.done(webhooks().pause(scene.owner(), 'acme', id));
    const before = scene.house.webhook.sequences;
    await scene.call();
    await scene.settle();
    expect(scene.house.webhook.sequences).to.deep.equal(before);
    await scene.done(webhooks().resume(scene.owner(), 'acme', id));
    await scene.settle();
    const all = scene.house.webhook.sequences;
    expect(all.length).to.equal(before.length * 2);
    expect(new Set(all).size).to.equal(all.length);
  });

  it('replays from a sequence with the same ids, and says how far back it can', async () => {
    const { id } = await scene.make();
    await scene.call();
    await scene.settle();
    const before = [...scene.house.webhook.arrived];
    const [from = 0] = scene.house.webhook.sequences;
    await scene.done(webhooks().replay(scene.owner(), 'acme', id, { from }));
    await scene.settle();
    const again = scene.house.webhook.arrived.slice(before.length).map((request) => request.id);
    expect(again).to.deep.equal(before.map((request) => request.id));
    const ahead = await finish(webhooks().replay(scene.owner(), 'acme', id, { from: 100_000 }));
    expect(ahead).to.include({ refused: 'request.invalid' });
    await scene.settle(5_000);
    await finish(scene.house.store.prune('acme', scene.house.clock.now() + 1));
    const oldest = await finish(scene.house.store.oldest('acme'));
    expect(oldest).to.be.greaterThan(from);
    const refusal = await finish(webhooks().replay(scene.owner(), 'acme', id, { from }));
    expect(refusal).to.deep.include({ refused: 'webhook.not_kept', facts: { oldest } });
  });

  it('says which events were pruned before their turn came', async () => {
    const { id } = await scene.make();
    await scene.done(webhooks().pause(scene.owner(), 'acme', id));
    await scene.call();
    await scene.settle(5_000);
    const { sequence } = scene.delivery(id) ?? { sequence: 0 };
    await finish(scene.house.store.prune('acme', scene.house.clock.now() + 1));
    const oldest = await finish(scene.house.store.oldest('acme'));
    await scene.done(webhooks().resume(scene.owner(), 'acme', id));
    await scene.settle();
    const { delivery } = await scene.shown(id);
    expect(delivery.missed).to.deep.equal({ from: sequence + 1, to: oldest - 1 });
    await scene.call();
    await scene.settle();
    expect(scene.house.webhook.arrived.length).to.be.greaterThan(3);
  });

  it('pings at once, also while it is paused, and says what became of it', async () => {
    const { id } = await scene.make({ active: false });
    expect(await scene.done(webhooks().ping(scene.owner(), 'acme', id))).to.deep.equal({
      delivered: true,
      status: 204,
      ms: 5,
    });
    scene.house.webhook.answer = () => status(401);
    expect(await scene.done(webhooks().ping(scene.owner(), 'acme', id))).to.deep.equal({
      delivered: false,
      reason: 'status',
      status: 401,
      ms: 5,
    });
    const [event] = scene.house.webhook.events;
    expect(event).to.deep.include({ type: 'webhook.pinged', data: { webhook: id } });
    expect(event).not.to.have.property('sequence');
  });

  it('is gone when it is deleted, with its dead letters', async () => {
    scene.house.webhook.answer = () => status(500);
    const { id } = await scene.make({ attempts: 1 });
    await scene.call();
    await scene.done(webhooks().remove(scene.owner(), 'acme', id));
    const before = scene.house.webhook.arrived.length;
    await scene.call();
    await scene.settle(5_000);
    expect(scene.house.webhook.arrived).to.have.lengthOf(before);
    expect(await finish(webhooks().get(scene.owner(), 'acme', id))).to.include({ refused: 'resource.not_found' });
    const partition = scene.house.signalbox.partitions.get('acme');
    for (const kind of ['webhook', 'delivery', 'deadLetter'])
      expect([...(partition?.ids(kind) ?? [])], kind).to.deep.equal([]);
  });
});
