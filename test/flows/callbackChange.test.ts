/** A callback has a time and can be given another one; it ends when it is not wanted, done, or has waited too long. */
import { expect } from 'chai';
import type { Entry } from '../../src/core/queue';
import { CallbackHouse, CUSTOMER, OTHER } from '../support/callbackHouse';

const CONNECT = { connect: { endpoint: 'PJSIP/a1' } };

describe('the time of a callback', () => {
  let house: CallbackHouse;
  const open = async (callback: object = {}) => {
    house = await CallbackHouse.open({ callback });
  };

  afterEach(async () => {
    await house.end();
  });

  it('for a time is never dialled before it, and is in line from then on', async () => {
    await open({ ...CONNECT, minDelaySeconds: 0 });
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request({ when: '2026-01-05T11:00', zone: 'Europe/Berlin' });
    const booked = await house.callback(id);
    expect(booked).to.include({ state: 'scheduled', promisedAt: '2026-01-05T10:00:00.000Z' });
    expect(booked.promisedLocal).to.deep.equal({ time: '2026-01-05T11:00', zone: 'Europe/Berlin' });
    await house.world.run(Date.parse('2026-01-05T09:59:59Z'));
    expect(customer.calls).to.have.lengthOf(0);
    await house.world.waitFor(() => customer.last?.state === 'ringing', 5_000);
  });

  it('is changed: another time, as soon as possible, done, cancelled, by who has seen its newest version', async () => {
    await open(CONNECT);
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request();
    const { version } = await house.callback(id);
    const change = { when: '2026-01-05T12:00:00Z', version };
    expect(await house.change('reschedule', id, change)).to.deep.include({
      ...{ status: 200, data: { callback: id, promisedAt: '2026-01-05T12:00:00.000Z' } },
    });
    expect(await house.change('reschedule', id, change)).to.include({ refused: 'callback.version' });
    expect(await house.entries()).to.deep.equal([]);
    await house.world.advance(120_000);
    expect(customer.calls).to.have.lengthOf(0);
    await house.change('reschedule', id, { when: 'asap' });
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    expect(await house.change('cancel', id)).to.include({ status: 200 });
    await house.world.waitFor(() => customer.last?.state === 'gone');
    expect(await house.event('callback.cancelled')).to.include({ id, outcome: 'cancelled' });
    expect(await house.change('cancel', id)).to.include({ refused: 'callback.ended' });
    const past = { when: '2026-01-01T09:00+01:00' };
    expect(await house.change('reschedule', id, past)).to.include({ refused: 'callback.ended' });
    const second = await house.request();
    await house.change('complete', second.callback);
    expect(await house.event('callback.completed')).to.include({ id: second.callback, outcome: 'done' });
    await house.world.advance(120_000);
    expect(customer.calls).to.have.lengthOf(1);
  });

  it('cannot be changed by others while its customer is on the line', async () => {
    await open(CONNECT);
    house.phone(CUSTOMER, { answerAfterMs: 1_000 });
    const { callback: id } = await house.request();
    await house.event('callback.answered');
    for (const [command, body] of [
      ['cancel', {}],
      ['complete', {}],
      ['reschedule', { when: 'asap' }],
    ] as const)
      expect(await house.change(command, id, body)).to.include({ refused: 'callback.too_late' });
  });

  it('expires when it waited too long', async () => {
    await open({ ttlSeconds: 600 });
    await house.caller(OTHER);
    const { callback: id } = await house.request();
    expect(await house.event('callback.expired')).to.include({ id, outcome: 'expired' });
    expect(await house.event<Entry>('queue.left')).to.include({ callback: id, reason: 'expired' });
  });
});
