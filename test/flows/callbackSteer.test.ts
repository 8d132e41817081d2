/** Callbacks are looked at and steered: why one is where it is, what would become of another, and moves by hand. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import { isRefusal } from '../../src/core/errors';
import type { CallbackTrial, CallbackWhy } from '../../src/services/callbackApi';
import { CallbackHouse, CUSTOMER, callbackMapping, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';
import { told } from '../support/told';

/** What is answered to who asks for the history of one. */
interface Past {
  readonly callback: object;
  readonly events: readonly { readonly type: string; readonly actor: string; readonly data: Record<string, unknown> }[];
}

describe('steering callbacks', () => {
  let house: CallbackHouse;
  const open = async (callback: object = {}, rest: object = {}) => {
    house = await CallbackHouse.open({
      callback: { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 60, ...callback },
      rest,
    });
  };
  const why = async (id: string): Promise<CallbackWhy> => {
    const told = await house.world.finish(house.api.callbacks.why(house.principal('acme'), 'acme', id));
    if (isRefusal(told)) throw new Error(JSON.stringify(told));
    return told;
  };
  const attempt = async (query: object = {}): Promise<CallbackTrial> => {
    const asked = { queue: 'sales', number: CUSTOMER, ...query };
    const told = await house.world.finish(house.api.callbacks.trial(house.principal('acme'), 'acme', asked));
    if (isRefusal(told)) throw new Error(JSON.stringify(told));
    return told;
  };

  afterEach(() => house.end());

  it('says why a callback is where it is, and which numbers its next dial uses', async () => {
    await open();
    const { callback: id } = await house.request();
    expect(await why(id)).to.include({
      state: 'queued',
      reason: 'minDelay',
      to: CUSTOMER,
      from: '+493023125100',
      position: 1,
    });
    const { callback: later } = await house.request({ to: { number: OTHER }, when: '2026-01-06T09:00:00Z' });
    expect(await why(later)).to.include({ reason: 'promisedForLater', until: '2026-01-06T09:00:00.000Z' });
    house.phone(CUSTOMER, { refuses: 'busy' });
    await house.event('callback.retry_scheduled');
    expect(await why(id)).to.deep.include({ reason: 'waitsForNextAttempt', attempt: 1, failures: { busy: 1 } });
    await house.change('pause', id);
    expect((await why(id)).reason).to.equal('paused');
    await house.change('cancel', id);
    expect(await why(id)).to.include({ reason: 'over', outcome: 'cancelled' });
    const stranger = house.api.callbacks.why(house.principal('globex'), 'acme', later);
    expect(await house.world.finish(stranger)).to.include({ refused: 'auth.forbidden' });
  });

  for (const policy of [{}, { trunk: 'shared', from: '+49 30 / 231251-00' }])
    it(`names the trunk and the caller number that are used then: ${JSON.stringify(policy)}`, async () => {
      const callback = { venue: 'sales', connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 10, ...policy };
      await open({}, { queues: { sales: { callback } } });
      const letter = 'trunk' in policy ? 's' : 'a';
      const used = { trunk: `pbx/${'trunk' in policy ? 'shared' : 'ta'}`, from: '+493023125100' };
      expect(await attempt({ number: '030 23125702' })).to.include({ ...used, number: OTHER });
      const phone = house.phone(CUSTOMER, {}, letter);
      const { callback: id } = await house.request();
      expect(await why(id)).to.include({ ...used, to: CUSTOMER });
      await house.world.waitFor(() => phone.last?.state === 'ringing', 60_000);
      expect((await house.callback(id)).trunk).to.equal(used.trunk);
      expect(phone.last?.shown?.from).to.deep.equal({ number: used.from });
    });

  it('names another trunk as soon as the mapping does', async () => {
    await open();
    const { callback: id } = await house.request();
    const numbers = { numbers: ['+493023125109'], trunks: ['tb'], endpoints: ['PJSIP/a*'] };
    const mapping = callbackMapping({ callback: {}, rest: { owns: { pbx: numbers } } });
    await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system', true));
    expect(await why(id)).to.include({ trunk: 'pbx/tb', from: '+493023125109' });
  });

  it('says that nobody is free, that others are before, and whose turn it is', async () => {
    const agents = { mode: 'agentFirst', connect: undefined, minDelaySeconds: 0 };
    house = await CallbackHouse.open({ callback: agents, rest: withDesks });
    const { callback: first } = await house.request();
    const { callback: second } = await house.request({ to: { number: OTHER } });
    await new Floor(house).command('anna', 'sign_in', { state: 'notReady' });
    await house.world.advance(1_000);
    expect([(await why(first)).reason, (await why(second)).reason]).to.deep.equal(['nobodyIsFree', 'othersAreBefore']);
    house.sim.phone('PJSIP/a1', {});
    await new Floor(house).command('anna', 'set_state', { state: 'ready' });
    await house.event('callback.reserved');
    expect((await why(first)).reason).to.equal('agentIsAsked');
  });

  it('tells everything that happened to one, and who did it, also without any call and when it is over', async () => {
    await open({ mode: 'agentFirst', connect: undefined, minDelaySeconds: 0 }, withDesks);
    const { callback: id } = await house.request();
    await house.request({ to: { number: OTHER } });
    await house.change('set_priority', id, { priority: 7 });
    const past = async (tenant = 'acme') =>
      house.world.finish(told((gone) => house.api.callbacks.history(house.principal(tenant), 'acme', id, gone)));
    const types = async () => ((await past()) as Past).events.map(({ type }) => type);
    const { callback, events } = (await past()) as Past;
    expect(callback).to.include({ id, priority: 7 });
    expect(events.map(({ type, actor }) => `${type} ${actor}`)).to.deep.equal([
      ...['callback.requested key:acme', 'queue.joined key:acme', 'callback.changed system'],
      ...['callback.changed key:acme', 'queue.entry_changed key:acme'],
    ]);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 60_000 });
    await new Floor(house).ready('anna');
    await house.event('callback.reserved');
    await house.change('cancel', id);
    await house.world.waitFor(() => house.story.includes('cancelled'));
    expect(await types()).to.include.members([
      'offer.created',
      'callback.reserved',
      'callback.cancelled',
      'queue.left',
    ]);
    expect(((await past()) as Past).events.every(({ data }) => data.customerNumber !== OTHER)).to.equal(true);
    expect(await past('globex')).to.include({ refused: 'auth.forbidden' });
    const unknown = told((gone) =>
      house.api.callbacks.history(house.principal('acme'), 'acme', `cb_${'0'.repeat(32)}`, gone),
    );
    expect(await house.world.finish(unknown)).to.include({ refused: 'resource.not_found' });
  });

  it('has its transaction before there is any call', async () => {
    await open();
    const { callback: id } = await house.request({ attributes: { order: '17' } });
    const { transaction } = await house.callback(id);
    const seen = await house.world.finish(
      told((gone) => house.api.queries.transaction(house.principal('acme'), 'acme', transaction, gone)),
    );
    expect(seen).to.deep.include({ id: transaction, calls: [], attributes: { order: '17' } });
    expect(seen).to.have.property('callbacks').with.lengthOf(1);
  });

  it('says what would become of a request, and changes nothing', async () => {
    await open({ hours: { zone: 'UTC', weekly: [{ days: ['tue'], from: '10:00', to: '12:00' }] }, nextOpening: true });
    const told = await attempt();
    expect(told).to.deep.include({ taken: true, number: CUSTOMER, position: 1, waitsFor: ['minDelay', 'hours'] });
    expect(told.earliest).to.equal('2026-01-06T10:00:00.000Z');
    expect(await attempt({ number: '112' })).to.include({ taken: false, reason: 'destination.refused' });
    expect(await attempt({ when: '2026-01-05T10:00:00Z' })).to.include({ taken: false, reason: 'callback.closed' });
    const { callback: id } = await house.request();
    expect(await attempt()).to.deep.equal({ taken: true, existing: id });
    expect(house.story).to.deep.equal(['requested']);
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('moves one to the front, which it keeps after a failed attempt', async () => {
    await open({ retry: { delaysSeconds: [1] } });
    house.phone(CUSTOMER, {});
    house.phone(THIRD, { refuses: 'busy' });
    for (const number of [CUSTOMER, OTHER]) await house.request({ to: { number } });
    const { callback: id } = await house.request({ to: { number: THIRD } });
    expect(await house.change('set_priority', id, { priority: 100 })).to.include({ status: 200 });
    expect((await house.entries()).map(({ callback }) => callback)[0]).to.equal(id);
    // While the first one rings the least delay of the others is over.
    expect(await house.event('callback.attempted', 2)).to.include({ id, priority: 100 });
    const again = () =>
      house.feed
        .of('callback.attempted')
        .find(({ data }) => (data as Callback).id === id && (data as Callback).attempt === 2);
    expect((await house.world.waitFor(again)).data).to.include({ priority: 100 });
  });

  it('moves one into another queue with its arrival, by what that queue takes', async () => {
    const policy = { venue: 'sales', mode: 'customerFirst', minDelaySeconds: 60 };
    const queues = {
      sales: { callback: policy },
      support: { callback: { ...policy, from: '+493023125100' } },
      closed: { callback: { ...policy, accept: false } },
      plain: {},
    };
    await open({}, { queues });
    const { callback: id } = await house.request();
    const { arrivedAt } = await house.callback(id);
    expect(await house.change('reassign', id, { queue: 'closed' })).to.include({ refused: 'callback.not_accepted' });
    expect(await house.change('reassign', id, { queue: 'plain' })).to.include({ refused: 'callback.not_offered' });
    expect(await house.change('reassign', id, { queue: 'support' })).to.include({ status: 200 });
    expect(await house.callback(id)).to.include({ queue: 'support', state: 'queued', arrivedAt });
    expect(await house.entries()).to.deep.equal([]);
    house.phone(CUSTOMER, {});
    await house.event('callback.attempted');
    expect(await house.change('reassign', id, { queue: 'sales' })).to.include({ refused: 'callback.too_late' });
  });

  it('names the callback that the number has in the other queue', async () => {
    const callback = { venue: 'sales', minDelaySeconds: 60 };
    await open({}, { queues: { sales: { callback }, support: { callback } } });
    const there = await house.request({ queue: 'support', when: '2026-01-06T09:00:00Z' });
    const { callback: id } = await house.request();
    expect(await house.change('reassign', id, { queue: 'support' })).to.deep.include({
      ...{ refused: 'callback.duplicate', detail: 'it is for 2026-01-06T09:00:00.000Z' },
      facts: { ...there, promisedAt: '2026-01-06T09:00:00.000Z' },
    });
  });

  it('lists by state and by when they are due', async () => {
    await open();
    const { callback: id } = await house.request();
    const { callback: later } = await house.request({ to: { number: OTHER }, when: '2026-01-06T09:00:00Z' });
    const ids = async (query: object) => (await house.listed(query)).map((one) => one.id);
    expect(await ids({ state: 'scheduled' })).to.deep.equal([later]);
    expect(await ids({ state: 'queued' })).to.deep.equal([id]);
    expect(await ids({ state: 'scheduled', dueBefore: Date.parse('2026-01-06T08:00:00Z') })).to.deep.equal([]);
    await house.change('cancel', id);
    await house.world.advance(3_000);
    expect(await ids({ state: 'cancelled' })).to.deep.equal([id]);
    expect(await ids({ state: 'completed' })).to.deep.equal([]);
  });
});
