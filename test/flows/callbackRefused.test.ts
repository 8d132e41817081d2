/** A callback whose dials are refused for ever ends, instead of taking up one agent after the other. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import type { Entry } from '../../src/core/queue';
import { CallbackHouse, CUSTOMER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

describe('a callback that can never be dialled', () => {
  let house: CallbackHouse;
  let floor: Floor;
  const open = async () => {
    house = await CallbackHouse.open({ callback: { mode: 'agentFirst', minDelaySeconds: 5 }, rest: withDesks });
    floor = new Floor(house);
  };

  afterEach(() => house.end());

  it('is over where no agent’s phone can be dialled for it, and nobody is asked again', async () => {
    await open();
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000 });
    for (const phone of ['PJSIP/a1', 'PJSIP/a2']) house.sim.phone(phone, { malformed: true });
    const { callback: id } = await house.request();
    await floor.ready('anna');
    await floor.ready('bert');
    expect(await house.event('callback.failed')).to.include({ id, outcome: 'refused', attempt: 0 });
    expect(await house.event<Entry>('queue.left')).to.include({ callback: id, reason: 'failed' });
    await house.world.advance(60_000);
    expect([house.feed.of('offer.created').length, customer.calls.length]).to.deep.equal([2, 0]);
    expect(await house.report()).to.deep.include({ outcomes: { refused: 1 }, dials: 0 });
  });

  it('is over where its number is none that is dialled any more, before an agent is asked', async () => {
    for (const [number, outcome] of [
      ['+491901234567', 'blocked'],
      ['+999123456', 'invalidNumber'],
    ] as const) {
      await open();
      const { callback: id } = await house.request();
      // What can be dialled may be less after an update of the numbering plans.
      house.signalbox.partitions.decide('acme', { actor: 'system' }, (partition) => {
        const data = { ...(partition.get<Callback>('callback', id) as Callback), customerNumber: number };
        return { drafts: [{ type: 'callback.changed', id, data, transaction: data.transaction }], reply: undefined };
      });
      await floor.ready('anna');
      expect(await house.event('callback.failed')).to.include({ id, outcome });
      expect(house.feed.of('offer.created')).to.deep.equal([]);
      if (outcome === 'blocked') await house.end();
    }
  });
});
