/** Just before the customer is dialled, with an agent there who was asked first, everything is asked that was when it was asked. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import type { Principal } from '../../src/services/api';
import { CallbackHouse, CUSTOMER, callbackMapping, OTHER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
/** Half a minute before eight in the evening in Berlin. */
const EVENING = Date.parse('2026-01-05T18:59:30Z');
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const daily = [{ days, from: '08:00', to: '20:00' }];

for (const mode of ['agentFirst', 'forecast'])
  describe(`a callback whose agent is there (${mode})`, () => {
    let house: CallbackHouse;
    let floor: Floor;
    let options: { callback: object; queue: object; rest: object };
    const open = async (callback: object = {}, more: { startsAt?: number; lines?: number; rest?: object } = {}) => {
      options = {
        callback: {
          mode,
          minDelaySeconds: 5,
          confirm: { required: false },
          agent: { previewSeconds: 60 },
          ...callback,
        },
        queue: { ringSeconds: 20, wrapUpSeconds: 30 },
        rest: { ...withDesks, ...more.rest },
      };
      house = await CallbackHouse.open({ ...options, ...more, rest: options.rest });
      floor = new Floor(house);
    };
    const desk = () => house.sim.phone('PJSIP/a1', { answerAfterMs: 10_000 });
    /** Anna is asked for the callback, and reads, or still rings. */
    const reads = async (state: 'ringing' | 'up' = 'up') => {
      const phone = desk();
      await floor.ready('anna');
      const { callback: id } = await house.request();
      await house.world.waitFor(() => phone.last?.state === state);
      return { phone, id };
    };
    const apply = async (callback: object) => {
      const mapping = callbackMapping({ ...options, callback: { ...options.callback, ...callback } });
      await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system', true));
    };
    const turn = async (dial: boolean | null) => {
      const principal = house.principal('acme', 'supervisor');
      const command = { principal, tenant: 'acme', command: 'callback.switch', body: { queue: 'sales', dial } };
      expect(await house.world.finish(house.api.commands.execute(command))).to.include({ status: 200 });
    };
    /** The agent is free, and has nothing to wrap up. */
    const letGo = () => house.world.waitFor(() => floor.is('anna') === 'ready idle', 100_000);

    afterEach(() => house.end());

    it('is not dialled outside of the window of its customer, but when that opens again', async () => {
      await open({ windows: daily }, { startsAt: EVENING });
      const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000 });
      const { phone, id } = await reads();
      await house.world.waitFor(() => phone.last?.state === 'gone', 120_000);
      await letGo();
      const opens = Date.parse('2026-01-06T07:00:00Z');
      expect(await house.callback(id)).to.deep.include({
        ...{
          state: 'queued',
          attempt: 0,
          attempts: [],
          failures: {},
          waiting: { for: 'window', until: new Date(opens).toISOString() },
        },
      });
      await house.world.run(opens - 1_000);
      expect([customer.calls.length, phone.calls.length]).to.deep.equal([0, 1]);
      await house.world.waitFor(() => customer.calls.length === 1, 120_000);
      expect(await house.callback(id)).to.include({ attempt: 1 });
    });

    it('is not dialled in the last moments before closing', async () => {
      const hours = { zone: 'Europe/Berlin', weekly: daily };
      await open({ hours, cutOffSeconds: 0, nextOpening: true }, { startsAt: EVENING });
      const customer = house.phone(CUSTOMER, {});
      const { id } = await reads();
      await letGo();
      expect(await house.callback(id)).to.deep.include({ state: 'queued', attempt: 0 });
      expect((await house.callback(id)).waiting).to.deep.include({ for: 'hours' });
      expect(customer.calls).to.have.lengthOf(0);
    });

    for (const state of ['ringing', 'up'] as const)
      it(`is not dialled while that is switched off (the agent’s phone is ${state})`, async () => {
        await open();
        const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000 });
        const { phone, id } = await reads(state);
        await turn(false);
        await house.world.waitFor(() => phone.last?.state === 'gone', 120_000);
        await letGo();
        await house.world.advance(120_000);
        expect(await house.callback(id)).to.deep.include({
          ...{ state: 'queued', attempt: 0, failures: {}, waiting: { for: 'switchedOff' } },
        });
        expect([customer.calls.length, phone.calls.length]).to.deep.equal([0, 1]);
        await turn(null);
        expect(await house.event('callback.connected')).to.include({ id, attempt: 1 });
        expect(customer.calls).to.have.lengthOf(1);
      });

    it('is not called any more when its number is on a list by now', async () => {
      await open();
      const customer = house.phone(CUSTOMER, {});
      const { id } = await reads();
      await apply({ blocked: [CUSTOMER] });
      expect(await house.event('callback.failed')).to.include({ id, outcome: 'blocked', attempt: 0 });
      await letGo();
      expect(customer.calls).to.have.lengthOf(0);
      expect(await house.entries()).to.deep.equal([]);
    });

    it('is not dialled for a tenant that is suspended, and is when it is served again', async () => {
      await open();
      const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000 });
      const { id } = await reads('ringing');
      await house.world.finish(house.api.tenants.suspend(ADMIN, 'acme'));
      await letGo();
      await house.world.advance(120_000);
      expect(customer.calls).to.have.lengthOf(0);
      await house.world.finish(house.api.tenants.resume(ADMIN, 'acme'));
      await house.world.waitFor(() => customer.last?.hearsWhom.length === 1, 120_000);
      expect(await house.callback(id)).to.include({ attempt: 1 });
    });

    for (const [what, limit, why] of [
      ['lines of the trunk', { lines: 1 }, 'line'],
      ['callbacks of the tenant', { rest: { ...withDesks, callbacks: { simultaneous: 1 } } }, 'asManyAsAllowed'],
      ['callbacks of the installation', { system: { callbacks: { simultaneous: 1 } } }, 'asManyAsAllowed'],
    ] as const)
      it(`is not dialled beyond fewer ${what} than there were`, async () => {
        await open({ trunk: 'shared' }, { lines: 2 });
        for (const number of [CUSTOMER, OTHER]) house.phone(number, { answerAfterMs: 30_000 }, 's');
        desk();
        house.sim.phone('PJSIP/a2', { answerAfterMs: 10_500 });
        for (const number of [CUSTOMER, OTHER]) await house.request({ to: { number } });
        await house.world.advance(10_000);
        await floor.ready('anna');
        await floor.ready('bert');
        await house.event('callback.reserved', 2);
        await house.world.advance(15_000);
        const mapping = callbackMapping({ ...options, lines: 2, ...limit });
        await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system', true));
        await house.event('callback.attempted');
        await house.world.advance(20_000);
        expect(house.feed.of('callback.attempted'), 'dials').to.have.lengthOf(1);
        const states = (await house.listed()).map(({ state, waiting }) => [state, waiting?.for]);
        expect(states).to.have.deep.members([
          ['dialing', undefined],
          ['queued', why],
        ]);
        await house.event('callback.attempted', 2);
      });

    it('is not dialled beyond the budget of the day, however many agents are there', async () => {
      await open({ budget: [{ prefix: '+49', perDay: 1 }], agent: { previewSeconds: 10 } });
      const phones = [house.phone(CUSTOMER, {}), house.phone(OTHER, {})];
      house.sim.phone('PJSIP/a2', { answerAfterMs: 10_500 });
      desk();
      await house.request();
      await house.request({ to: { number: OTHER } });
      await house.world.advance(10_000);
      // In that order: by forecast nobody is dialled while fewer are free than are wanted.
      await floor.ready('anna');
      await floor.ready('bert');
      await house.event('callback.reserved', 2);
      await house.world.waitFor(() => phones.some(({ calls }) => calls.length > 0), 120_000);
      const held = await house.world.waitFor(() =>
        house.feed.of('callback.delayed').find(({ data }) => (data as Callback).waiting?.for === 'budget'),
      );
      expect(held?.data).to.deep.include({ state: 'queued', attempt: 0 });
      await house.world.waitFor(() => [floor.is('anna'), floor.is('bert')].includes('ready idle'));
      await house.world.advance(120_000);
      expect(house.feed.of('callback.attempted').length, 'dials').to.be.lessThan(2);
    });
  });
