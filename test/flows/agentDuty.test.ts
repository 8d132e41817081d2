/** Working hours and bookings of agents: whoever has finished is offered nobody, over crashes too (issue 5). */
import { expect } from 'chai';
import type { Agent } from '../../src/core/agent';
import type { Page, Principal } from '../../src/services/api';
import { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';
import { WORLD_START } from '../support/world';

const MINUTE = 60_000;
const inMinutes = (minutes: number): string => new Date(WORLD_START + minutes * MINUTE).toISOString();
/** The world begins on a Monday at 10:00 in Berlin. */
const hours = { zone: 'Europe/Berlin', weekly: [{ days: ['mon', 'tue'], from: '09:00', to: '10:10' }] };

describe('agents with working hours', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  async function open(anna: object, sales: object = {}): Promise<void> {
    const agents = { anna: { name: 'Anna', user: 'anna', workstation: 'desk-1', queues: { sales: {} }, ...anna } };
    ({ house, floor, feed } = await openFloor(
      { maxWaitSeconds: 3_600, wrapUpSeconds: 0, ...sales },
      ({ tenants: { acme } }) => Object.assign(acme, { agents }),
    ));
  }
  async function restarted(): Promise<void> {
    house.crash();
    await house.up();
    floor = new Floor(house);
    feed = house.listen('acme');
  }
  afterEach(() => house.end());

  const call = () => house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003' });
  const toMinute = (minutes: number) => house.world.run(WORLD_START + minutes * MINUTE);

  it('finish the talk in hand, and are offered nobody after it', async () => {
    await open({ hours });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    expect(floor.agent('anna').duty).to.deep.equal({ on: true, until: WORLD_START + 10 * MINUTE });
    const first = call();
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
    await toMinute(11);
    expect(floor.is('anna')).to.equal('ready busy');
    expect(floor.agent('anna').next).to.deep.equal({ state: 'notReady', reason: 'offHours' });
    const second = call();
    await house.world.waitFor(() => second.state === 'up');
    first.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'notReady idle');
    await house.world.advance(10 * MINUTE);
    expect(feed.of('offer.created')).to.have.lengthOf(1);
    // Whoever stays longer says so.
    expect(await floor.command('anna', 'set_state', { state: 'ready' })).to.include({ status: 200 });
    await house.world.waitFor(() => second.hearsWhom.join() === 'PJSIP/a1');
    second.hangup();
  });

  it('are told of when they end, also by one who was away then', async () => {
    await open({ hours });
    await floor.ready('anna');
    house.crash();
    await house.world.advance(15 * MINUTE);
    await house.up();
    floor = new Floor(house);
    expect(floor.is('anna')).to.equal('notReady idle');
    const { duty, reason } = floor.agent('anna');
    expect([reason, duty]).to.deep.equal([
      'offHours',
      { on: false, reason: 'offHours', until: WORLD_START + 23 * 60 * MINUTE },
    ]);
  });

  it('may sign in outside of them, not ready as ever, unless a queue wants nobody so', async () => {
    await open({ hours });
    await toMinute(20);
    expect(await floor.ready('anna')).to.include({ status: 200 });
    await house.stop();
    await open({ hours }, { offDuty: 'refuse' });
    await toMinute(20);
    expect(await floor.ready('anna')).to.include({ refused: 'agent.off_duty' });
    expect(await floor.command('anna', 'sign_in')).to.include({ status: 200 });
    expect(await floor.command('anna', 'set_state', { state: 'ready' })).to.include({ refused: 'agent.off_duty' });
    await floor.command('anna', 'book', { from: inMinutes(15), until: inMinutes(60), works: true });
    expect(await floor.command('anna', 'set_state', { state: 'ready' })).to.include({ status: 200 });
    await toMinute(61);
    expect(floor.is('anna')).to.equal('notReady idle');
  });

  it('are away while that is booked, by mapping or command, and it survives a crash', async () => {
    await open({ bookings: [{ from: inMinutes(5), until: inMinutes(10), reason: 'doctor' }] });
    await floor.ready('anna');
    const reply = await floor.command('anna', 'book', {
      from: inMinutes(20),
      until: inMinutes(30),
      reason: 'training',
    });
    expect(reply).to.deep.include({ status: 200 });
    await toMinute(6);
    expect(floor.agent('anna')).to.include({ state: 'notReady', reason: 'doctor' });
    await restarted();
    await toMinute(11);
    expect(floor.agent('anna')).to.include({ state: 'notReady', reason: 'doctor' });
    expect(floor.agent('anna').duty).to.deep.equal({ on: true, until: WORLD_START + 20 * MINUTE });
    await floor.command('anna', 'set_state', { state: 'ready' });
    await restarted();
    await toMinute(21);
    expect(floor.agent('anna')).to.include({ state: 'notReady', reason: 'training' });
    const { booking } = (reply as { data: { booking: string } }).data;
    expect(await floor.command('anna', 'cancel_booking', { booking })).to.include({ status: 200 });
    expect(floor.agent('anna')).to.not.have.any.keys('duty', 'bookings');
    const told = feed.of('agent.duty_changed').map(({ data }) => (data as Agent).bookings?.length);
    expect(told).to.deep.equal([undefined]);
    expect(await floor.command('anna', 'cancel_booking', { booking })).to.include({ refused: 'agent.no_such_booking' });
  });

  it('are booked by those who run the tenant, not by users, and by nobody of another tenant', async () => {
    await open({});
    const body = { from: inMinutes(5), until: inMinutes(10) };
    const as = (tenant: string, role: 'user' | 'supervisor') =>
      house.world.finish(
        house.api.commands.execute({
          ...{ principal: house.principal(tenant, role), tenant: 'acme', command: 'agent.book', target: 'anna', body },
        }),
      );
    expect(await as('acme', 'user')).to.include({ refused: 'auth.forbidden' });
    expect(await as('globex', 'supervisor')).to.include({ refused: 'auth.forbidden' });
    expect(await as('acme', 'supervisor')).to.include({ status: 200 });
    const late = await floor.command('anna', 'book', { from: inMinutes(-5), until: inMinutes(-1) });
    expect(late).to.include({ refused: 'request.invalid' });
    expect(await floor.command('anna', 'book', { from: inMinutes(5), until: inMinutes(5) })).to.include({
      refused: 'request.invalid',
    });
  });

  it('show when they work, by mapping and by command, and nothing where they always do', async () => {
    const work = {
      hours,
      bookings: [{ from: inMinutes(5), until: inMinutes(10), works: false, reason: 'doctor' }],
    };
    await open(work);
    const show = async () => {
      const found = await house.world.finish(
        house.api.agents.get(house.principal('acme', 'supervisor'), 'acme', 'anna'),
      );
      return (found as { data: { work?: unknown; bookings?: unknown[]; duty?: unknown } }).data;
    };
    await floor.command('anna', 'book', { from: inMinutes(20), until: inMinutes(30) });
    const one = await show();
    expect(one.work).to.deep.equal({ ...work, hours: { ...hours, exceptions: [] } });
    expect(one.bookings).to.have.length(1);
    expect(one.duty).to.deep.equal({ on: true, until: inMinutes(5) });
    await toMinute(11);
    expect((await show()).work, 'what is over is not shown').to.have.keys('hours');
    await house.stop();
    await open({});
    expect(await show()).to.not.have.any.keys('work', 'bookings', 'duty');
  });

  it('show colleagues that an agent is away, not why and when again', async () => {
    await open({ hours, bookings: [{ from: inMinutes(5), until: inMinutes(10), works: false, reason: 'clinic' }] });
    const user = async (login: string): Promise<Principal> => {
      const made = await house.world.finish(
        house.api.users.create(house.principal('acme', 'owner'), 'acme', { login, name: login, role: 'user' }),
      );
      const { id } = (made as { data: { id: string } }).data;
      return { key: 'se_1', actor: `user:${id}`, role: 'user', tenant: 'acme', user: id };
    };
    const [own, other] = [await user('anna'), await user('else')];
    const read = async (who: Principal) => {
      const one = (await house.world.finish(house.api.agents.get(who, 'acme', 'anna'))) as { data: object };
      const { items } = (await house.world.finish(house.api.agents.list(who, 'acme'))) as Page;
      return [one.data, items.find((item) => (item as Agent).id === 'anna') as Agent] as const;
    };
    await floor.command('anna', 'book', { from: inMinutes(20), until: inMinutes(30), reason: 'clinic' });
    await floor.ready('anna');
    await toMinute(6);
    for (const seen of await read(other)) {
      expect(seen).to.include({ state: 'notReady' }).and.not.have.any.keys('reason', 'bookings', 'work');
      expect((seen as Agent).duty)
        .to.have.keys('on', 'until')
        .and.include({ on: false });
      expect(JSON.stringify(seen)).not.to.match(/clinic|weekly/);
    }
    const [one, listed] = await read(own);
    expect(one).to.include({ reason: 'clinic' });
    expect(one).to.include.keys('work', 'bookings');
    expect(listed.bookings).to.have.length(1);
  });

  it('may be away for a reason in letters of their own', async () => {
    await open({});
    await floor.ready('anna');
    for (const reason of ['Übergabe', 'обед', '昼休み'])
      expect(await floor.command('anna', 'set_state', { state: 'notReady', reason })).to.include({ status: 200 });
    expect(floor.agent('anna')).to.include({ reason: '昼休み' });
    for (const reason of ['', 'a/b', 'a\nb', '☕'])
      expect(await floor.command('anna', 'set_state', { state: 'notReady', reason })).to.include({
        refused: 'request.invalid',
      });
  });

  it('change with the mapping in force, at once', async () => {
    await open({});
    await floor.ready('anna');
    const closed = { zone: 'Europe/Berlin', weekly: [] };
    const body = { name: 'Anna', workstation: 'desk-1', queues: { sales: {} }, hours: closed };
    const part = { tenant: 'acme', part: 'agent', name: 'anna' } as const;
    const put = (what: object) =>
      house.world.finish(house.api.ownParts.put(house.principal('acme', 'owner'), part, what));
    expect(await put(body)).to.include({ status: 200 });
    expect(floor.agent('anna')).to.deep.include({ state: 'notReady', duty: { on: false, reason: 'offHours' } });
    const { hours: _, ...without } = body;
    expect(await put(without)).to.include({ status: 200 });
    expect(floor.agent('anna')).to.not.have.property('duty');
  });
});
