/** What agents did, by quarter and agent: exact, over crashes, up to now (docs/reports.md). */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import type { AgentQuery, Report } from '../../src/services/api';
import { Floor, withAgents } from '../support/desks';
import { House } from '../support/house';

const MINUTE_MS = 60_000;
type Line = Readonly<Record<string, unknown>>;

describe('reports of agents', () => {
  let house: House;
  let floor: Floor;
  const complaints: string[] = [];

  beforeEach(async () => {
    house = await new House({ mapping: withAgents(), complained: (what) => complaints.push(what) }).up();
    floor = new Floor(house);
  });
  afterEach(async () => {
    await house.stop();
    expect([house.defects, complaints.splice(0)]).to.deep.equal([[], []]);
  });

  const ask = async (query: Partial<AgentQuery>, tenant = 'acme', role = 'supervisor' as const) => {
    const asked = { interval: '15m', ...query } as const;
    return house.world.finish(house.api.reports.agents(house.principal(tenant, role), tenant, asked));
  };
  const report = async (query: Partial<AgentQuery> = {}): Promise<Report> => {
    const told = await ask(query);
    if (isRefusal(told)) throw new Error(JSON.stringify(told));
    return told;
  };
  const total = async (agent: string): Promise<Line> => {
    const { totals } = await report({ agent });
    return totals[0] as Line;
  };
  /** To the beginning of the next quarter. */
  const untilQuarter = () => house.world.advance(15 * MINUTE_MS - (house.world.clock.now() % (15 * MINUTE_MS)));
  const caller = (n: number) =>
    house.sim.call({ routingPoint: 'main', ani: `+49302312570${n}`, dnis: '1003', endpoint: 'PJSIP/carrier' });

  it('cut a time into its quarters, count what goes on up to now, and tell nothing of who is signed off', async () => {
    await untilQuarter();
    await house.world.advance(5 * MINUTE_MS);
    await floor.command('anna', 'sign_in', { reason: 'lunch' });
    await house.world.advance(30 * MINUTE_MS);
    await floor.command('anna', 'set_state', { state: 'ready' });
    await house.world.advance(2 * MINUTE_MS);
    const { items } = await report();
    expect(
      items.map(({ agent, signedInSeconds, notReady, readySeconds }) => [
        agent,
        signedInSeconds,
        notReady,
        readySeconds,
      ]),
    ).to.deep.equal([
      ['anna', 600, { lunch: 600 }, 0],
      ['anna', 900, { lunch: 900 }, 0],
      ['anna', 420, { lunch: 300 }, 120],
    ]);
    await floor.command('anna', 'sign_off');
    await house.world.advance(60 * MINUTE_MS);
    expect(await total('anna')).to.include({ signedInSeconds: 1_920, notReadySeconds: 1_800, readySeconds: 120 });
  });

  it('count offers by what came of them, talks and wrap-ups', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    await floor.ready('anna');
    const first = caller(1);
    await house.world.waitFor(() => first.hearsWhom.join() === 'PJSIP/a1');
    await house.world.advance(30_000);
    first.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle', 12_000);
    house.sim.phone('PJSIP/a1', { declineAfterMs: 500 });
    const second = caller(2);
    await house.world.waitFor(() => floor.offers().some(({ state }) => state === 'declined'));
    second.hangup();
    await house.world.advance(MINUTE_MS);
    const told = await total('anna');
    expect(told).to.include({
      offered: 2,
      answered: 1,
      declined: 1,
      notAnswered: 0,
      wrapUpSeconds: 10,
      meanWrapUpSeconds: 10,
    });
    expect(told.talkSeconds).to.equal(told.meanTalkSeconds);
    expect(told.talkSeconds).to.be.within(30, 31);
    expect(told.offeredSeconds).to.be.within(2, 3);
  });

  it('are the same after kill -9 in the middle of a talk, and of nothing that was told before anything is lost', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    await untilQuarter();
    await floor.ready('anna');
    await house.world.advance(10 * MINUTE_MS);
    const customer = caller(1);
    await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a1');
    await house.world.advance(20 * MINUTE_MS);
    house.crash();
    await house.up();
    floor = new Floor(house);
    customer.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle', 12_000);
    const told = await total('anna');
    expect(told).to.include({ offered: 1, answered: 1, wrapUpSeconds: 10 });
    expect(told.talkSeconds).to.be.within(1_200, 1_215);
    expect(told.meanTalkSeconds).to.equal(told.talkSeconds);
    const { items } = await report();
    expect(items.map(({ talkSeconds }) => Number(talkSeconds) > 0)).to.deep.equal([true, true, true]);
    const [first, second] = items as Line[];
    expect([first?.signedInSeconds, second?.signedInSeconds, second?.talkSeconds]).to.deep.equal([900, 900, 900]);
  });

  it('are told once a day of who does nothing, so that what is counted is never far behind', async () => {
    await floor.command('anna', 'sign_in', { reason: 'away' });
    await house.world.advance(26 * 60 * MINUTE_MS);
    expect(floor.agent('anna').toldAt).to.be.above(house.world.clock.now() - 3 * 60 * MINUTE_MS);
    const { totals } = await report({ agent: 'anna', from: '2000-01-01' }).catch(() => report({ agent: 'anna' }));
    expect(totals).to.have.lengthOf(1);
  });

  it('are for supervisors of the tenant, and of it alone', async () => {
    await floor.ready('anna');
    await house.world.advance(MINUTE_MS);
    expect(await ask({}, 'acme', 'application' as never)).to.include({ refused: 'auth.forbidden' });
    const foreign = house.api.reports.agents(house.principal('globex', 'supervisor'), 'acme', { interval: '1h' });
    expect(await house.world.finish(foreign)).to.include({ refused: 'auth.forbidden' });
    const own = await ask({ interval: '1h' }, 'globex');
    expect((own as Report).items).to.deep.equal([]);
  });
});
