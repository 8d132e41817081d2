/** Reports say what the journal says: a day of callers and agents, recounted record by record. */
import { expect } from 'chai';
import { type Random, stream } from '../../connectors/simulator/random';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import type { Entry } from '../../src/core/queue';
import type { JournalRecord } from '../../src/core/record';
import type { Report, QueueQuery as ReportQuery } from '../../src/services/api';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';
import { wholeJournal } from '../support/wholeJournal';
import { WORLD_START } from '../support/world';

const mapping = structuredClone(twoTenants);
Object.assign(mapping.tenants.acme, { zone: 'Europe/Berlin' });
Object.assign(mapping.tenants.acme.queues, {
  sales: { maxEntries: 2, maxWaitSeconds: 50, serviceLevelSeconds: 30, shortAbandonSeconds: 8 },
  care: { maxWaitSeconds: 300 },
});
Object.assign(mapping.tenants.acme.applications, {
  care: { kind: 'treatment', treatments: [{ do: 'queue', queue: 'care' }] },
});
Object.assign(mapping.tenants.acme.venues, {
  care: { routingPoint: 'pbx/main', match: { dnis: '1005' }, application: 'care' },
});

const MINUTE = 60_000;
const HOURS = 3;

/** People who call, wait as long as they like, and are taken out one by one. */
class Day {
  private readonly random: Random;
  private until = 0;

  constructor(
    private readonly house: House,
    seed: number,
  ) {
    this.random = stream(seed, 'day');
    for (let n = 1; n <= 3; n++)
      house.sim.phone(`PJSIP/a${n}`, { answerAfterMs: 1_500, hangupAfterMs: 20_000 + n * 15_000 });
  }

  begin(ms: number): void {
    this.until = this.house.world.elapsed + ms;
    this.callers();
    for (let n = 1; n <= 3; n++) this.agent(`PJSIP/a${n}`);
  }

  private after(ms: number, act: () => void): void {
    this.house.world.clock.after(ms, () => {
      if (this.house.world.elapsed < this.until) act();
    });
  }

  private callers(): void {
    this.after(-Math.log(1 - this.random()) * 45_000, () => {
      const dnis = ['1003', '1004', '1005', '2003'][Math.floor(this.random() * 4)] as string;
      const person = this.house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis });
      this.house.world.clock.after(2_000 - Math.log(1 - this.random()) * 90_000, () => person.hangup());
      this.callers();
    });
  }

  private agent(endpoint: string): void {
    this.after(10_000 + this.random() * 40_000, () => {
      const { api } = this.house;
      const target = this.random() < 0.6 ? 'sales' : 'care';
      const principal = this.house.principal('acme');
      const body = { to: { endpoint } };
      void api.commands.execute({ principal, tenant: 'acme', command: 'queue.dequeue', target, body }).catch(() => {});
      this.agent(endpoint);
    });
  }
}

/** Every figure of a report, counted anew from the journal. */
function naive(records: readonly JournalRecord[], queue: string, from: number, to: number) {
  const then = records.filter(({ time }) => time >= from && time < to);
  const here = then.filter(({ data }) => (data as Entry).queue === queue);
  const turnedAway: Record<string, number> = {};
  for (const { type, data } of then) {
    const { failure } = data as Call;
    if (type !== 'call.route_failed' || failure?.destination !== `queue:${queue}`) continue;
    const reason = failure.reason.replace('queue.', '');
    turnedAway[reason] = (turnedAway[reason] ?? 0) + 1;
  }
  const left = here
    .filter(({ type }) => type === 'queue.left')
    .map(({ data }) => data as Entry & { waitMs: number; reason: string });
  const target = queue === 'sales' ? 30_000 : 20_000;
  const short = queue === 'sales' ? 8_000 : 5_000;
  const answered = left.filter(({ state }) => state === 'served').map(({ waitMs }) => waitMs);
  const hungUp = left.filter(({ reason }) => reason === 'abandoned').map(({ waitMs }) => waitMs);
  const abandoned = hungUp.filter((ms) => ms >= short);
  const others = left.filter(({ state, reason }) => state !== 'served' && reason !== 'abandoned');
  const within = (waits: number[]) => waits.filter((ms) => ms <= target).length;
  const mean = (waits: number[]) => Math.round(waits.reduce((sum, ms) => sum + ms, 0) / waits.length / 100) / 10;
  const most = (waits: number[]) => Math.round(Math.max(...waits) / 100) / 10;
  const share = (part: number, all: number) => Math.round((part / all) * 10_000) / 10_000;
  const overflowed: Record<string, number> = {};
  for (const { reason } of others) overflowed[reason] = (overflowed[reason] ?? 0) + 1;
  const all = answered.length + abandoned.length;
  return {
    offered: here.filter(({ type }) => type === 'queue.joined').length,
    answered: answered.length,
    answeredInTime: within(answered),
    abandoned: abandoned.length,
    abandonedInTime: within(abandoned),
    shortAbandoned: hungUp.length - abandoned.length,
    reconnected: here.filter(({ type }) => type === 'queue.reconnected').length,
    turnedAway,
    overflowed,
    callbacks: {},
    dispositions: {},
    ...(answered.length > 0 && {
      serviceLevel: share(within(answered), answered.length),
      meanAnsweredWaitSeconds: mean(answered),
      longestAnsweredWaitSeconds: most(answered),
    }),
    ...(all > 0 && { serviceLevelOfAll: share(within(answered) + within(abandoned), all) }),
    ...(abandoned.length > 0 && {
      meanAbandonedWaitSeconds: mean(abandoned),
      longestAbandonedWaitSeconds: most(abandoned),
    }),
  };
}

describe('reports of queues', () => {
  let house: House;
  let records: readonly JournalRecord[] = [];

  const report = async (query: Partial<ReportQuery>, tenant = 'acme', role = 'supervisor' as const) => {
    const asked = { interval: '15m' as const, ...query };
    return house.world.finish(house.api.reports.queues(house.principal(tenant, role), tenant, asked));
  };
  const told = async (query: Partial<ReportQuery>, tenant = 'acme'): Promise<Report> => {
    const answer = await report(query, tenant);
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    return answer;
  };

  before(async function () {
    this.timeout(120_000);
    house = await new House({ mapping, seed: 7 }).up();
    new Day(house, 7).begin(HOURS * 60 * MINUTE);
    for (let half = 1; half <= HOURS * 2; half++) {
      await house.world.run(WORLD_START + half * 30 * MINUTE);
      if (half % 2 === 0) continue;
      house.crash();
      await house.up();
    }
    await house.world.advance(6 * MINUTE);
    records = await wholeJournal(house);
  });
  after(async () => {
    await house.end();
  });

  it('give every figure of every quarter as the journal has it, over crashes', async () => {
    const { items } = await told({ from: '2026-01-05T00:00:00Z', to: '2026-01-05T23:59:00Z' });
    expect(items.length).to.be.within(20, 26);
    for (const { queue, from, to, ...figures } of items)
      expect(figures, `${queue} ${from}`).to.deep.equal(
        naive(records, queue as string, Date.parse(from as string), Date.parse(to as string)),
      );
    const sums = (name: string) => items.reduce((sum, one) => sum + (one[name] as number), 0);
    const joined = records.filter(({ type }) => type === 'queue.joined').length;
    expect(sums('offered')).to.equal(joined).and.above(100);
    for (const figure of ['answered', 'abandoned', 'shortAbandoned', 'answeredInTime', 'abandonedInTime'])
      expect(sums(figure), figure).to.be.above(3);
    expect(items.some(({ turnedAway }) => (turnedAway as { full?: number }).full)).to.equal(true);
    expect(items.some(({ overflowed }) => (overflowed as { timeout?: number }).timeout)).to.equal(true);
  });

  it('add up to hours and days of the zone, and in all', async () => {
    const zone = 'Asia/Kathmandu';
    const hours = await told({ from: '2026-01-05', interval: '1h', zone });
    for (const { queue, from, to, ...figures } of hours.items)
      expect(figures).to.deep.equal(
        naive(records, queue as string, Date.parse(from as string), Date.parse(to as string)),
      );
    expect(hours.items[0]?.from).to.equal('2026-01-05T14:00:00+05:45');
    const day = await told({ from: '2026-01-05', interval: '1d' });
    expect([day.zone, day.from, day.to]).to.deep.equal([
      'Europe/Berlin',
      '2026-01-05T00:00:00+01:00',
      '2026-01-06T00:00:00+01:00',
    ]);
    expect(day.items.map(({ queue }) => queue)).to.deep.equal(['care', 'sales']);
    expect(day.totals).to.deep.equal(day.items.map(({ from: _, to: __, ...rest }) => rest));
    for (const { queue, ...figures } of day.totals)
      expect(figures).to.deep.equal(naive(records, queue as string, 0, Number.MAX_SAFE_INTEGER));
  });

  it('are of one queue where asked, and of nobody else’s', async () => {
    const { items } = await told({ from: '2026-01-05', queue: 'care' });
    expect(new Set(items.map(({ queue }) => queue))).to.deep.equal(new Set(['care']));
    expect(await report({ from: '2026-01-05', queue: 'nobody' })).to.include({ refused: 'queue.not_found' });
    expect((await told({ from: '2026-01-02', to: '2026-01-03', queue: 'care' })).items, 'a day off').to.deep.equal([]);
    const agents = house.api.reports.agents(house.principal('acme', 'supervisor'), 'acme', {
      ...{ interval: '1d', agent: 'nobody' },
    });
    expect(await house.world.finish(agents)).to.include({ refused: 'agent.not_found' });
    const other = await told({ from: '2026-01-05', interval: '1d' }, 'globex');
    expect(other.items).to.have.length(1);
    expect(other.items[0]?.offered).to.be.above(5);
    expect(other.items[0]?.answered).to.equal(0);
    const foreign = house.api.reports.queues(house.principal('acme', 'supervisor'), 'globex', { interval: '1d' });
    expect(await house.world.finish(foreign)).to.include({ refused: 'auth.forbidden' });
  });

  it('are refused where they would be too long, end before they begin, or are for others', async () => {
    expect(await report({ from: '2026-01-01', to: '2026-03-01' })).to.include({ refused: 'report.too_large' });
    expect(await report({ from: '2026-01-05', to: '2026-01-05' })).to.include({ refused: 'request.invalid' });
    expect(await report({}, 'acme', 'application' as never)).to.include({ refused: 'auth.forbidden' });
  });

  it('are of today so far when nothing is said', async () => {
    const { from, to, items } = await told({});
    expect([from, to]).to.deep.equal(['2026-01-05T00:00:00+01:00', '2026-01-05T13:15:00+01:00']);
    expect(items.length).to.be.above(10);
  });
});
