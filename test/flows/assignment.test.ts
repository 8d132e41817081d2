/** Who gets which entry in a whole gateway (docs/queues.md): strategies, several phones at once, several queues. */
import { expect } from 'chai';
import { Floor, withAgents } from '../support/desks';
import { House } from '../support/house';

const NUMBERS = ['+493023125701', '+493023125702', '+493023125703'] as const;

describe('who gets which entry', () => {
  let house: House;
  let floor: Floor;

  const begin = async (sales: object = {}, change: (mapping: ReturnType<typeof withAgents>) => void = () => {}) => {
    const mapping = withAgents({ wrapUpSeconds: 0, ...sales });
    change(mapping);
    house = await new House({ mapping }).up();
    floor = new Floor(house);
  };

  afterEach(() => house.end());

  const call = (n: number, dnis = '1003') =>
    house.sim.call({ routingPoint: 'main', ani: NUMBERS[n] as string, dnis, endpoint: 'PJSIP/carrier' });
  const waits = (count: number) =>
    house.world.waitFor(() => floor.entries().filter(({ state }) => state === 'waiting').length === count);
  const everybody = async () => {
    await floor.ready('anna');
    await floor.ready('bert');
    await floor.ready('carla', 'desk-3');
    await phonesKnown();
  };
  /** The PBX has said how the phones are. */
  const phonesKnown = () => house.world.advance(100);
  /** Calls, is served, and hangs up; says at which phone. */
  const serve = async (dnis?: string) => {
    const caller = call(0, dnis);
    await house.world.waitFor(() => caller.hearsWhom.length === 1);
    const phone = caller.hearsWhom.join();
    caller.hangup();
    await house.world.waitFor(() => ['anna', 'bert', 'carla'].every((id) => floor.is(id) === 'ready idle'));
    return phone;
  };
  const answering = (...phones: string[]) => phones.map((phone) => house.sim.phone(phone, { answerAfterMs: 500 }));

  it('goes by turns when the queue says so, and goes on with the turns after a restart', async () => {
    await begin({ strategy: 'roundRobin' });
    answering('PJSIP/a1', 'PJSIP/a2', 'PJSIP/a3');
    await everybody();
    const served = [await serve(), await serve(), await serve(), await serve()];
    expect(served).to.deep.equal(['PJSIP/a1', 'PJSIP/a2', 'PJSIP/a3', 'PJSIP/a1']);
    house.crash();
    await house.up();
    await phonesKnown();
    expect(await serve()).to.equal('PJSIP/a2');
  });

  it('rings several phones at once: one answers, the others are free and show no missed call', async () => {
    await begin({ ringAtOnce: 2 });
    const [first, second, third] = ['PJSIP/a1', 'PJSIP/a2', 'PJSIP/a3'].map((at, i) =>
      house.sim.phone(at, { answerAfterMs: 2_000 - i * 500 }),
    );
    await everybody();
    const caller = call(0);
    await house.world.waitFor(() => second?.last?.state === 'ringing');
    expect(['anna', 'bert', 'carla'].map((id) => floor.is(id))).to.deep.equal([
      'ready offered',
      'ready offered',
      'ready idle',
    ]);
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a2');
    await house.world.waitFor(() => first?.last?.state === 'gone');
    expect(first?.last?.end?.cause).to.equal('answeredElsewhere');
    expect(third?.calls).to.have.lengthOf(0);
    expect(floor.is('anna')).to.equal('ready idle');
    caller.hangup();
  });

  it('serves who has waited longest across the queues of an agent', async () => {
    await begin();
    answering('PJSIP/a3');
    const support = call(0, '1005');
    await waits(1);
    const sales = call(1);
    await waits(2);
    await floor.ready('carla', 'desk-3');
    await house.world.waitFor(() => support.hearsWhom.join() === 'PJSIP/a3');
    expect(sales.hears).to.match(/music/);
    support.hangup();
    await house.world.waitFor(() => sales.hearsWhom.join() === 'PJSIP/a3');
    sales.hangup();
  });

  it('serves the queue of greater weight first', async () => {
    await begin({ weight: 5 });
    answering('PJSIP/a3');
    call(0, '1005');
    await waits(1);
    const sales = call(1);
    await waits(2);
    await floor.ready('carla', 'desk-3');
    await house.world.waitFor(() => sales.hearsWhom.join() === 'PJSIP/a3');
  });

  it('asks agents of a higher level first', async () => {
    await begin({}, ({ tenants: { acme } }) => {
      const { agents } = acme as unknown as { agents: { anna: object } };
      Object.assign(agents.anna, { queues: { sales: { level: 3 } } });
    });
    answering('PJSIP/a1', 'PJSIP/a2');
    await floor.ready('anna');
    await floor.ready('bert');
    const callers = [call(0)];
    await house.world.waitFor(() => callers[0]?.hearsWhom.join() === 'PJSIP/a2');
    callers.push(call(1));
    await house.world.waitFor(() => callers[1]?.hearsWhom.join() === 'PJSIP/a1');
  });

  it('takes what the mapping says of a queue at once', async () => {
    await begin();
    const mapping = withAgents({ wrapUpSeconds: 0, ringAtOnce: 3 });
    await house.world.finish(house.signalbox.applyMapping(mapping, 'test', 'system', true));
    const phones = answering('PJSIP/a1', 'PJSIP/a2', 'PJSIP/a3');
    await everybody();
    call(0);
    await house.world.waitFor(() => phones.every(({ last }) => last?.state === 'ringing'));
  });

  it('asks nobody while the PBX cannot be reached, and those who wait when it can', async () => {
    await begin();
    answering('PJSIP/a1');
    const caller = call(0);
    await waits(1);
    house.sim.cutLink();
    await house.world.advance(1_000);
    await floor.ready('anna');
    await house.world.advance(1_000);
    expect(floor.offers()).to.deep.equal([]);
    house.sim.restoreLink();
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
  });
});
