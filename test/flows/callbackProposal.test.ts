/** A callback is proposed to those who wait, or before they do, as the rules of the queue have it. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import { arrives, CallbackHouse, CUSTOMER, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';
import { told } from '../support/queueHouse';

describe('a proposal', () => {
  let house: CallbackHouse;
  const open = async (callback: object, more: object = {}) => {
    house = await CallbackHouse.open({ callback: { connect: { endpoint: 'PJSIP/a1' }, ...callback }, ...more });
  };
  afterEach(() => house.end());

  it('is told those who wait when the rules hold, and its key works from then on', async () => {
    await open({ proposal: { leastWaiting: 2, ask: { key: '5', firstSeconds: 10, everySeconds: 20 } } });
    const first = await house.caller(OTHER);
    await house.world.advance(15_000);
    await house.world.finish(first.press('5'));
    await house.world.advance(1_000);
    expect(told(first), 'alone in line nobody is asked').to.deep.equal([]);
    const second = await house.caller(CUSTOMER);
    await house.world.waitFor(() => second.hears === 'prompt callback-offer');
    await house.world.finish(second.press('5'));
    const asked: Callback = await house.event('callback.requested');
    expect(asked).to.include({ customerNumber: CUSTOMER, channel: 'keypad' });
    expect(house.feed.of('queue.left')).to.deep.equal([]);
  });

  it('of a list comes before the line: key 1 takes it, anything else goes on', async () => {
    const applications = {
      sales: {
        kind: 'treatment',
        treatments: [
          { do: 'propose', queue: 'sales' },
          { do: 'queue', queue: 'sales' },
        ],
      },
    };
    await open({ minDelaySeconds: 600, proposal: { leastWaiting: 1 } }, { rest: { applications } });
    const first = await house.caller(OTHER);
    expect(told(first), 'the rules do not hold').to.deep.equal([]);
    const second = await house.caller(THIRD);
    expect(told(second)).to.deep.equal(['prompt callback-offer']);
    const third = house.sim.call(arrives(CUSTOMER));
    await house.world.waitFor(() => third.hears === 'prompt callback-offer');
    await house.world.finish(third.press('1'));
    const asked = await house.event('callback.requested');
    await house.world.waitFor(() => third.state === 'gone', 60_000);
    expect((await house.entries()).map(({ callback }) => callback)).to.deep.equal([undefined, undefined, asked.id]);
  });

  it('is all that an application of kind callback does; whoever wants none gets the default of the venue', async () => {
    const prompt = (name: string) => ({ play: 'prompt', name });
    const applications = { sales: { kind: 'callback', queue: 'sales', greeting: [prompt('welcome')] } };
    const match = { dnis: '1000' };
    const apology = [{ do: 'announce', media: [prompt('bye')] }, { do: 'reject' }];
    const venues = { sales: { routingPoint: 'pbx/main', match, application: 'sales', default: apology } };
    await open({}, { rest: { applications, venues } });
    const wants = house.sim.call(arrives(CUSTOMER));
    await house.world.waitFor(() => wants.hears === 'prompt callback-offer');
    await house.world.finish(wants.press('1'));
    expect(await house.event('callback.requested')).to.include({ customerNumber: CUSTOMER });
    await house.world.waitFor(() => wants.state === 'gone', 60_000);
    const refuses = house.sim.call(arrives(OTHER));
    await house.world.waitFor(() => refuses.state === 'gone', 60_000);
    expect(told(refuses)).to.deep.equal(['prompt welcome', 'prompt callback-offer', 'prompt bye']);
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('of a queue that is closed says so: it names when it opens and calls back then, or ends with the default', async () => {
    const weekly = [{ days: ['tue'], from: '10:00', to: '12:00' }];
    const hours = { zone: 'UTC', weekly };
    const applications = { sales: { kind: 'callback', queue: 'sales' } };
    const match = { dnis: '1000' };
    const apology = [{ do: 'announce', media: [{ play: 'prompt', name: 'bye' }] }, { do: 'reject' }];
    const venues = { sales: { routingPoint: 'pbx/main', match, application: 'sales', default: apology } };
    await open({ hours }, { rest: { applications, venues } });
    const turnedAway = house.sim.call(arrives(CUSTOMER));
    await house.world.waitFor(() => turnedAway.state === 'gone', 60_000);
    expect(told(turnedAway)).to.deep.equal(['prompt callback-closed', 'prompt bye']);
    expect(await house.listed()).to.deep.equal([]);
    await house.end();
    await open({ hours, nextOpening: true }, { rest: { applications, venues } });
    const taken = house.sim.call(arrives(CUSTOMER));
    await house.world.waitFor(() => taken.hears === 'prompt callback-offer');
    const closed = [
      'prompt callback-closed',
      'prompt callback-next-opening',
      `time ${Date.parse('2026-01-06T10:00:00Z')}`,
    ];
    expect(told(taken).slice(0, 3)).to.deep.equal(closed);
    await house.world.finish(taken.press('1'));
    await house.world.waitFor(() => taken.state === 'gone', 60_000);
    const registered = told(taken).indexOf('prompt callback-registered');
    expect(told(taken).slice(registered + 1, registered + 3)).to.deep.equal(closed.slice(1));
    const asked = await house.event('callback.requested');
    const phone = house.phone(CUSTOMER, {});
    await house.world.waitFor(() => phone.calls.length > 0, 26 * 3_600_000);
    expect(new Date(house.world.clock.now()).toISOString()).to.match(/^2026-01-06T10:0/);
    expect(phone.calls).to.have.lengthOf(1);
    expect(asked).to.include({ customerNumber: CUSTOMER });
  });

  it('is made to a share of the callers, where no callbacks are taken to none', async () => {
    await open({ proposal: { percent: 0, ask: { key: '5', firstSeconds: 1 } } });
    const none = await house.caller(CUSTOMER);
    await house.world.advance(100_000);
    expect(told(none)).to.deep.equal([]);
    await house.end();
    await open({ accept: false, proposal: { ask: { key: '5', firstSeconds: 1 } } });
    const refused = await house.caller(CUSTOMER);
    await house.world.advance(100_000);
    expect(told(refused)).to.deep.equal([]);
  });

  it('goes by the wait that is expected of whoever is asked: the first in line waits less than the next', async () => {
    const proposal = { leastWaitSeconds: 250, ask: { key: '5', firstSeconds: 1, everySeconds: 15 } };
    house = await CallbackHouse.open({ callback: { proposal }, rest: withDesks });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await new Floor(house).ready('anna');
    const served = house.sim.call(arrives('+493023125706'));
    await house.world.waitFor(() => served.hearsWhom.length === 1);
    const first = await house.caller(OTHER);
    const second = await house.caller(CUSTOMER);
    await house.world.waitFor(() => told(second).length > 0, 5_000);
    expect([told(first), told(second)]).to.deep.equal([[], ['prompt callback-offer']]);
    for (const one of [served, first, second]) one.hangup();
  });

  it('by a key of the queue says when it is closed', async () => {
    const weekly = [{ days: ['mon'], from: '00:00', to: '00:01' }];
    const keys = { '1': [{ do: 'propose', queue: 'sales' }] };
    await open({ hours: { zone: 'UTC', weekly } }, { queue: { keys } });
    const caller = await house.caller(CUSTOMER);
    await house.world.finish(caller.press('1'));
    await house.world.waitFor(() => told(caller).length > 0 && /music/.test(caller.hears), 60_000);
    expect(told(caller)).to.deep.equal(['prompt callback-closed']);
  });
});
