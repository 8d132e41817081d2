/** What fails is tried again, for days, over restarts; then it is set aside, and never forgotten unseen. */
import { expect } from 'chai';
import { RETRY_MS } from '../../../src/core/deliverySteps';
import { isRefusal } from '../../../src/core/errors';
import { ok, silence, status } from '../../support/fakeWebhook';
import { type Shown, URL, WebhookScene } from './scene';

const HOUR = 3_600_000;

describe('a webhook whose receiver fails', () => {
  let scene: WebhookScene;
  beforeEach(async () => {
    scene = await WebhookScene.open();
  });
  afterEach(() => scene.house.end());

  const onlyCleared = (more: object = {}) => scene.make({ types: ['call.cleared'], ...more });
  const letters = async (id: string) => {
    const page = await scene.house.world.finish(scene.house.api.deadLetters.list(scene.owner(), 'acme', id));
    if (isRefusal(page)) throw new Error(JSON.stringify(page));
    return page.items as { id: string; sequence: number; attempts: number; status?: number; reason: string }[];
  };

  it('is tried ten times over three days, later each time, also after a restart', async () => {
    const { house } = scene;
    house.webhook.answer = () => status(500);
    const { id } = await onlyCleared();
    await scene.call();
    for (const [i, wait] of RETRY_MS.entries()) {
      expect(house.webhook.arrived, `attempt ${i + 1}`).to.have.lengthOf(i + 1);
      const at = scene.delivery(id)?.retry?.at ?? 0;
      const last = house.webhook.arrived.at(-1)?.at ?? 0;
      expect(at - last, `wait ${i + 1}`).to.be.within(wait, wait * 1.2 + 20);
      expect(scene.delivery(id)?.retry).to.include({ attempts: i + 1, reason: 'status', status: 500 });
      if (i === 3) {
        await scene.restart();
      }
      await scene.later(wait * 1.2 + 100);
    }
    expect(house.webhook.arrived).to.have.lengthOf(10);
    expect(new Set(house.webhook.arrived.map((request) => request.id)).size).to.equal(1);
    const [letter] = await letters(id);
    expect(letter).to.include({ attempts: 10, reason: 'status', status: 500 });
    expect(scene.webhook(id)?.state).to.equal('active');
  });

  it('is not tried before its time', async () => {
    scene.house.webhook.answer = () => status(500);
    await onlyCleared();
    await scene.call();
    await scene.settle(2_500);
    expect(scene.house.webhook.arrived).to.have.lengthOf(1);
    await scene.settle(4_000);
    expect(scene.house.webhook.arrived).to.have.lengthOf(2);
    await scene.call();
    await scene.settle(60_000);
    expect(scene.house.webhook.arrived, 'what comes after it waits').to.have.lengthOf(2);
  });

  it('gets the next event when the attempts of one are used up, and the rest in order', async () => {
    let down = true;
    scene.house.webhook.answer = () => (down ? status(503) : ok);
    const { id } = await onlyCleared({ attempts: 1 });
    await scene.call();
    down = false;
    await scene.call();
    await scene.call();
    await scene.settle();
    expect(scene.house.webhook.arrived).to.have.lengthOf(3);
    expect(await letters(id)).to.have.lengthOf(1);
    expect(scene.delivery(id)).not.to.have.any.keys('retry', 'failingSince');
  });

  it('may ask for a later attempt, at most a day later', async () => {
    scene.house.webhook.answer = () => status(429, 2 * HOUR);
    const { id } = await onlyCleared();
    await scene.call();
    const { retry } = scene.delivery(id) ?? {};
    expect((retry?.at ?? 0) - (retry?.firstAt ?? 0)).to.equal(2 * HOUR);
  });

  it('sets an event aside before it tells the next one: a process that dies between them tells both again, in order', async () => {
    const { house } = scene;
    const { id } = await scene.make({ types: ['call.cleared'], attempts: 1 });
    house.webhook.answer = () => status(500);
    for (let i = 0; i < 3; i++) house.sim.call({ routingPoint: 'main', ani: '', dnis: '1002' });
    await house.world.waitFor(() => scene.delivery(id)?.failingSince);
    expect(house.webhook.arrived, 'it is refused for good, but that is not on the disk yet').to.have.lengthOf(1);
    house.crash('none');
    house.webhook.answer = () => ok;
    await house.up();
    await scene.settle();
    const [refused, ...again] = house.webhook.sequences;
    const feed = house.listen('acme', { after: 0 });
    await house.world.waitFor(() => feed.of('stream.position')[0]);
    const cleared = feed.of('call.cleared').map(({ sequence }) => sequence);
    expect([refused, cleared.length]).to.deep.equal([cleared[0], 3]);
    expect(again).to.deep.equal(cleared);
    expect(await letters(id)).to.deep.equal([]);
  });

  it('is disabled when it says that it is gone, and the other webhooks hear of it', async () => {
    scene.house.webhook.answer = ({ url }) => (url === URL ? status(410) : ok);
    const { id } = await onlyCleared();
    await scene.make({ url: `${URL}/other`, types: ['webhook.disabled'] });
    await scene.call();
    await scene.call();
    await scene.settle();
    expect(scene.webhook(id)).to.include({ state: 'disabled', reason: 'gone' });
    expect(scene.house.webhook.arrived.filter(({ url }) => url === URL)).to.have.lengthOf(1);
    const told = scene.house.webhook.events.filter(({ type }) => type === 'webhook.disabled');
    expect(told.map(({ data }) => [data.id, data.reason])).to.deep.equal([[id, 'gone']]);
  });

  it('is disabled when nothing has arrived for five days; resumed, it gets what it missed', async () => {
    scene.house.webhook.answer = () => silence;
    const { id } = await onlyCleared({ attempts: 2 });
    await scene.call();
    await scene.settle(30_000);
    await scene.call();
    await scene.settle(30_000);
    await scene.later(121 * HOUR);
    await scene.settle(60_000);
    expect(scene.webhook(id)).to.include({ state: 'disabled', reason: 'failing' });
    const before = scene.house.webhook.arrived.length;
    await scene.call();
    await scene.settle(30_000);
    expect(scene.house.webhook.arrived).to.have.lengthOf(before);
    scene.house.webhook.answer = () => ok;
    await scene.done(scene.house.api.webhooks.resume(scene.owner(), 'acme', id));
    await scene.settle();
    expect(scene.webhook(id)).not.to.have.property('reason');
    const dead = (await letters(id)).map(({ sequence }) => sequence);
    const cleared = scene.house.webhook.sequences.slice(before);
    expect(dead.length + cleared.length).to.equal(3);
  });

  describe('with dead letters', () => {
    let webhook: Shown;
    beforeEach(async () => {
      scene.house.webhook.answer = () => status(500);
      webhook = await onlyCleared({ attempts: 1 });
      await scene.call();
      await scene.call();
      scene.house.webhook.answer = () => ok;
    });
    const { deadLetters } = { deadLetters: () => scene.house.api.deadLetters };

    it('shows each with its event', async () => {
      const [letter] = await letters(webhook.id);
      const found = await scene.house.world.finish(
        deadLetters().get(scene.owner(), 'acme', webhook.id, letter?.id ?? ''),
      );
      expect(found).to.have.nested.property('data.event.sequence', letter?.sequence);
      expect(found).to.have.nested.property('data.event.type', 'call.cleared');
    });

    it('tries one of them once more, with the id that it had', async () => {
      const [first, second] = await letters(webhook.id);
      const [firstId] = scene.house.webhook.arrived.map(({ id }) => id);
      await scene.done(deadLetters().requeue(scene.owner(), 'acme', webhook.id, first?.id));
      await scene.settle();
      expect(scene.house.webhook.arrived.at(-1)?.id).to.equal(firstId);
      expect((await letters(webhook.id)).map(({ id }) => id)).to.deep.equal([second?.id]);
    });

    it('tries all of them, in order, also when the process dies meanwhile', async () => {
      const { house } = scene;
      const sequences = (await letters(webhook.id)).map(({ sequence }) => sequence);
      house.webhook.answer = () => ({ ...ok, afterMs: 500 });
      await scene.done(deadLetters().requeue(scene.owner(), 'acme', webhook.id));
      await scene.restart();
      await scene.settle();
      expect(await letters(webhook.id)).to.deep.equal([]);
      expect(house.webhook.sequences.slice(-2)).to.deep.equal(sequences);
    });

    it('keeps one that fails again, and counts', async () => {
      scene.house.webhook.answer = () => status(404);
      await scene.done(deadLetters().requeue(scene.owner(), 'acme', webhook.id));
      await scene.settle();
      const again = await letters(webhook.id);
      expect(again.map(({ attempts, status: code }) => [attempts, code])).to.deep.equal([
        [2, 404],
        [2, 404],
      ]);
    });

    it('says so of one whose event is older than the journal', async () => {
      const { house } = scene;
      await scene.settle(5_000);
      await house.world.finish(house.store.prune('acme', house.clock.now() + 1));
      await scene.done(deadLetters().requeue(scene.owner(), 'acme', webhook.id));
      await scene.settle();
      expect((await letters(webhook.id)).map(({ reason }) => reason)).to.deep.equal(['event_gone', 'event_gone']);
    });

    it('throws them away', async () => {
      expect(await scene.done(deadLetters().purge(scene.owner(), 'acme', webhook.id))).to.deep.equal({ count: 2 });
      expect(await letters(webhook.id)).to.deep.equal([]);
      const gone = deadLetters().purge(scene.owner(), 'acme', webhook.id, 'dl_none');
      expect(await scene.house.world.finish(gone)).to.include({ refused: 'resource.not_found' });
    });

    it('tries nothing while it is paused, and says so', async () => {
      await scene.done(scene.house.api.webhooks.pause(scene.owner(), 'acme', webhook.id));
      const asked = deadLetters().requeue(scene.owner(), 'acme', webhook.id);
      expect(await scene.house.world.finish(asked)).to.include({ refused: 'webhook.not_active' });
    });
  });
});
