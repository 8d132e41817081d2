/** What was done to a callback by hand is kept with it, longer than its events. */
import { expect } from 'chai';
import { callbackStory, MOMENTS, momentsOf } from '../../src/cli/commands/callbackHistory';
import { CallbackHouse, CUSTOMER } from '../support/callbackHouse';

const WHEN = '2026-01-06T09:00:00.000Z';
const LATER = '2026-01-06T10:00:00.000Z';

describe('what was done to a callback by hand', () => {
  let house: CallbackHouse;
  const open = async () => {
    const callback = { venue: 'sales', connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 60 };
    house = await CallbackHouse.open({ rest: { queues: { sales: { callback }, support: { callback } } } });
  };
  afterEach(() => house.end());

  const steps = async (id: string) => ((await house.callback(id)).steps ?? []) as readonly object[];
  const done = async (id: string) => (await steps(id)).map((one) => ({ ...one, at: undefined, by: undefined }));

  it('is kept with who did it and what was before, also when it is over and over a crash', async () => {
    await open();
    const { callback: id } = await house.request({ when: WHEN });
    expect(await house.callback(id), 'nothing yet').not.to.have.property('steps');
    const by = house.principal('acme').actor;
    await house.change('reschedule', id, { when: LATER });
    expect(await steps(id)).to.deep.equal([
      {
        did: 'rescheduled',
        at: (await house.event('callback.rescheduled')).steps?.[0]?.at,
        by,
        was: { promisedAt: WHEN },
      },
    ]);
    await house.change('set_priority', id, { priority: 7 });
    await house.change('reassign', id, { queue: 'support' });
    await house.change('pause', id);
    await house.change('resume', id);
    await house.change('reschedule', id, { when: 'asap' });
    await house.change('reschedule', id, { when: WHEN });
    await house.change('cancel', id);
    house.crash();
    await house.start();
    const undated = { at: undefined, by: undefined };
    expect(await done(id)).to.deep.equal([
      { did: 'rescheduled', ...undated, was: { promisedAt: WHEN } },
      { did: 'prioritised', ...undated, was: { priority: 0 } },
      { did: 'reassigned', ...undated, was: { queue: 'sales' } },
      { did: 'paused', ...undated },
      { did: 'resumed', ...undated },
      { did: 'rescheduled', ...undated, was: { promisedAt: LATER } },
      { did: 'rescheduled', ...undated },
      { did: 'cancelled', ...undated },
    ]);
  });

  it('is kept while it rings, too, and nothing of what was refused or changed nothing', async () => {
    await open();
    const customer = house.phone(CUSTOMER, {});
    const { callback: id } = await house.request();
    await house.change('reschedule', id, { when: 'asap' });
    expect(await house.change('resume', id)).to.include({ refused: 'callback.wrong_state' });
    await house.world.waitFor(() => customer.last?.state === 'ringing', 120_000);
    await house.change('complete', id);
    expect((await done(id)).map((one) => (one as unknown as { did: string }).did)).to.deep.equal(['completed']);
  });

  it('is kept of the last ten times', async () => {
    await open();
    const { callback: id } = await house.request({ when: WHEN });
    for (let priority = 1; priority <= 12; priority += 1) await house.change('set_priority', id, { priority });
    expect((await done(id)).map((one) => (one as unknown as { was: object }).was)).to.deep.equal(
      Array.from({ length: 10 }, (_, i) => ({ priority: i + 2 })),
    );
  });

  it('stands in the history at the command line before the first event that is there still', () => {
    const event = { type: 'callback.paused', subject: 'callback/cb_1', actor: 'key:b', data: { state: 'paused' } };
    const step = (did: string, at: string, was?: object) => ({ did, at, by: 'key:a', ...(was && { was }) });
    const told = callbackStory.parse({
      callback: { steps: [step('rescheduled', WHEN, { promisedAt: WHEN }), step('paused', LATER)] },
      events: [{ time: LATER, ...event }],
    });
    const row = (one: ReturnType<typeof momentsOf>[number]) => Object.values(MOMENTS).map((cell) => cell(one));
    expect(momentsOf(told).map(row)).to.deep.equal([
      ['2026-01-06 09:00:00.000', 'rescheduled', 'key:a', `promisedAt: ${WHEN} -> nothing`],
      ['2026-01-06 10:00:00.000', 'callback.paused', 'key:b', 'state: paused'],
    ]);
  });
});
