/** The customer calls in while it is being reached: who rings is let go, the call has the place, and nobody is called again. */
import { expect } from 'chai';
import type { Offer } from '../../src/core/offer';
import type { Entry } from '../../src/core/queue';
import { arrives, CallbackHouse, CUSTOMER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

describe('a customer who calls in while it is being reached', () => {
  let house: CallbackHouse;
  let floor: Floor;
  let id: string;

  const open = async (mode: string, callback: object = {}) => {
    const own = { mode, minDelaySeconds: 0, retry: { delaysSeconds: [60] }, ...callback };
    const queue = { ringSeconds: 20, wrapUpSeconds: 30 };
    house = await CallbackHouse.open({ callback: own, queue, rest: withDesks });
    floor = new Floor(house);
  };
  /** Its customer is rung, by a phone that nobody answers; the desk answers. */
  const rings = async (mode: string, callback: object = {}) => {
    await open(mode, callback);
    const customer = house.phone(CUSTOMER, {});
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    ({ callback: id } = await house.request());
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    return { customer, desk };
  };
  /** It stands where the callback stood, which is over. */
  const merged = async (before: Pick<Entry, 'arrivedAt'>) => {
    const over = await house.event('callback.merged');
    expect(over).to.include({ id, state: 'merged', outcome: 'merged' });
    const entries = house.feed.of('queue.joined').map(({ data }) => data as Entry);
    const arrived = { call: over.successor, arrivedAt: before.arrivedAt };
    expect(entries.find(({ call }) => call === over.successor)).to.include(arrived);
    return over;
  };
  /** Anna gets the caller next, and nobody is dialled, then or later. */
  const served = async (caller: { hearsWhom: readonly string[]; hangup(): void }, dials: number) => {
    await house.world.waitFor(() => caller.hearsWhom.length === 1, 120_000);
    await house.world.advance(20_000);
    caller.hangup();
    await house.world.advance(3_600_000);
    expect(house.feed.of('callback.attempted')).to.have.lengthOf(dials);
    expect(await house.entries()).to.deep.equal([]);
  };

  afterEach(() => house.end());

  it('lets the agent go who is asked for it, and is served', async () => {
    await open('agentFirst');
    const customer = house.phone(CUSTOMER, { refuses: 'busy' });
    const desk = house.sim.phone('PJSIP/a1', () => (desk.calls.length === 0 ? {} : { answerAfterMs: 500 }));
    await floor.ready('anna');
    ({ callback: id } = await house.request());
    await house.world.waitFor(() => desk.last?.state === 'ringing');
    const { arrivedAt = 0 } = await house.callback(id);
    const caller = house.sim.call(arrives(CUSTOMER));
    await merged({ arrivedAt });
    expect(await house.event<Offer>('offer.withdrawn')).to.include({ agent: 'anna' });
    expect(desk.calls[0]?.end?.cause).to.equal('answeredElsewhere');
    await served(caller, 0);
    expect(customer.calls).to.have.lengthOf(0);
  });

  it('lets the agent go who is there for it, with nothing to wrap up', async () => {
    await open('agentFirst', { agent: { previewSeconds: 60 } });
    const customer = house.phone(CUSTOMER, {});
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    ({ callback: id } = await house.request());
    await house.world.waitFor(() => desk.last?.state === 'up');
    const { arrivedAt = 0 } = await house.callback(id);
    const caller = house.sim.call(arrives(CUSTOMER));
    await merged({ arrivedAt });
    await house.world.waitFor(() => desk.calls.length === 2, 5_000);
    await served(caller, 0);
    expect(customer.calls).to.have.lengthOf(0);
  });

  it('while its phone rings: the dial is withdrawn, and so is the agent who waits for it', async () => {
    const { customer, desk } = await rings('agentFirst');
    const { arrivedAt = 0 } = await house.callback(id);
    const caller = house.sim.call(arrives(CUSTOMER));
    const { attempts, failures } = await merged({ arrivedAt });
    expect(attempts[0]).to.include({ number: 1, cause: 'withdrawn' });
    expect(failures).to.deep.equal({ withdrawn: 1 });
    await house.world.waitFor(() => customer.last?.state === 'gone' && desk.calls.length === 2, 5_000);
    await served(caller, 1);
    expect(await house.report()).to.deep.include({ dials: 1, failed: { withdrawn: 1 }, outcomes: { merged: 1 } });
  });

  it('is merged so when it is reached first, over a crash too', async () => {
    const { customer, desk } = await rings('customerFirst');
    const { arrivedAt = 0 } = await house.callback(id);
    const caller = house.sim.call(arrives(CUSTOMER));
    await merged({ arrivedAt });
    house.crash();
    await house.up();
    await house.world.waitFor(() => customer.last?.state === 'gone', 30_000);
    await house.world.waitFor(() => caller.hearsWhom.length === 1, 120_000);
    caller.hangup();
    await house.world.advance(3_600_000);
    expect([customer.calls.length, desk.calls.length]).to.deep.equal([1, 1]);
  });

  for (const mode of ['agentFirst', 'customerFirst']) {
    /** Somebody, or a mailbox, answers for it and presses no key. */
    const answers = async () => {
      await open(mode, { confirm: { tries: 2, seconds: 10 } });
      const customer = house.phone(CUSTOMER, { answerAfterMs: 500 });
      const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
      await floor.ready('anna');
      ({ callback: id } = await house.request());
      await house.event('callback.answered');
      return { customer, desk };
    };

    it(`while somebody answers for it is not called again when it was served meanwhile (${mode})`, async () => {
      const { customer } = await answers();
      const { arrivedAt } = await house.callback(id);
      const caller = house.sim.call(arrives(CUSTOMER));
      const changed = await house.event('callback.changed', 2);
      expect(changed).to.include({ id, state: 'confirming' });
      expect(await house.event<Entry>('queue.joined', 2)).to.include({ call: changed.successor, arrivedAt });
      await floor.ready('bert');
      await house.world.waitFor(() => caller.hearsWhom.length === 1, 5_000);
      caller.hangup();
      const over = await house.event('callback.merged');
      expect(over).to.include({ id, outcome: 'merged', successor: changed.successor });
      expect(over.failures).to.deep.equal({ unconfirmed: 1 });
      await house.world.advance(3_600_000);
      expect(customer.calls).to.have.lengthOf(1);
    });

    it(`while somebody answers for it is called again when it gave up waiting (${mode})`, async () => {
      const { customer } = await answers();
      const caller = house.sim.call(arrives(CUSTOMER));
      await house.event('queue.joined', 2);
      caller.hangup();
      await house.event('callback.retry_scheduled');
      expect(await house.callback(id))
        .to.include({ state: 'retryWait' })
        .and.not.have.property('successor');
      await house.world.waitFor(() => customer.calls.length === 2, 120_000);
    });

    it(`while somebody answers for it, who wants a later time, is called then (${mode})`, async () => {
      const { customer } = await answers();
      const caller = house.sim.call(arrives(CUSTOMER));
      await house.event('queue.joined', 2);
      await house.world.finish(customer.last?.press('2') ?? Promise.resolve());
      expect(await house.event('callback.rescheduled')).to.include({ id, state: 'scheduled' });
      await house.world.waitFor(() => caller.hearsWhom.length === 1, 60_000);
      caller.hangup();
      await house.event('callback.retry_scheduled');
      await house.world.waitFor(() => customer.calls.length === 3, 300_000);
    });

    it(`is called all the same where the queue keeps both (${mode})`, async () => {
      await rings(mode, { inbound: 'keep' });
      house.sim.call(arrives(CUSTOMER));
      await house.event('queue.joined', 2);
      expect(await house.callback(id)).to.include({ state: 'dialing' });
    });
  }
});
