/** When a callback is expected to be dialled: told to who asks, kept with it, and compared with when it was. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import type { ExpectedView } from '../../src/core/callbackExpected';
import { isRefusal } from '../../src/core/errors';
import type { CallbackTrial, CallbackWhy } from '../../src/services/callbackApi';
import { CallbackHouse, CUSTOMER, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

const CALLER = '+493023125709';

describe('when a callback is expected to be dialled', () => {
  let house: CallbackHouse;
  let floor: Floor;

  /** Anna talks to a caller until that one hangs up. */
  const busy = async (callback: object = {}) => {
    const own = { mode: 'agentFirst', minDelaySeconds: 0, ...callback };
    house = await CallbackHouse.open({ callback: own, queue: { wrapUpSeconds: 0 }, rest: withDesks });
    floor = new Floor(house);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const caller = await house.caller(CALLER);
    await house.world.waitFor(() => floor.entries().length === 0);
    return caller;
  };
  const asked = async (body: object = {}) => {
    const made = (await house.request(body)) as { callback: string; expected?: ExpectedView };
    return { ...made, callback: await house.callback(made.callback) };
  };
  const trial = async (number: string, more: object = {}): Promise<CallbackTrial> => {
    const query = { queue: 'sales', number, ...more };
    const told = await house.world.finish(house.api.callbacks.trial(house.principal('acme'), 'acme', query));
    if (isRefusal(told)) throw new Error(JSON.stringify(told));
    return told;
  };
  const why = async (id: string): Promise<CallbackWhy> => {
    const told = await house.world.finish(house.api.callbacks.why(house.principal('acme'), 'acme', id));
    if (isRefusal(told)) throw new Error(JSON.stringify(told));
    return told;
  };
  const ms = (time: unknown) => Date.parse(String(time));

  afterEach(() => house.end());

  it('is said by the dry run, behind those who wait, and by the request and its event', async () => {
    await busy();
    const now = house.clock.now();
    const alone = await trial(CUSTOMER);
    expect(alone).to.deep.include({ position: 1, waitsFor: [] });
    expect(ms(alone.earliest)).to.be.within(now, now + 1_000);
    expect(ms(alone.expected?.p50At)).to.be.greaterThan(now + 30_000);
    expect(ms(alone.expected?.p90At)).to.be.greaterThan(ms(alone.expected?.p50At));
    expect(alone.expected?.cold).to.equal(true);
    const { callback, expected } = await asked();
    expect(Math.abs(ms(expected?.p50At) - ms(alone.expected?.p50At))).to.be.lessThan(5_000);
    expect(callback.estimateP50Ms).to.equal(ms(expected?.p50At) - ms(callback.requestedAt));
    expect(callback.estimateP90Ms).to.equal(ms(expected?.p90At) - ms(callback.requestedAt));
    expect(await house.event('callback.requested')).to.include({ estimateP50Ms: callback.estimateP50Ms });
    const behind = await trial(OTHER);
    expect(behind.position).to.equal(2);
    expect(ms(behind.expected?.p50At) - ms(alone.expected?.p50At)).to.be.greaterThan(60_000);
    expect((await asked({ to: { number: OTHER } })).expected?.p50At).to.not.equal(undefined);
  });

  it('is said again to who asks again with the same id, also after a crash', async () => {
    await busy();
    const first = await house.ask({}, 'acme', 'once');
    expect((first as { data: object }).data).to.have.property('expected');
    expect(await house.ask({}, 'acme', 'once')).to.deep.equal(first);
    house.crash();
    await house.up();
    expect(await house.ask({}, 'acme', 'once')).to.deep.equal(first);
  });

  it('is said of one that is in line, by the line as it is then', async () => {
    await busy();
    const first = await asked();
    const second = await asked({ to: { number: OTHER } });
    const before = (await why(second.callback.id)).expected;
    expect(Math.abs(ms(before?.p50At) - ms(second.expected?.p50At))).to.be.lessThan(5_000);
    await house.change('cancel', first.callback.id);
    const after = (await why(second.callback.id)).expected;
    expect(ms(before?.p50At) - ms(after?.p50At)).to.be.greaterThan(60_000);
    const later = await asked({ to: { number: THIRD }, when: '2026-01-06T09:00:00Z' });
    expect([later.expected, (await why(later.callback.id)).expected]).to.deep.equal([undefined, undefined]);
  });

  it('is nothing where nobody can say, nor for a time', async () => {
    house = await CallbackHouse.open({ callback: { minDelaySeconds: 0 }, rest: withDesks });
    const { callback, expected } = await asked();
    expect(expected).to.equal(undefined);
    expect(callback).to.not.have.any.keys('estimateP50Ms', 'estimateP90Ms');
    expect(await trial(OTHER)).to.not.have.any.keys('expected');
    expect(await trial(OTHER, { when: '2026-01-06T09:00:00Z' })).to.not.have.any.keys('expected', 'position');
  });

  it('is counted in hours in which callbacks are placed, and in the windows of the customer', async () => {
    const starts = new Date(Date.UTC(2026, 0, 5, 9)).toISOString();
    const hours = { zone: 'UTC', weekly: [{ days: ['mon', 'tue', 'wed'], from: '09:00', to: '09:10' }] };
    // In Berlin, where the customers are, it is an hour later.
    const windows = [{ days: ['mon', 'tue', 'wed'], from: '10:05', to: '12:00' }];
    await busy({ hours, cutOffSeconds: 0, windows });
    expect(house.clock.now() - ms(starts)).to.be.within(0, 60_000);
    const numbers = [CUSTOMER, OTHER, THIRD, '+493023125704', '+493023125705', '+493023125706'];
    const told = [];
    for (const number of numbers) told.push((await asked({ to: { number } })).expected);
    // Three minutes for each: the last ones are not reached before it closes, though all of them wait for the window first.
    const first = told[0];
    const last = told.at(-1);
    expect(first?.p50At).to.match(/^2026-01-05T09:0[5-9]/);
    expect(last?.p50At).to.match(/^2026-01-0[67]T09:0/);
    for (const one of told) expect(one?.p90At.slice(11, 15)).to.equal('09:0');
  });

  it('waits for the least delay when nobody is before it', async () => {
    house = await CallbackHouse.open({ callback: { mode: 'agentFirst', minDelaySeconds: 60 }, rest: withDesks });
    house.sim.phone('PJSIP/a1', {});
    await new Floor(house).ready('anna');
    await house.world.advance(1_000);
    const { callback, expected } = await asked();
    expect(ms(expected?.p50At) - ms(callback.requestedAt)).to.equal(60_000);
  });

  it('is compared with the first dial in the report, once', async () => {
    const caller = await busy({ retry: { delaysSeconds: [60] } });
    const { callback } = await asked();
    await house.world.advance(200_000);
    caller.hangup();
    await house.event('callback.attempted', 2);
    const [dial] = (await house.callback(callback.id)).attempts;
    const truth = ms(dial?.startedAt) - ms(callback.requestedAt);
    const { estimateP50Ms = 0, estimateP90Ms = 0 } = callback;
    const told = (await house.report()) as Record<string, unknown>;
    expect(told).to.include({ dials: 2, judged: 1, withinP90: truth <= estimateP90Ms ? 1 : 0 });
    expect(told.meanErrorSeconds).to.be.closeTo(Math.abs(truth - estimateP50Ms) / 1_000, 0.06);
    expect(told.biasSeconds).to.be.closeTo((estimateP50Ms - truth) / 1_000, 0.06);
  });

  for (const [change, body] of [
    ['pause', {}],
    ['reschedule', { when: '2026-01-05T12:00:00Z' }],
  ] as const)
    it(`holds no more after ${change}, and is not judged`, async () => {
      const caller = await busy();
      const { callback } = await asked();
      expect(callback.estimateP50Ms).to.be.a('number');
      expect(await house.change(change, callback.id, body)).to.include({ status: 200 });
      expect(await house.change('reschedule', callback.id, { when: 'asap' })).to.include({ status: 200 });
      expect(await house.callback(callback.id)).to.not.have.any.keys('estimateP50Ms', 'estimateP90Ms');
      caller.hangup();
      const dialled = await house.event<Callback>('callback.attempted');
      expect(dialled).to.not.have.any.keys('estimateP50Ms');
      expect(await house.report()).to.include({ dials: 1, judged: 0 });
    });
});
