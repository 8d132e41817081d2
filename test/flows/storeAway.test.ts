/** While the store does not answer (design §4): nothing new is acknowledged, nobody is dialled, calls that are up go on. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const call = (event: Envelope | undefined) => event?.data as Call;

describe('a store that is away', () => {
  let house: House;

  const start = async (bufferRecords?: number) => {
    house = await new House({ mapping: twoTenants, ...(bufferRecords !== undefined && { bufferRecords }) }).up();
    return house.attach('acme', 'hotline');
  };
  afterEach(async () => {
    house.store.away = false;
    await house.end();
  });

  const customer = (dnis = '1000') => house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis });

  it('acknowledges nothing and dials nobody; what was decided follows when it is back, in order', async () => {
    const program = await start();
    const phone = house.sim.phone('PJSIP/a9', { answerAfterMs: 500, hangupAfterMs: 2_000 });
    customer();
    const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
    house.store.away = true;
    await house.world.advance(10_000);
    expect(await house.command('acme', 'call.clear', id, {}, program)).to.include({ refused: 'store.away' });
    expect(house.api.health.notReady()).to.include('the store does not answer');
    expect(phone.calls).to.have.lengthOf(0);
    expect(program.of('call.routed')).to.have.lengthOf(0);
    house.store.away = false;
    await house.world.waitFor(() => program.of('call.cleared')[0]);
    expect(phone.calls).to.have.lengthOf(1);
    expect(call(program.of('call.routed')[0]).plan?.reason).to.equal('reply_late');
  });

  it('offers who attached what came meanwhile, once that is on disk and no sooner', async () => {
    house = await new House({ mapping: twoTenants }).up();
    const program = await house.attach('acme', 'hotline');
    house.store.away = true;
    customer();
    await house.world.advance(1_000);
    const late = house.listen('acme');
    const attached = late.subscription.attach('hotline', 'exclusive');
    await house.world.advance(1_000);
    expect([...program.of('call.offered'), ...late.of('call.offered')]).to.deep.equal([]);
    house.store.away = false;
    await house.world.finish(attached);
    const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
    expect(call(program.of('call.offered')[0]).offer?.number).to.equal(1);
    program.subscription.end();
    await house.world.waitFor(() => !house.api.health.notReady().includes('the store does not answer'));
    const next = await house.attach('acme', 'hotline');
    expect(call(await house.world.waitFor(() => next.of('call.offered')[0])).id).to.equal(id);
  });

  it('leaves those who talk alone', async () => {
    const program = await start();
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const person = customer();
    const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
    await house.command(
      'acme',
      'call.route',
      id,
      { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }] },
      program,
    );
    await house.world.waitFor(() => program.of('call.connected')[0]);
    house.store.away = true;
    await house.world.advance(60_000);
    expect(person.hearsWhom).to.deep.equal(['PJSIP/a1']);
    person.hangup();
    house.store.away = false;
    await house.world.waitFor(() => program.of('call.cleared')[0]);
  });

  it('sends new calls back to the dialplan once the buffer is three quarters full', async () => {
    await start(40);
    house.store.away = true;
    const people = Array.from({ length: 20 }, () => customer('1002'));
    await house.world.advance(5_000);
    const late = customer('1002');
    await house.world.waitFor(() => late.state === 'dialplan');
    expect(late.point).to.equal('fallback,1002');
    expect(people.filter((person) => person.state === 'dialplan').length).to.be.lessThan(20);
  });
});
