/** What became of a call is recorded while it lasts and for a while after, from a closed list, and counted (design §2). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import type { Principal, Report } from '../../src/services/api';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';

const MINUTE_MS = 60_000;

function mapped() {
  const mapping = withAgents({ dispositions: ['sold', 'no-interest'] });
  Object.assign(mapping.tenants.acme, { dispositions: ['solved'] });
  return mapping;
}

describe('dispositions', () => {
  let house: House;
  let feed: Listener;
  const complaints: string[] = [];

  beforeEach(async () => {
    house = await new House({ mapping: mapped(), complained: (what) => complaints.push(what) }).up();
    feed = house.listen('acme');
  });
  afterEach(async () => {
    await house.stop();
    expect([house.defects, complaints.splice(0)]).to.deep.equal([[], []]);
  });

  /** A customer from the queue talks to Anna. */
  async function talk(): Promise<{ call: string; hangUp: () => Promise<void> }> {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await new Floor(house).ready('anna');
    const customer = { routingPoint: 'main', ani: '+493023125701', dnis: '1003', endpoint: 'PJSIP/carrier' };
    const caller = house.sim.call(customer);
    const connected = await house.world.waitFor(() => feed.of('call.connected')[0]);
    const hangUp = async () => {
      caller.hangup();
      await house.world.waitFor(() => feed.of('call.cleared')[0]);
    };
    return { call: (connected.data as Call).id, hangUp };
  }
  const set = (call: string, disposition: string, requestId?: string) =>
    house.command('acme', 'call.set_disposition', call, { disposition }, undefined, requestId);
  const told = () => feed.of('call.disposition_set').map(({ data }) => (data as Call).disposition?.value);
  const shown = async (call: string): Promise<Call> => {
    const found = await house.world.finish(house.api.queries.get(house.principal('acme'), 'acme', 'call', call));
    if (isRefusal(found)) throw new Error(JSON.stringify(found));
    return found.data as Call;
  };
  const counted = async (): Promise<unknown> => {
    const asked = house.api.reports.queues(house.principal('acme', 'supervisor'), 'acme', { interval: '1d' });
    const report = await house.world.finish(asked);
    return (report as Report).totals.map(({ queue, dispositions }) => [queue, dispositions]);
  };

  it('are set on a live call, from the list of its queue; the same again is told and counts once', async () => {
    const { call } = await talk();
    const refused = await set(call, 'solved');
    expect(refused).to.include({ refused: 'disposition.unknown', detail: 'one of sold, no-interest' });
    expect(await set(call, 'sold')).to.deep.include({ status: 200, data: { call } });
    await set(call, 'sold');
    expect(told()).to.deep.equal(['sold', 'sold']);
    expect(await counted()).to.deep.equal([['sales', { sold: 1 }]]);
    expect((await shown(call)).disposition).to.include({ value: 'sold', by: 'key:acme' });
    expect((await shown(call)).state).to.equal('connected');
  });

  it('are corrected, and counted once: by queue, in the quarter in which they are told', async () => {
    const { call, hangUp } = await talk();
    await set(call, 'sold');
    await hangUp();
    await set(call, 'no-interest');
    expect(told()).to.deep.equal(['sold', 'no-interest']);
    expect(await counted()).to.deep.equal([['sales', { sold: 0, 'no-interest': 1 }]]);
  });

  it('are set on a call that is over and has left memory, also after a crash, and found in the list of calls', async () => {
    const { call, hangUp } = await talk();
    await hangUp();
    await house.world.waitFor(() => !house.signalbox.partitions.get('acme')?.get('call', call), 5_000);
    expect(await set(call, 'sold', 'one')).to.deep.include({ status: 200, data: { call } });
    house.crash();
    await house.up();
    feed = house.listen('acme');
    expect(await set(call, 'sold', 'one')).to.deep.include({ status: 200, data: { call } });
    await house.world.advance(2_000);
    const after = await shown(call);
    expect(after).to.deep.include({ state: 'cleared', cause: 'normal' });
    expect(after.disposition).to.include({ value: 'sold' });
    expect(house.signalbox.partitions.get('acme')?.get('call', call)).to.equal(undefined);
    expect(await counted()).to.deep.equal([['sales', { sold: 1 }]]);
  });

  it('are refused when the call is over for too long, is of another tenant or is none', async () => {
    const { call, hangUp } = await talk();
    await hangUp();
    const foreign = house.command('globex', 'call.set_disposition', call, { disposition: 'sold' });
    expect(await foreign).to.include({ refused: 'resource.not_found' });
    expect(await set('ca_0', 'sold')).to.include({ refused: 'resource.not_found' });
    await house.world.advance(31 * MINUTE_MS);
    expect(await set(call, 'sold')).to.include({ refused: 'call.ended' });
    expect(told()).to.deep.equal([]);
  });

  it('are set by a user for the own calls alone', async () => {
    const { call } = await talk();
    const as = async (login: string) => {
      const created = house.api.users.create(house.principal('acme', 'owner'), 'acme', {
        login,
        name: login,
        role: 'user',
      });
      const { data } = (await house.world.finish(created)) as { data: { id: string } };
      const principal: Principal = { ...house.principal('acme', 'user'), actor: `user:${data.id}`, user: data.id };
      const request = { principal, tenant: 'acme', command: 'call.set_disposition', target: call };
      return house.world.finish(house.api.commands.execute({ ...request, body: { disposition: 'sold' } }));
    };
    expect(await as('other')).to.include({ refused: 'resource.not_found' });
    expect(await as('anna')).to.include({ status: 200 });
  });
});
