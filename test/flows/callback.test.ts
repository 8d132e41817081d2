/** A callback from the request to the talk: registered first, dialled when it is its turn, confirmed by the customer. */
import { expect } from 'chai';
import type { Person, Script } from '../../connectors/simulator/people';
import { confirmationId } from '../../src/core/confirmationId';
import type { Entry } from '../../src/core/queue';
import { CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';

const CONNECT = { connect: { endpoint: 'PJSIP/a1' } };
/** Presses a key once it is asked. */
const presses =
  (key: string, then: Script = async () => {}): Script =>
  async (person: Person) => {
    await person.hear(/prompt callback-greeting/);
    await person.press(key);
    await then(person);
  };

describe('a callback', () => {
  let house: CallbackHouse;
  const open = async (callback: object = {}, rest: object = {}) => {
    house = await CallbackHouse.open({ callback, ...rest });
  };

  afterEach(async () => {
    await house.end();
  });

  it('is asked for, dialled, confirmed, connected and done', async () => {
    await open(CONNECT);
    const customer = house.phone(CUSTOMER, { answerAfterMs: 3_000, script: presses('1') });
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    const asked = await house.ask({ attributes: { case: 17 } });
    expect(asked).to.include({ status: 201 });
    const { callback: id, confirmationId: number } = (asked as { data: { callback: string; confirmationId: string } })
      .data;
    expect(confirmationId.safeParse(number).success).to.equal(true);
    expect(await house.callback(id)).to.include({ state: 'queued', customerNumber: CUSTOMER, attempt: 0 });
    expect((await house.entries()).map(({ callback, position, state }) => [callback, position, state])).to.deep.equal([
      [id, 1, 'waiting'],
    ]);
    await house.world.waitFor(() => customer.last?.hearsWhom.join() === 'PJSIP/a1');
    expect(customer.last?.shown?.from.number).to.equal('+493023125100');
    expect(await house.event('callback.connected')).to.include({ id, state: 'connected', attempt: 1 });
    await house.world.advance(20_000);
    desk.last?.hangup();
    expect(await house.event('callback.completed')).to.include({ id, state: 'completed', outcome: 'talked' });
    expect(house.story).to.deep.equal([
      'requested',
      'changed',
      'attempted',
      'answered',
      'confirmed',
      'connected',
      'completed',
    ]);
    expect(await house.event<Entry>('queue.left')).to.include({ callback: id, state: 'served', reason: 'connected' });
    expect(await house.listed()).to.deep.equal([]);
    await house.world.advance(2_000);
    expect((await house.listed({ state: 'ended' })).map((one) => one.id)).to.deep.equal([id]);
  });

  it('is not dialled before the least delay, and once it is, under an id that follows from the attempt', async () => {
    await open({ ...CONNECT, minDelaySeconds: 30 });
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request();
    await house.world.advance(29_000);
    expect(customer.calls).to.have.lengthOf(0);
    await house.event('callback.attempted');
    await house.world.waitFor(() => customer.last?.party);
    expect(customer.last?.party?.facts.party).to.equal(house.world.ids.derive('acme', id, '1'));
    expect(customer.last?.party?.tags).to.include({ tenant: 'acme', role: 'customer', attempt: 1 });
  });

  it('waits in its place for a program that takes it out of the queue, and is served as a caller is', async () => {
    await open();
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('1') });
    const { callback: id } = await house.request();
    await house.event('callback.confirmed');
    expect(await house.callback(id)).to.include({ state: 'holding' });
    expect(await house.entries()).to.have.lengthOf(1);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const reply = await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a1' } });
    expect(reply).to.include({ status: 200 });
    await house.world.waitFor(() => customer.last?.hearsWhom.join() === 'PJSIP/a1');
    expect(await house.event('callback.connected')).to.include({ id, state: 'connected' });
    await house.world.advance(15_000);
    customer.last?.hangup();
    expect(await house.event('callback.completed')).to.include({ outcome: 'talked' });
  });

  it('keeps its place, and nobody is dialled while a caller on the line stands before it', async () => {
    await open();
    const caller = await house.caller(OTHER);
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('1') });
    const { callback: id } = await house.request();
    const behind = await house.caller(THIRD);
    await house.world.advance(120_000);
    expect(customer.calls).to.have.lengthOf(0);
    expect((await house.entries()).map(({ callback, position }) => [callback, position])).to.deep.equal([
      [undefined, 1],
      [id, 2],
      [undefined, 3],
    ]);
    caller.hangup();
    await house.event('callback.attempted');
    expect(behind.hears).to.match(/music/);
  });

  it('is dialled in order, as many at once as the queue allows', async () => {
    await open({ ...CONNECT, simultaneous: 2, minDelaySeconds: 0 });
    house.sim.phone('PJSIP/a1', {});
    const phones = [CUSTOMER, OTHER, THIRD].map((number) => house.phone(number, {}));
    for (const number of [CUSTOMER, OTHER, THIRD]) await house.request({ to: { number } });
    await house.world.waitFor(() => phones[1]?.last?.state === 'ringing');
    await house.world.advance(5_000);
    expect(phones.map(({ calls }) => calls.length)).to.deep.equal([1, 1, 0]);
    phones[1]?.last?.decline();
    await house.world.waitFor(() => phones[2]?.last?.state === 'ringing');
    expect(await house.event('callback.retry_scheduled')).to.include({ customerNumber: OTHER, state: 'retryWait' });
  });

  it('is tried again by cause, in its old place, and given up after the last attempt', async () => {
    await open({ ...CONNECT, minDelaySeconds: 0 });
    const refusals = ['busy', 'declined'] as const;
    const customer = house.phone(CUSTOMER, () => {
      const refuses = refusals[customer.calls.length];
      return refuses ? { refuses } : {};
    });
    const { callback: id } = await house.request();
    const first = await house.event('callback.retry_scheduled');
    const { arrivedAt } = first;
    expect(first).to.deep.include({ state: 'retryWait', failures: { busy: 1 } });
    expect(await house.entries(), 'nobody waits behind one that is held').to.deep.equal([]);
    await house.request({ to: { number: OTHER }, when: '2026-01-06T09:00:00Z' });
    await house.event('callback.retry_scheduled', 2);
    const failed = await house.event('callback.failed');
    expect(failed).to.deep.include({ id, outcome: 'attemptsUsed', failures: { busy: 1, declined: 1, noAnswer: 1 } });
    expect(failed.attempts.map(({ number, cause }) => [number, cause])).to.deep.equal([
      [1, 'busy'],
      [2, 'declined'],
      [3, 'noAnswer'],
    ]);
    const rejoined = house.feed.of('queue.rejoined').map(({ data }) => (data as Entry).arrivedAt);
    expect(rejoined).to.deep.equal([arrivedAt, arrivedAt]);
    expect(customer.calls).to.have.lengthOf(3);
    expect(await house.event<Entry>('queue.left')).to.include({ callback: id, reason: 'failed' });
    const [, second, third] = failed.attempts.map(({ startedAt }) => Date.parse(String(startedAt)));
    expect((third as number) - (second as number)).to.be.within(900_000, 905_000);
  });

  it('with key 2 comes later, and is said so once that is kept', async () => {
    await open({ ...CONNECT, confirm: { laterMinutes: 15 } });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('2') });
    const { callback: id } = await house.request();
    const moved = await house.event('callback.rescheduled');
    expect(moved).to.deep.include({ id, state: 'scheduled', failures: { postponedByCustomer: 1 } });
    expect(moved.attempts[0]).to.include({ cause: 'postponedByCustomer' });
    await house.world.waitFor(() => customer.last?.hears === 'prompt callback-later');
    await house.world.waitFor(() => customer.last?.state === 'gone');
    expect((await house.entries()).length).to.equal(0);
    await house.event('callback.attempted', 2);
    const [, again] = (await house.callback(id)).attempts;
    expect(Date.parse(String(again?.startedAt)) - Date.parse(String(moved.promisedAt))).to.be.within(0, 1_000);
  });

  it('with key 3 is cancelled, with 9 it is heard again, and another key means nothing', async () => {
    await open(CONNECT);
    const customer = house.phone(CUSTOMER, {
      answerAfterMs: 1_000,
      script: presses('9', async (person) => {
        await person.hear('silence');
        await person.hear(/callback-greeting/);
        await person.press('7');
        await person.hear('silence');
        await person.hear(/callback-greeting/);
        await person.press('3');
      }),
    });
    await house.request();
    const { outcome, attempts } = await house.event('callback.cancelled');
    expect([outcome, attempts[0]?.cause]).to.deep.equal(['cancelledByCustomer', 'cancelledByCustomer']);
    await house.world.waitFor(() => customer.last?.state === 'gone');
    expect(await house.report()).to.deep.include({ dials: 1, failed: { cancelledByCustomer: 1 }, connected: 0 });
    const heard = customer.last?.heard.map(({ what }) => what) ?? [];
    expect(heard.filter((what) => what === 'prompt callback-greeting')).to.have.lengthOf(3);
    expect(heard).to.include('prompt callback-cancelled');
  });

  it('whose customer presses nothing was not confirmed, and counts', async () => {
    await open({ ...CONNECT, confirm: { tries: 2, seconds: 3 } });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000 });
    await house.request();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ failures: { unconfirmed: 1 } });
    expect(customer.last?.heard.filter(({ what }) => what === 'prompt callback-greeting')).to.have.lengthOf(2);
  });

  it('whose talk was too short is not done', async () => {
    await open({ ...CONNECT, minTalkSeconds: 10 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('1') });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const { callback: id } = await house.request();
    await house.event('callback.connected');
    await house.world.advance(5_000);
    customer.last?.hangup();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ failures: { shortTalk: 1 } });
    await house.event('callback.connected', 2);
    await house.world.advance(11_000);
    customer.last?.hangup();
    expect(await house.event('callback.completed')).to.include({ id, outcome: 'talked' });
  });

  it('whose customer holds in vain is asked, and costs no attempt', async () => {
    await open({ holdSeconds: 20 });
    const customer = house.phone(CUSTOMER, {
      answerAfterMs: 1_000,
      script: presses('1', async (person) => {
        await person.hear(/all-agents-busy/);
        await person.press('1');
        await person.hear(/music/);
        await person.hear(/all-agents-busy/);
        person.hangup();
      }),
    });
    await house.request();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ failures: { agentSide: 1 }, attempt: 1 });
    expect(customer.last?.heard.filter(({ what }) => /music/.test(what)).length).to.be.greaterThan(1);
    await house.event('callback.attempted', 2);
  });
});
