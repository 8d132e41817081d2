/** Feeds that have much to tell: in slices, a page at a time for all who ask, so that nobody else is held up. */
import { expect } from 'chai';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

describe('a feed with much to tell', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });

  afterEach(() => house.end());

  /** Events of 7 kB, as many in each tenant. */
  const fill = async (tenant: string, calls: number): Promise<void> => {
    const program = await house.attach(tenant, 'hotline');
    const dnis = tenant === 'acme' ? '1000' : '2000';
    for (let n = 1; n <= calls; n++) house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis });
    await house.world.waitFor(() => program.of('call.offered').length === calls);
    for (const { data } of program.of('call.offered'))
      await house.command(tenant, 'transaction.set_attributes', (data as { transaction: string }).transaction, {
        attributes: { note: 'x'.repeat(7_000) },
      });
    program.subscription.end();
  };
  /** Runs until all have caught up; says how many characters were told in one turn at most, and who was done first. */
  const inTurns = async (listeners: readonly Listener[]) => {
    const of = (listener: Listener): number => listener.frames.reduce((sum, { length }) => sum + length, 0);
    const done: Listener[] = [];
    let [before, most] = [0, 0];
    await house.world.waitFor(() => {
      const told = listeners.reduce((sum, listener) => sum + of(listener), 0);
      most = Math.max(most, told - before);
      before = told;
      for (const one of listeners) if (one.of('stream.position')[0] && !done.includes(one)) done.push(one);
      return done.length === listeners.length;
    });
    return { most, done };
  };

  it('tells the past a page at a time, however many ask for it, tenant by tenant', async () => {
    await fill('acme', 40);
    await fill('globex', 40);
    const [acme, globex] = [house.listen('acme', { after: 0 }), house.listen('globex', { after: 0 })];
    const others = Array.from({ length: 9 }, () => house.listen('acme', { after: 0 }));
    const { most, done } = await inTurns([acme, globex, ...others]);
    expect(acme.frames.join().length).to.be.greaterThan(400_000);
    expect(most).to.be.within(100_000, 200_000);
    expect(done[0]).to.equal(globex);
  });

  it('sends a snapshot in frames that are not too large', async () => {
    await fill('acme', 40);
    const listeners = Array.from({ length: 5 }, () => house.listen('acme', { snapshot: true }));
    const { most } = await inTurns(listeners);
    expect(most).to.be.lessThan(90_000);
    const frames = listeners[4]?.frames.map((frame) => JSON.parse(frame)).filter(({ type }) => type === 'snapshot');
    expect(frames?.length).to.be.greaterThan(3);
    expect(frames?.map(({ data }) => data.last)).to.deep.equal(frames?.map((_, i) => i === frames.length - 1));
    const items = frames?.flatMap(({ data }) => data.items);
    expect(new Set(items?.map(({ subject }) => subject)).size).to.equal(80);
  });
});
