/** Who was served says who stood before and why; an offer that passes somebody over without a reason is found. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import type { Offer, Passed } from '../../src/core/offer';
import type { Entry } from '../../src/core/queue';
import type { Page, Principal } from '../../src/services/api';
import { FairnessAudit } from '../../src/services/fairness';
import { QueueLines } from '../../src/services/queueLines';
import { Floor, withAgents } from '../support/desks';
import { House } from '../support/house';

interface Audited {
  readonly entry: string;
  readonly agent: string;
  readonly passedOver: number;
  readonly passed: readonly Passed[];
}

describe('the audit of order', () => {
  let house: House;
  let floor: Floor;
  const complaints: string[] = [];

  before(async () => {
    house = await new House({ mapping: withAgents(), complained: (message) => complaints.push(message) }).up();
    floor = new Floor(house);
  });
  after(() => house.stop());

  const audit = async (
    query: { entry?: string; from?: string; to?: string } = {},
    principal: Principal = house.principal('acme', 'supervisor'),
  ) => {
    const asked = house.api.reports.fairness(principal, 'acme', 'sales', { limit: 50, ...query });
    const page = await house.world.finish(asked);
    return isRefusal(page) ? page : ((page as Page).items as Audited[]);
  };

  it('tells of each served entry who stood before it, and why the agent did not get them', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 5_000 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    for (const ani of ['+493023125701', '+493023125702'])
      house.sim.call({ routingPoint: 'main', ani, dnis: '1003', endpoint: 'PJSIP/carrier' });
    await house.world.waitFor(() => floor.entries().length === 2);
    await floor.ready('anna');
    await house.world.waitFor(() => floor.is('anna') === 'ready offered');
    await floor.ready('bert');
    await house.world.waitFor(() => floor.is('anna') === 'ready busy' && floor.is('bert') === 'ready busy');
    await house.world.advance(2_500);
    const all = (await audit()) as Audited[];
    expect(all.map(({ agent, passedOver }) => [agent, passedOver])).to.have.deep.members([
      ['anna', 0],
      ['bert', 1],
    ]);
    const [first, second] = ['anna', 'bert'].map((name) => all.find(({ agent }) => agent === name) as Audited);
    expect(second?.passed).to.deep.equal([
      { queue: 'sales', because: { reason: 'offered' }, count: 1, entries: [first?.entry] },
    ]);
    expect(await audit({ entry: second?.entry as string })).to.deep.equal([second]);
    // The world began at 9:00 on the 5th; the tenant has no zone, so its dates are those of UTC.
    expect(await audit({ from: '2026-01-05', to: '2026-01-06' })).to.have.length(2);
    expect(await audit({ to: '2026-01-05' })).to.deep.equal([]);
    expect(await audit({ from: '2026-01-05T23:00:00+01:00' })).to.deep.equal([]);
    expect([house.signalbox.api && complaints]).to.deep.equal([[]]);
  });

  it('is for supervisors of the tenant', async () => {
    for (const principal of [house.principal('acme'), house.principal('globex', 'supervisor')])
      expect(await audit({}, principal)).to.include({ refused: 'auth.forbidden' });
  });

  it('looks at all queues of the agent: an older one in another queue must be passed over for a reason, too', async () => {
    const { signalbox } = house;
    const said: object[] = [];
    const log = { error: (_: string, facts: object) => void said.push(facts) };
    const lines = new QueueLines(signalbox.partitions);
    const watch = new FairnessAudit(
      { store: house.store, log, metrics: { count() {} } } as never,
      signalbox.partitions,
      signalbox.mappings,
      lines,
    );
    await floor.command('carla', 'sign_in', { workstation: 'desk-3' });
    const caller = house.sim.call({ routingPoint: 'main', ani: '+493023125703', dnis: '1005' });
    const entry = (await house.world.waitFor(() => floor.entries().find(({ queue }) => queue === 'support'))) as Entry;
    const joins = (id: string, queue: string, arrivedAt: number) =>
      lines.applied('acme', {
        type: 'queue.joined',
        subject: `entry/${id}`,
        data: { ...entry, id, queue, arrivedAt },
      } as never);
    joins(entry.id, 'support', entry.arrivedAt);
    joins('en_older', 'sales', entry.arrivedAt - 1);
    joins('en_newer', 'sales', entry.arrivedAt + 1);
    const offered = (passed: Passed[]) =>
      watch.applied('acme', {
        type: 'offer.created',
        data: { queue: 'support', entry: entry.id, agent: 'carla', passed },
      } as never);
    offered([{ queue: 'sales', because: { reason: 'offered' }, count: 1, entries: ['en_older'] }]);
    expect([watch.violations, said]).to.deep.equal([0, []]);
    offered([]);
    expect(watch.violations).to.equal(1);
    expect(said[0]).to.include({ queue: 'sales', agent: 'carla', ahead: 1, explained: 0 });
    caller.hangup();
  });

  it('finds an offer that passes somebody over without a reason, by the order of the queue alone', () => {
    const said: string[] = [];
    const counted: unknown[] = [];
    const log = { error: (message: string) => void said.push(message) };
    const metrics = { count: (...args: unknown[]) => void counted.push(args) };
    const lines = new QueueLines(house.signalbox.partitions);
    const watch = new FairnessAudit(
      { store: house.store, log, metrics } as never,
      house.signalbox.partitions,
      house.signalbox.mappings,
      lines,
    );
    const record = (type: string, subject: string, data: object) => ({ type, subject, data }) as never;
    for (const [n, id] of ['en_1', 'en_2', 'en_3'].entries())
      lines.applied('acme', record('queue.joined', `entry/${id}`, { id, queue: 'sales', priority: 0, arrivedAt: n }));
    const offer = (entry: string, count: number): Partial<Offer> => ({
      ...{ queue: 'sales', entry, agent: 'anna' },
      passed: [{ queue: 'sales', because: { reason: 'offered' }, count, entries: [] }],
    });
    watch.applied('acme', record('offer.created', 'offer/of_1', offer('en_3', 2)));
    watch.applied('acme', record('offer.created', 'offer/of_2', { queue: 'sales', entry: 'en_1', agent: 'anna' }));
    expect([watch.violations, said]).to.deep.equal([0, []]);
    watch.applied('acme', record('offer.created', 'offer/of_3', offer('en_3', 1)));
    expect(watch.violations).to.equal(1);
    expect(said).to.deep.equal(['an entry was passed over without a reason']);
    const labels = { tenant: 'acme', queue: 'sales' };
    expect(counted).to.deep.equal([0, 0, 1].map((by) => ['signalbox_queue_order_violations_total', labels, by]));
  });
});
