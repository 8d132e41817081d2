/** The gateway dies in every state of a callback: nobody is dialled twice for one attempt, and nothing is forgotten or stuck. */
import { expect } from 'chai';
import type { Phone } from '../../connectors/simulator/phones';
import type { CallbackState } from '../../src/core/callbackStates';
import { CallbackHouse, CUSTOMER } from '../support/callbackHouse';

const DOWN_MS = 3_000;

describe('a gateway that dies', () => {
  let house: CallbackHouse;
  let customer: Phone;
  let desk: Phone;
  let id: string;

  /** A customer who answers and presses 1, and a phone that answers; a callback of theirs in that state. */
  const reach = async (state: CallbackState, answers = true) => {
    house = await CallbackHouse.open({ callback: { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 5 } });
    customer = house.phone(CUSTOMER, {
      ...(answers && { answerAfterMs: 4_000 }),
      script: async (person) => {
        await person.hear(/callback-greeting/);
        await person.wait(8_000);
        await person.press('1');
      },
    });
    desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 6_000 });
    id = (await house.request()).callback;
    await house.world.waitFor(
      () => (house.signalbox.partitions.get('acme')?.get('callback', id) as { state: string })?.state === state,
    );
    // What was decided is on its way to the disk; the next event is far.
    await house.world.advance(500);
  };
  const dies = async () => {
    house.crash();
    await house.world.advance(DOWN_MS);
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
  };
  const parties = () => customer.calls.map(({ party }) => party?.facts.party);

  afterEach(async () => {
    await house.end();
  });

  for (const state of ['queued', 'dialing', 'confirming', 'holding', 'connected'] as const)
    it(`while it is ${state}: it goes on, with one dial`, async () => {
      await reach(state);
      await dies();
      await house.world.waitFor(() => desk.last?.hearsWhom.length === 1, 120_000);
      expect(await house.event('callback.connected')).to.include({ id, attempt: 1 });
      expect(parties()).to.deep.equal([house.world.ids.derive('acme', id, '1')]);
      await house.world.advance(20_000);
      customer.last?.hangup();
      expect(await house.event('callback.completed')).to.include({ id, outcome: 'talked' });
    });

  it('while it is dialing, and the customer gives up meanwhile: it is lost, counts, and is tried again once', async () => {
    await reach('dialing', false);
    house.crash();
    customer.last?.decline();
    await house.world.advance(DOWN_MS);
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ id, failures: { lost: 1 } });
    await house.event('callback.attempted', 2);
    await house.world.waitFor(() => customer.calls.length === 2);
    expect(parties()).to.deep.equal(['1', '2'].map((attempt) => house.world.ids.derive('acme', id, attempt)));
  });

  it('before anybody saw it ring: it is lost when two listings do not show it, not before', async () => {
    house = await CallbackHouse.open({ callback: { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 5 } });
    customer = house.phone(CUSTOMER, {});
    id = (await house.request()).callback;
    house.sim.faults.lostCommand = 1;
    await house.event('callback.attempted');
    await house.world.advance(5);
    house.sim.faults.lostCommand = 0;
    await dies();
    await house.world.advance(1_500);
    expect(await house.callback(id), 'one listing is not enough').to.deep.include({ state: 'dialing', failures: {} });
    await house.world.advance(1_500);
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ id, failures: { lost: 1 } });
    expect(customer.calls).to.have.lengthOf(0);
  });

  for (const state of ['confirming', 'holding'] as const)
    it(`while it is ${state}, and the customer leaves meanwhile: unknown, and nobody is called again`, async () => {
      await reach(state);
      house.crash();
      customer.last?.hangup();
      await house.world.advance(DOWN_MS);
      await house.up();
      house.feed = house.listen('acme', { after: 0 });
      expect(await house.event('callback.lost')).to.include({ id, state: 'unknown', outcome: 'lost' });
      await house.world.advance(3_600_000);
      expect(customer.calls).to.have.lengthOf(1);
    });

  it('after a long talk that ended meanwhile: it is done', async () => {
    await reach('connected');
    await house.world.advance(60_000);
    house.crash();
    customer.last?.hangup();
    desk.last?.hangup();
    await house.world.advance(DOWN_MS);
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    expect(await house.event('callback.completed')).to.include({ id, outcome: 'talked' });
    expect(customer.calls).to.have.lengthOf(1);
  });

  it('while it waits for its next attempt: it is made when it is due', async () => {
    await reach('dialing', false);
    customer.last?.decline();
    await house.event('callback.retry_scheduled');
    await house.world.advance(500);
    await dies();
    await house.event('callback.attempted', 2);
    await house.world.waitFor(() => customer.calls.length === 2);
  });
});
