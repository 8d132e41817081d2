/** What became of callbacks is reported: outcomes, attempts by cause and punctuality; and they are no calls that were offered. */
import { expect } from 'chai';
import { arrives, CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';

describe('the report of callbacks', () => {
  let house: CallbackHouse;
  const keys = { '1': [{ do: 'propose', queue: 'sales' }] };
  const total = (of: 'callbacks' | 'queues', tenant?: string) => house.report(of, tenant);

  beforeEach(async () => {
    const callback = {
      connect: { endpoint: 'PJSIP/a1' },
      minDelaySeconds: 5,
      minTalkSeconds: 1,
      retry: { delaysSeconds: [1] },
    };
    house = await CallbackHouse.open({ callback, queue: { keys } });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
  });
  afterEach(() => house.end());

  it('counts requests, dials, causes, outcomes and promises, and survives a crash', async () => {
    const customer = house.phone(CUSTOMER, () => (customer.calls.length === 0 ? { refuses: 'busy' } : talks));
    await house.request();
    await house.event('callback.completed');
    const { callback: cancelled } = await house.request({ to: { number: OTHER }, when: '2026-01-06T20:00:00Z' });
    await house.change('cancel', cancelled);
    house.phone(THIRD, {});
    await house.request({ to: { number: THIRD }, when: '2026-01-05T12:00:00Z' });
    await house.world.run(Date.parse('2026-01-05T12:00:00Z'));
    await house.event('callback.failed');
    house.crash();
    await house.world.advance(1_000);
    await house.up();
    expect(await total('callbacks')).to.deep.include({
      ...{ queue: 'sales', requested: 3, channels: { api: 3 }, dials: 5, failed: { busy: 1, noAnswer: 3 } },
      ...{ connected: 1, outcomes: { talked: 1, cancelled: 1, attemptsUsed: 1 } },
      ...{ promised: 1, punctual: 1, punctuality: 1 },
    });
    expect(await total('queues'), 'places of callbacks are no calls').to.include({
      offered: 0,
      answered: 0,
      abandoned: 0,
    });
    expect(await total('callbacks', 'globex')).to.equal(undefined);
  });

  it('of queues has a caller who is called back instead as neither answered nor abandoned', async () => {
    const caller = house.sim.call(arrives(CUSTOMER));
    await house.world.waitFor(() => /music/.test(caller.hears));
    await house.world.finish(caller.press('1'));
    await house.event('callback.requested');
    caller.hangup();
    await house.world.advance(1_000);
    expect(await total('queues')).to.deep.include({
      offered: 1,
      answered: 0,
      abandoned: 0,
      overflowed: { callback: 1 },
    });
    expect(await total('callbacks')).to.deep.include({ requested: 1, channels: { keypad: 1 } });
  });
});

const talks = {
  answerAfterMs: 500,
  hangupAfterMs: 20_000,
  script: async (person: { hear(what: RegExp): Promise<void>; press(keys: string): Promise<void> }) => {
    await person.hear(/callback-greeting/);
    await person.press('1');
  },
};
