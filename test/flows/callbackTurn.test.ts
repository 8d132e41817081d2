/** Customer first, in a queue that agents serve and that is never empty: the turn of a callback comes as that of a caller does. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import { CallbackHouse, CUSTOMER, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

describe('the turn of a callback whose customer is dialled first', () => {
  let house: CallbackHouse;
  let floor: Floor;

  const open = async (mode: string, wrapUpSeconds: number, more: object = {}) => {
    const callback = { mode, minDelaySeconds: 0, ...more };
    house = await CallbackHouse.open({ callback, queue: { wrapUpSeconds }, rest: withDesks });
    floor = new Floor(house);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
  };
  afterEach(() => house.end());
  /** A customer who calls is served and hangs up: the agents who are ready have that to wrap up. */
  const served = async (number = OTHER) => {
    const caller = await house.world.finish(Promise.resolve(house.sim.call({ ...call, ani: number })));
    await house.world.waitFor(() => caller.hearsWhom.length === 1);
    return caller;
  };
  const dialledAt = async () => {
    const { attempts } = await house.event<{ attempts: { startedAt: string }[] }>('callback.attempted');
    return Date.parse(attempts[0]?.startedAt ?? '');
  };

  it('comes with the agent who is free for it, although others wait behind; who presses 1 is next', async () => {
    await open('customerFirst', 0);
    const customer = house.phone(CUSTOMER, {
      answerAfterMs: 2_000,
      script: async (person) => {
        await person.hear(/callback-greeting/);
        await person.press('1');
      },
    });
    await floor.ready('anna');
    const first = await served();
    const { callback: id } = await house.request();
    const behind = [
      await house.caller(THIRD),
      await house.caller('+493023125704'),
      await house.caller('+493023125705'),
    ];
    await house.world.advance(60_000);
    expect(customer.calls, 'nobody is free').to.have.lengthOf(0);
    first.hangup();
    expect(await house.event('callback.attempted')).to.include({ id });
    await house.world.waitFor(() => behind[0]?.hearsWhom.length === 1);
    await house.event('callback.confirmed');
    expect((await house.entries()).map(({ callback, position }) => [callback, position])).to.deep.equal([
      [id, 1],
      [undefined, 2],
      [undefined, 3],
    ]);
    behind[0]?.hangup();
    await house.world.waitFor(() => customer.last?.hearsWhom.length === 1);
    expect(behind[1]?.hearsWhom).to.deep.equal([]);
  });

  for (const [confirm, seconds] of [
    [{}, 5],
    [{ required: false }, 3],
  ] as const)
    it(`comes ${seconds} s before a wrap-up is over with ${JSON.stringify({ confirm })}: no sooner can the customer be there`, async () => {
      await open('customerFirst', 30, { confirm });
      house.phone(CUSTOMER, {});
      await floor.ready('anna');
      const first = await served();
      await house.request();
      const over = house.clock.now() + 30_000;
      first.hangup();
      expect(over - (await dialledAt())).to.be.within(seconds * 1_000 - 100, seconds * 1_000);
    });

  it('is not that of the one under way, for whom the agent is going to be there', async () => {
    await open('customerFirst', 30);
    const second = house.phone(THIRD, {});
    house.phone(CUSTOMER, {});
    await floor.ready('anna');
    const first = await served();
    await house.request();
    await house.request({ to: { number: THIRD } });
    first.hangup();
    await house.event('callback.attempted');
    await house.world.advance(8_000);
    expect(second.calls).to.have.lengthOf(0);
  });

  it('comes while all talk, where somebody of so many is nearly always free before the customer can press 1', async () => {
    const talkMs = 25_000;
    for (const [count, early] of [
      [30, true],
      [3, false],
    ] as const) {
      const names = Array.from({ length: count }, (_, i) => `a${i + 1}`);
      const desk = (name: string) => [name, { phone: { endpoint: `PJSIP/${name}` } }];
      const agent = (name: string) => [name, { name, workstation: name, queues: { sales: {} } }];
      house = await CallbackHouse.open({
        callback: { mode: 'customerFirst', minDelaySeconds: 0 },
        queue: { wrapUpSeconds: 0 },
        rest: {
          workstations: Object.fromEntries(names.map(desk)),
          agents: Object.fromEntries(names.map(agent)),
        },
      });
      floor = new Floor(house);
      house.phone(CUSTOMER, {});
      for (const name of names) {
        house.sim.phone(`PJSIP/${name}`, { answerAfterMs: 500 });
        await floor.ready(name);
      }
      const all = async () => {
        const talking = [];
        for (const n of names.keys()) talking.push(await served(`+4930231257${10 + n}`));
        return talking;
      };
      // What talks last is learned.
      for (let round = 0; round < 3; round++) {
        const talking = await all();
        await house.world.advance(talkMs);
        for (const caller of talking) caller.hangup();
        await house.world.waitFor(() => names.every((name) => floor.is(name) === 'ready idle'));
      }
      await all();
      await house.request();
      await house.world.advance(15_000);
      const talking = names.every((name) => floor.is(name) === 'ready busy');
      expect([house.feed.of('callback.attempted').length, talking], `${count} agents`).to.deep.equal([
        early ? 1 : 0,
        true,
      ]);
      await house.end();
    }
  });

  it('is not that of a queue whose agent is going to be there for the customer of another one', async () => {
    const callback = { venue: 'sales', mode: 'customerFirst', minDelaySeconds: 0 };
    const queue = { wrapUpSeconds: 0, callback };
    house = await CallbackHouse.open({
      rest: {
        queues: { sales: queue, support: queue },
        workstations: withDesks.workstations,
        agents: { anna: { name: 'Anna', workstation: 'desk-1', queues: { sales: {}, support: {} } } },
      },
    });
    floor = new Floor(house);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    house.phone(CUSTOMER, { answerAfterMs: 10_000, script: (person) => person.press('1') });
    const other = house.phone(OTHER, {});
    await house.request();
    await house.request({ queue: 'support', to: { number: OTHER } });
    await floor.ready('anna');
    await house.event('callback.attempted');
    await house.world.advance(60_000);
    expect(other.calls, 'she talks').to.have.lengthOf(0);
    house.phone(CUSTOMER, {}).last?.hangup();
    await house.world.waitFor(() => other.calls.length === 1);
  });

  it('comes by forecast while one more wraps up than it needs; with a single one, that agent is asked first', async () => {
    await open('forecast', 30);
    house.phone(CUSTOMER, {});
    house.phone('+493023125704', {});
    await floor.ready('anna');
    await floor.ready('bert');
    const callers = [await served(), await served(THIRD)];
    await house.request();
    await house.request({ to: { number: '+493023125704' } });
    const over = house.clock.now() + 30_000;
    for (const caller of callers) caller.hangup();
    expect(await dialledAt()).to.be.within(over - 5_000, over - 4_900);
    expect((await house.event<Callback>('callback.reserved')).customerNumber).to.equal('+493023125704');
    expect(house.clock.now()).to.be.at.least(over);
  });
});

const call = { routingPoint: 'main', dnis: '1000', endpoint: 'PJSIP/ta' };
