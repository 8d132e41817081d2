/** A customer who is forgotten is told of to nobody any more: not by a retry, not by a dead letter, not from memory. */
import { expect } from 'chai';
import { isRefusal } from '../../../src/core/errors';
import { ok, status } from '../../support/fakeWebhook';
import { WebhookScene } from './scene';

const OTHER = '+493088877766';

describe('webhooks and a customer who is forgotten', () => {
  let scene: WebhookScene;
  beforeEach(async () => {
    scene = await WebhookScene.open();
  });
  afterEach(() => scene.house.end());

  const forget = (number = '+493023125777') =>
    scene.done(scene.house.api.records.eraseCustomer(scene.owner(), 'acme', { number }));
  const somebodyElse = async () => {
    scene.house.sim.call({ routingPoint: 'main', ani: OTHER, dnis: '1002' });
    await scene.house.world.advance(2_000);
  };
  const told = () => scene.house.webhook.events.map(({ data }) => data.ani);
  const onlyCleared = (more: object = {}) => scene.make({ types: ['call.cleared'], ...more });

  it('an event that waits for its next attempt is passed over, and the next one follows', async () => {
    let down = true;
    scene.house.webhook.answer = () => (down ? status(500) : ok);
    const { id } = await onlyCleared();
    await scene.call();
    await somebodyElse();
    expect(told()).to.deep.equal(['+493023125777']);
    expect(await forget()).to.include({ calls: 1, left: 0 });
    down = false;
    await scene.later(10_000);
    expect(told()).to.deep.equal(['+493023125777', OTHER]);
    expect(scene.delivery(id)).not.to.have.any.keys('retry', 'failingSince');
  });

  it('an event that waits and after which nothing follows is tried no more', async () => {
    scene.house.webhook.answer = () => status(500);
    const { id } = await onlyCleared();
    await scene.call();
    await forget();
    await scene.later(10_000);
    await scene.settle();
    expect(scene.house.webhook.arrived).to.have.length(1);
    expect(scene.delivery(id)).not.to.have.property('retry');
  });

  it('what was read before is not told, whatever the receiver takes', async () => {
    scene.house.webhook.answer = () => ({ ...ok, afterMs: 8_000 });
    await onlyCleared();
    await somebodyElse();
    await scene.call();
    await somebodyElse();
    await forget();
    await scene.settle(40_000);
    expect(told()).to.deep.equal([OTHER, OTHER]);
  });

  it('dead letters are thrown away, and nothing in the store has the number', async () => {
    scene.house.webhook.answer = () => status(500);
    const { id } = await onlyCleared({ attempts: 1 });
    const waiting = scene.house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1003' });
    await scene.settle();
    waiting.hangup();
    await scene.settle();
    await somebodyElse();
    const letters = async () => {
      const page = await scene.house.world.finish(scene.house.api.deadLetters.list(scene.owner(), 'acme', id));
      if (isRefusal(page)) throw new Error(JSON.stringify(page));
      return page.items.length;
    };
    expect(await letters()).to.equal(2);
    expect(await forget()).to.include({ calls: 1, left: 0 });
    expect(await letters()).to.equal(1);
    await scene.settle();
    const stored = await scene.house.world.finish(scene.house.store.exportPage('acme'));
    expect(JSON.stringify(stored)).to.contain(OTHER).and.not.to.contain('3023125777');
  });
});
