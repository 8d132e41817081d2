/** Queues open and close by their hours and by hand; calls that are not taken or not kept overflow (docs/queues.md). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { QueueState } from '../../src/core/queueState';
import { QueueHouse, queueMapping, told } from '../support/queueHouse';
import { WORLD_START } from '../support/world';

const prompt = (name: string) => ({ do: 'announce', media: [{ play: 'prompt', name }] });
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(WORLD_START + minutes * MINUTE).toISOString();
/** The world begins on a Monday at 10:00 in Berlin. */
const hours = {
  zone: 'Europe/Berlin',
  weekly: [
    { days: ['mon'], from: '09:00', to: '10:05' },
    { days: ['mon'], from: '10:15', to: '18:00' },
  ],
};

describe('opening hours of a queue', () => {
  let house: QueueHouse;

  const up = async (settings: object, after?: readonly object[]): Promise<QueueHouse> => {
    house = await new QueueHouse({ mapping: queueMapping({ sales: settings, spare: {} }, after) }).open();
    return house;
  };

  afterEach(() => house.end());

  it('are seen by keys of single venues, numbers of the queue are not', async () => {
    await up({ hours });
    const get = async (venues?: readonly string[]) => {
      const principal = { ...house.principal('acme'), ...(venues && { venues }) };
      return ((await house.world.finish(house.api.queues.get(principal, 'acme', 'sales'))) as { data: object }).data;
    };
    expect(await get()).to.include({ open: true, waiting: 0, longestWaitMs: 0 });
    expect(await get(['sales']))
      .to.include({ open: true })
      .and.not.have.any.keys('waiting', 'longestWaitMs', 'estimate');
  });

  it('tell when it closes and opens, and take no calls meanwhile', async () => {
    await up({ hours, overflow: { closed: [prompt('closed')] } });
    expect(await house.queue('sales')).to.include({ open: true, changesAt: at(5) });
    const before = await house.waiting();
    expect(await house.event<QueueState>('queue.closed')).to.deep.include({ id: 'sales', open: false, since: at(5) });
    expect(before.hears).to.match(/music/);
    const late = house.caller();
    await house.world.waitFor(() => late.state === 'gone');
    expect(told(late)).to.deep.equal(['prompt closed']);
    const failed = await house.event<Call>('call.route_failed');
    expect(failed.failure).to.deep.equal({ reason: 'queue.closed', destination: 'queue:sales' });
    expect(await house.event<QueueState>('queue.opened')).to.deep.include({ open: true, since: at(15) });
  });

  it('send on who waits, when the queue says so', async () => {
    await up({ hours, atClosing: 'overflow', overflow: { closed: [prompt('closed')] } });
    const waiting = await house.waiting();
    await house.world.waitFor(() => waiting.state === 'gone', 10 * MINUTE);
    expect(told(waiting)).to.deep.equal(['prompt closed']);
    expect(await house.event('queue.left')).to.include({ state: 'left', reason: 'closed', queue: 'sales' });
  });

  it('wait for an answer that is under way at closing', async () => {
    await up({ hours, atClosing: 'overflow' });
    const waiting = await house.waiting();
    const phone = house.sim.phone('PJSIP/a1', {});
    await house.world.run(WORLD_START + 5 * MINUTE - 5_000);
    const to = { to: { endpoint: 'PJSIP/a1' }, ringSeconds: 10 };
    await house.command('acme', 'queue.dequeue', 'sales', to);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    await house.event('queue.closed');
    expect((await house.entries('sales')).map(({ state }) => state)).to.deep.equal(['offering']);
    expect(await house.event('queue.left')).to.include({ reason: 'closed', returns: 1 });
    await house.world.waitFor(() => waiting.state === 'gone');
  });

  it('are overruled by hand, until a time or until that is taken back', async () => {
    await up({ hours });
    expect(await house.supervise('queue.close', 'sales', { until: at(2) }, 'k1')).to.deep.equal({
      ...{ status: 200, data: { queue: 'sales' } },
    });
    const closed = await house.event<QueueState>('queue.closed');
    expect(closed).to.deep.include({ open: false, changesAt: at(2) });
    expect(closed.manual).to.deep.include({ open: false, until: at(2), by: 'key:acme' });
    expect(await house.supervise('queue.close', 'sales', { until: at(2) }, 'k1')).to.deep.include({ status: 200 });
    await house.world.run(WORLD_START + 2 * MINUTE);
    expect(await house.event<QueueState>('queue.opened')).to.deep.include({ since: at(2), changesAt: at(5) });
    await house.supervise('queue.open', 'sales');
    await house.world.run(WORLD_START + 10 * MINUTE);
    expect(await house.queue('sales'))
      .to.include({ open: true })
      .and.not.to.have.property('changesAt');
    await house.supervise('queue.follow_hours', 'sales');
    expect(await house.queue('sales')).to.include({ open: false });
    expect(house.feed.of('queue.closed')).to.have.lengthOf(2);
  });

  it('can be closed by hand without any hours', async () => {
    await up({});
    expect(await house.queue('sales')).to.include({ open: true });
    await house.supervise('queue.close', 'sales');
    expect(await house.queue('sales')).to.include({ open: false });
    await house.supervise('queue.follow_hours', 'sales');
    expect(await house.queue('sales')).to.include({ open: true });
    expect(await house.supervise('queue.close', 'nobody')).to.include({ refused: 'queue.not_found' });
    for (const until of [at(-1), '9999-12-31T00:00:00Z'])
      expect(await house.supervise('queue.close', 'sales', { until })).to.include({ refused: 'request.invalid' });
    expect(await house.command('acme', 'queue.close', 'sales', {})).to.include({ refused: 'auth.forbidden' });
  });

  it('hold over a restart, also of what was missed', async () => {
    await up({ hours, atClosing: 'overflow', overflow: { closed: [prompt('closed')] } });
    const waiting = await house.waiting();
    await house.world.advance(1_000);
    house.crash();
    await house.world.run(WORLD_START + 6 * MINUTE);
    await house.open();
    expect(await house.queue('sales')).to.include({ open: false });
    await house.world.waitFor(() => waiting.state === 'gone');
    expect(told(waiting)).to.deep.equal(['prompt closed']);
  });

  it('are others as soon as the mapping says so', async () => {
    await up({ hours });
    await house.world.finish(house.signalbox.applyMapping(queueMapping({ sales: {} }), 'test', 'system'));
    expect(await house.queue('sales'))
      .to.include({ open: true })
      .and.not.to.have.property('changesAt');
    await house.world.run(WORLD_START + 10 * MINUTE);
    expect(house.feed.of('queue.closed')).to.have.lengthOf(0);
    const shut = { zone: 'Europe/Berlin', weekly: [] };
    await house.world.finish(house.signalbox.applyMapping(queueMapping({ sales: { hours: shut } }), 'test', 'system'));
    expect(await house.event<QueueState>('queue.closed')).to.include({ open: false });
    await house.world.finish(house.signalbox.applyMapping(queueMapping({ spare: {} }), 'test', 'system'));
    expect(await house.event<QueueState>('queue.removed')).to.include({ id: 'sales', open: false });
  });
});

describe('overflow of a queue', () => {
  let house: QueueHouse;
  afterEach(() => house.end());

  const up = async (queues: Readonly<Record<string, object>>, after?: readonly object[]): Promise<void> => {
    house = await new QueueHouse({ mapping: queueMapping(queues, after) }).open();
  };

  it('goes to another queue when it is full, and then on with the list', async () => {
    const toSpare = [prompt('full'), { do: 'queue', queue: 'spare' }];
    await up({ sales: { maxEntries: 1, overflow: { full: toSpare } }, spare: { maxWaitSeconds: 20 } }, [
      prompt('sorry'),
    ]);
    await house.waiting();
    const second = house.caller();
    expect(await house.event('queue.joined', 2)).to.include({ queue: 'spare' });
    await house.world.waitFor(() => second.state === 'gone');
    expect(told(second)).to.deep.equal(['prompt full', 'prompt sorry']);
    expect((await house.event<Call>('call.route_failed')).failure).to.include({ reason: 'queue.full' });
    expect(await house.event('queue.left')).to.include({ queue: 'spare', reason: 'timeout', waitMs: 20_000 });
  });

  it('lets wait once more who has waited too long, once', async () => {
    const again = [prompt('still-busy'), { do: 'queue', queue: 'sales' }];
    await up({ sales: { maxWaitSeconds: 30, overflow: { timeout: again } } }, [prompt('sorry')]);
    const person = await house.waiting();
    await house.world.waitFor(() => person.state === 'gone', 90_000);
    expect(told(person)).to.deep.equal(['prompt still-busy', 'prompt sorry']);
    expect(house.feed.of('queue.left').map(({ data }) => (data as { reason: string }).reason)).to.deep.equal([
      'timeout',
      'timeout',
    ]);
  });

  it('follows at once when nobody came for one who had waited long enough meanwhile', async () => {
    await up({ sales: { maxWaitSeconds: 30, overflow: { timeout: [prompt('still-busy')] } } });
    await house.waiting();
    const phone = house.sim.phone('PJSIP/a1', {});
    await house.world.advance(20_000);
    await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a1' }, ringSeconds: 10 });
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    house.sim.cutLink();
    const { failure } = await house.event('queue.returned');
    const { reason, endedAt } = await house.event('queue.left');
    expect([failure, reason, endedAt]).to.deep.equal(['lost', 'timeout', house.feed.of('queue.returned')[0]?.time]);
  });

  it('ends where two queues overflow into each other', async () => {
    const into = (queue: string) => ({
      ...{ maxEntries: 1 },
      overflow: { full: [{ do: 'queue', queue }], timeout: [{ do: 'queue', queue }] },
    });
    await up({ sales: into('spare'), spare: into('sales') });
    await house.waiting();
    await house.waiting(1);
    const third = house.caller();
    await house.world.waitFor(() => third.state === 'gone');
    await house.event('call.cleared');
    expect(house.feed.of('call.route_failed')).to.have.lengthOf(3);
  });

  it('is refused under the name of the queue in which paused callbacks stand', async () => {
    house = await new QueueHouse({ mapping: queueMapping({ sales: {} }) }).open();
    const mapping = queueMapping({ sales: {}, 'wait-queue': {} });
    const applied = await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system'));
    expect(applied).to.have.nested.property('errors[0].path', '/tenants/acme/queues/wait-queue');
  });

  it('is refused when it names a queue that is not there', async () => {
    const mapping = queueMapping({ sales: { overflow: { closed: [{ do: 'queue', queue: 'nobody' }] } } });
    house = await new QueueHouse({ mapping: queueMapping({ sales: {} }) }).open();
    const applied = await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system'));
    expect(applied).to.deep.include({
      errors: [{ path: '/tenants/acme/queues/sales/overflow/closed/0/queue', message: 'there is no queue nobody' }],
    });
  });
});
