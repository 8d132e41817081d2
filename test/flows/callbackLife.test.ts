/** How long a callback is pending: time in which nothing may be placed is not counted, and nothing is promised for it. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Callback } from '../../src/core/callback';
import type { Refusal } from '../../src/core/errors';
import { CallbackHouse, CUSTOMER, OTHER, withDesks } from '../support/callbackHouse';
import { told } from '../support/queueHouse';

const CONNECT = { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 0 };
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const daily = (from: string, to: string) => [{ days: DAYS, from, to }];
const HOUR = 3_600_000;

/** Mondays, in Berlin. */
const at = (clock: string): number => Date.parse(`2026-01-05T${clock}:00+01:00`);
const is = (clock: string): string => new Date(at(clock)).toISOString();

describe('the time to live of a callback', () => {
  let house: CallbackHouse;
  const open = async (callback: object, queue: object = {}, startsAt = at('09:00')) => {
    house = await CallbackHouse.open({ callback, queue, startsAt });
  };
  const hasState = async (id: string, state: string) => expect(await house.callback(id)).to.include({ state });
  const expiry = async (id: string) => Date.parse(String((await house.callback(id)).expiresAt));
  /** By a supervisor. */
  const does = async (command: string, target?: string, body: object = {}) => {
    const request = { principal: house.principal('acme', 'supervisor'), tenant: 'acme', command, body };
    const about = target === undefined ? request : { ...request, target };
    expect(await house.world.finish(house.api.commands.execute(about))).to.include({ status: 200 });
  };
  const queue = (command: string) => does(`queue.${command}`, 'sales');

  afterEach(() => house.end());

  it('does not run outside of the calling windows of the customer', async () => {
    await open({ ...CONNECT, ttlSeconds: 600, windows: daily('12:00', '13:00') });
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request();
    expect(await expiry(id)).to.equal(at('12:10'));
    await house.world.run(at('11:59'));
    expect(customer.calls).to.have.lengthOf(0);
    await house.event('callback.attempted');
    expect(house.story).to.not.include('expired');
  });

  it('does not run while the queue is closed by hand, whether it is still or was', async () => {
    // Nobody is there to be asked.
    const nobody = { callback: { mode: 'agentFirst', ttlSeconds: 3_600 }, rest: withDesks, startsAt: at('09:00') };
    house = await CallbackHouse.open(nobody);
    const { callback: id } = await house.request();
    await house.world.run(at('09:10'));
    await queue('close');
    await house.world.run(at('11:30'));
    await hasState(id, 'queued');
    await queue('open');
    await house.world.run(at('12:00'));
    await hasState(id, 'queued');
    expect(await house.event('callback.expired')).to.include({ id });
    await house.end();

    house = await CallbackHouse.open(nobody);
    const { callback: other } = await house.request();
    const asked = Date.parse((await house.callback(other)).requestedAt as unknown as string);
    await house.world.run(at('09:10'));
    await queue('close');
    await house.world.run(at('09:40'));
    await queue('open');
    const gone = await house.event<Callback>('callback.expired');
    expect(Date.parse(String(gone.endedAt)) - asked).to.be.within(HOUR + 1_800_000, HOUR + 1_801_000);
  });

  it('is over after a long time away, also where the queue was closed by hand for a while', async () => {
    house = await CallbackHouse.open({
      ...{ callback: { mode: 'agentFirst', ttlSeconds: 3_600 }, rest: withDesks, startsAt: at('09:00') },
    });
    const { callback: id } = await house.request();
    await queue('close');
    await house.world.run(at('09:01'));
    await queue('open');
    house.crash();
    await house.world.advance(3 * HOUR);
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    expect(await house.event('callback.expired')).to.include({ id });
  });

  it('begins anew when it is over while dialling is switched off', async () => {
    await open({ ...CONNECT, ttlSeconds: 3_600 });
    const customer = house.phone(CUSTOMER, {});
    await does('callback.switch', undefined, { queue: 'sales', dial: false });
    await house.request();
    await house.world.run(at('10:30'));
    expect(house.story).to.not.include('expired');
    await does('callback.switch', undefined, { queue: 'sales', dial: true });
    await house.world.waitFor(() => customer.last?.state === 'ringing');
  });

  it('is reckoned anew when it is reassigned and when it is wanted as soon as possible after all', async () => {
    const rest = {
      queues: {
        sales: { callback: { venue: 'sales', mode: 'customerFirst', minDelaySeconds: 600 } },
        later: {
          hours: { zone: 'Europe/Berlin', weekly: daily('14:00', '18:00') },
          callback: { venue: 'sales', mode: 'customerFirst', ttlSeconds: 3_600, nextOpening: true },
        },
      },
    };
    house = await CallbackHouse.open({ rest, startsAt: at('09:00') });
    const { callback: id } = await house.request();
    await house.change('reassign', id, { queue: 'later' });
    expect(await expiry(id)).to.equal(at('15:00'));
    const { callback: far } = await house.request({ when: '2026-01-30T09:00:00Z' });
    await house.change('reschedule', far, { when: 'asap' });
    expect(await expiry(far)).to.be.within(at('09:00') + 24 * HOUR, at('09:01') + 24 * HOUR);
  });

  it('stands still in a pause, closing time apart', async () => {
    const hours = { zone: 'Europe/Berlin', weekly: daily('09:00', '10:00') };
    await open({ ttlSeconds: 3_600, nextOpening: true, minDelaySeconds: 600 }, { hours });
    const { callback: id } = await house.request();
    await house.change('pause', id);
    await house.world.run(at('12:00'));
    await house.change('resume', id);
    expect(await expiry(id)).to.be.within(at('09:00') + 24 * HOUR, at('10:00') + 24 * HOUR);
  });

  const later = async (person: Person) => {
    await person.hear(/callback-greeting/);
    await person.press('2');
  };

  it('moves with key 2, for a time at which it may be called, which is said', async () => {
    const hours = { zone: 'Europe/Berlin', weekly: [...daily('09:00', '09:30'), ...daily('11:00', '12:00')] };
    const confirm = { laterMinutes: 45 };
    await open(
      { ...CONNECT, confirm, ttlSeconds: 900, windows: daily('11:15', '20:00'), nextOpening: true },
      { hours },
    );
    await house.end();
    await open({ ...CONNECT, confirm, ttlSeconds: 900 }, { hours });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: later });
    const { callback: id } = await house.request();
    expect(await house.event('callback.rescheduled')).to.include({
      ...{ id, state: 'scheduled', promisedAt: is('11:00'), expiresAt: is('11:15') },
    });
    await house.world.waitFor(() => customer.last?.state === 'gone');
    expect(told(customer.last as Person)).to.deep.equal([
      ...['its own bell', 'prompt callback-greeting', 'prompt callback-closed', 'prompt callback-later'],
      ...[`time ${at('11:00')}`, 'prompt goodbye'],
    ]);
    await house.world.run(at('10:59'));
    expect(customer.calls).to.have.lengthOf(1);
    await house.event('callback.attempted', 2);
  });

  it('outlives a delay by key 2 that is as long as itself', async () => {
    await open({ ...CONNECT, confirm: { laterMinutes: 60 }, ttlSeconds: 3_600 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: later });
    await house.request();
    const { promisedAt, expiresAt } = await house.event('callback.rescheduled');
    expect(Date.parse(String(expiresAt)) - Date.parse(String(promisedAt))).to.equal(HOUR);
    await house.event('callback.attempted', 2);
    expect(told(customer.calls[0] as Person))
      .to.include('prompt callback-later')
      .and.not.include('prompt callback-closed');
  });

  it('no time outside of the calling windows of the customer is promised: the next ones are said', async () => {
    await open({ ...CONNECT, windows: daily('10:00', '12:00') });
    const next = ['10:00', '10:15', '10:30'].map(is);
    const early = { when: '2026-01-05T09:30', zone: 'Europe/Berlin' };
    const refused = (await house.ask(early)) as Refusal;
    expect(refused).to.deep.include({ refused: 'callback.closed', facts: { next } });
    // Whoever lives in London is called by the clocks of London.
    expect(await house.ask({ when: '2026-01-05T10:30', zone: 'Europe/London' })).to.include({ status: 201 });
    const { callback: id } = await house.request({ to: { number: OTHER }, when: '2026-01-05T11:00+01:00' });
    expect(await house.change('reschedule', id, { when: '2026-01-05T12:00:00+01:00' })).to.include({
      refused: 'callback.closed',
    });
    expect(await house.callback(id)).to.include({ promisedAt: is('11:00') });
  });
});
