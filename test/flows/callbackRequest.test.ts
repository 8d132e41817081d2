/** Asking for a callback: what is refused and why, that it is made once, and that it is one tenant’s business. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Callback } from '../../src/core/callback';
import type { Refusal } from '../../src/core/errors';
import { CallbackHouse, CUSTOMER, callbackMapping } from '../support/callbackHouse';

const pressOne = async (person: Person) => {
  await person.hear(/callback-greeting/);
  await person.press('1');
};
const CONNECT = { connect: { endpoint: 'PJSIP/a1' } };

describe('asking for a callback', () => {
  let house: CallbackHouse;
  const open = async (callback: object = {}, rest: object = {}) => {
    house = await CallbackHouse.open({ callback, ...rest });
  };

  afterEach(async () => {
    await house.end();
  });

  it('is refused where it cannot be done, with the place of the problem', async () => {
    await open();
    expect(await house.ask({ queue: 'nobody' })).to.include({ refused: 'queue.not_found' });
    expect(await house.ask({ to: { number: '110' } })).to.include({ refused: 'destination.refused' });
    expect(await house.ask({ to: { number: '+12125550123' } })).to.include({ refused: 'destination.refused' });
    expect(await house.ask({ when: '2026-01-05T08:00:00Z' })).to.include({ refused: 'callback.time_past' });
    expect(await house.ask({ when: '2027-01-05T08:00:00Z' })).to.include({ refused: 'callback.time_too_far' });
    expect(await house.ask({ when: 'tomorrow' })).to.include({ refused: 'request.invalid' });
    expect(await house.ask({ to: {} })).to.include({ refused: 'request.invalid' });
    expect(house.story).to.deep.equal([]);
  });

  for (const number of ['(030) 23125701', '(+49) 30 / 231257-01', '+(49)30.23125701', '0049 30 23125701'])
    it(`takes a number as people write it: ${number}`, async () => {
      await open();
      const { callback } = await house.request({ to: { number } });
      expect(await house.callback(callback)).to.include({ customerNumber: CUSTOMER });
    });

  for (const number of ['((030) 23125701', '()', '+', '--30', 'PJSIP/a1', '030&1', '(030) 23125701;ext=1'])
    it(`takes nothing else for one: ${number}`, async () => {
      await open();
      expect(await house.ask({ to: { number } })).to.deep.include({
        ...{ refused: 'request.invalid', errors: [{ path: '/to/number', message: 'a telephone number' }] },
      });
    });

  for (const number of ['(110)', '+(49)110', '(112) '])
    it(`sees an emergency number in ${number}`, async () => {
      await open();
      expect(await house.ask({ to: { number } })).to.include({ refused: 'destination.refused' });
    });

  it('twice with the same id gets the same answer and makes one', async () => {
    await open();
    const first = await house.ask({}, 'acme', 'r1');
    expect(await house.ask({}, 'acme', 'r1')).to.deep.equal(first);
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('for a number that has one gives that one, a refusal, or replaces it', async () => {
    await open({ duplicates: 'existing' });
    const first = await house.request();
    expect(await house.request({ to: { number: '030 23125701' } })).to.deep.equal({ ...first, existing: true });
    const again = await house.ask({}, 'acme', 'r2');
    expect(again).to.deep.include({ status: 201, data: { ...first, existing: true } });
    house.crash();
    await house.start();
    expect(await house.ask({}, 'acme', 'r2'), 'the same request gets the same answer').to.deep.equal(again);
    await house.end();
    await open({ duplicates: 'reject' });
    const one = await house.request();
    expect(await house.ask()).to.deep.include({ refused: 'callback.duplicate', facts: one });
    await house.end();
    await open({ duplicates: 'replace' });
    const before = await house.request({ when: '2026-01-05T11:00:00Z' });
    const after = await house.request({ when: '2026-01-05T12:00:00Z' });
    const over = await house.event('callback.cancelled');
    expect(over).to.include({ id: before.callback, outcome: 'replaced', successor: after.callback });
    expect(over, 'what is over is not due').not.to.have.property('dueAt');
    expect((await house.listed()).map(({ id }) => id)).to.deep.equal([after.callback]);
  });

  it('for another time than the pending one is refused and names it: nothing is moved or left out', async () => {
    await open({ ...CONNECT, minDelaySeconds: 0 });
    house.phone(CUSTOMER, { answerAfterMs: 1_000 });
    const when = '2026-01-06T09:00:00Z';
    const booked = await house.request({ when });
    expect(await house.request({ when: '2026-01-06T09:00Z' })).to.deep.equal({ ...booked, existing: true });
    expect(booked).to.include({ promisedAt: '2026-01-06T09:00:00.000Z' });
    expect(await house.ask()).to.deep.include({ refused: 'callback.duplicate', facts: booked });
    await house.change('cancel', booked.callback);
    const asap = await house.request();
    expect(await house.ask({ when })).to.deep.include({ refused: 'callback.duplicate', facts: asap });
    expect(await house.listed()).to.have.lengthOf(1);
  });

  for (const duplicates of ['existing', 'reject', 'replace'])
    it(`is another one while the customer talks (${duplicates}), and is called`, async () => {
      await open({ ...CONNECT, duplicates, minDelaySeconds: 0 });
      const agent = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      const customer = house.phone(CUSTOMER, { answerAfterMs: 500, script: pressOne });
      const first = await house.request();
      await house.event('callback.connected');
      const next = await house.request({ when: '2026-01-05T10:00:00Z' });
      expect(next.callback).to.not.equal(first.callback);
      await house.world.advance(30_000);
      agent.last?.hangup();
      expect(await house.event('callback.completed')).to.include({ id: first.callback });
      expect(customer.calls).to.have.lengthOf(1);
      await house.event('callback.attempted', 2);
      await house.world.waitFor(() => customer.calls.length === 2);
    });

  it('takes the place of one whose customer asks anew in a talk that is cut short: nobody is called for both', async () => {
    await open({ ...CONNECT, minDelaySeconds: 0, minTalkSeconds: 20, retry: { delaysSeconds: [60] } });
    const agent = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 500, script: pressOne });
    const first = await house.request();
    await house.event('callback.connected');
    const next = await house.request({ when: '2026-01-05T10:00:00Z' });
    customer.last?.hangup();
    const over = await house.event<Callback>('callback.cancelled');
    expect(over).to.include({ id: first.callback, outcome: 'replaced', successor: next.callback });
    await house.world.waitFor(() => agent.last?.state === 'gone');
    await house.world.advance(600_000);
    expect(customer.calls, 'not before it is wanted').to.have.lengthOf(1);
    await house.event('callback.attempted', 2);
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('books a slot, never more than it takes, and says what is free', async () => {
    await open({ slots: { capacity: 2 } });
    const when = '2026-01-05T12:00:00Z';
    const numbers = Array.from({ length: 100 }, (_, n) => `+4930231257${String(n).padStart(2, '0')}`);
    const replies = await Promise.all(numbers.map((number) => house.ask({ to: { number }, when })));
    expect(replies.filter((reply) => 'status' in reply)).to.have.lengthOf(2);
    expect(replies.at(-1)).to.deep.include({ refused: 'callback.slot_full' });
    expect((replies.at(-1) as Refusal).facts?.next).to.have.members(
      [15, 30, 45].map((minute) => `2026-01-05T12:${minute}:00.000Z`),
    );
    const [booked] = await house.listed();
    await house.change('cancel', booked?.id ?? '');
    expect(await house.ask({ to: { number: numbers[50] }, when })).to.include({ status: 201 });
  });

  it('is one tenant’s business: another sees nothing and its number does not matter', async () => {
    await open();
    const { callback: id, confirmationId: number } = await house.request();
    const theirs = await house.request({}, 'globex');
    expect(theirs.callback).to.not.equal(id);
    const principal = house.principal('globex');
    expect(await house.world.finish(house.api.queries.get(principal, 'globex', 'callback', id))).to.include({
      refused: 'resource.not_found',
    });
    expect(await house.command('globex', 'callback.cancel', id, {})).to.include({ refused: 'resource.not_found' });
    expect(await house.listed({ confirmationId: number }, 'globex')).to.deep.equal([]);
    expect((await house.listed({ confirmationId: number })).map((one) => one.id)).to.deep.equal([id]);
  });

  it('is held while dialling is switched off, and goes on when the mapping says so', async () => {
    await open({ ...CONNECT, dial: false, minDelaySeconds: 0 });
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request();
    expect(await house.event('callback.delayed')).to.deep.include({ waiting: { for: 'switchedOff' } });
    await house.world.advance(600_000);
    expect(customer.calls).to.have.lengthOf(0);
    expect(await house.callback(id)).to.include({ state: 'queued' });
    const mapping = callbackMapping({ callback: { ...CONNECT, minDelaySeconds: 0 } });
    await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system', true));
    await house.world.waitFor(() => customer.last?.state === 'ringing');
  });
});
