/** A command that the PBX does not answer may or may not have been carried out: nobody is left alone for it (design §5). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

/** So long a command is waited for. */
const DEADLINE_MS = 5_000;

describe('a PBX that does not answer', () => {
  let house: House;
  let program: Listener;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
    program = await house.attach('acme', 'hotline');
  });

  afterEach(() => house.end());

  /** A caller for whom a phone rings. */
  const ringing = async () => {
    const phone = house.sim.phone('PJSIP/a1', {});
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    return { phone, person };
  };
  const answer = async (phone: Awaited<ReturnType<typeof ringing>>['phone']) => {
    phone.last?.answer();
    await house.world.waitFor(() => program.of('call.answered')[0]);
  };

  for (const what of ['lostCommand', 'lostAnswer'] as const)
    it(`is told again what does no harm twice (${what})`, async () => {
      const { phone, person } = await ringing();
      house.sim.faults[what] = 1;
      await answer(phone);
      house.sim.faults[what] = 0;
      await house.world.advance(DEADLINE_MS + 500);
      expect([person.state, ...person.hearsWhom]).to.deep.equal(['up', 'PJSIP/a1']);
      person.hangup();
      await house.world.advance(500);
      expect(house.sim.board.exchange.conversations.size).to.equal(0);
    });

  it('ends the call when two people cannot be brought together', async () => {
    const { phone, person } = await ringing();
    house.sim.faults.lostCommand = 1;
    await answer(phone);
    await house.world.advance(2 * DEADLINE_MS);
    house.sim.faults.lostCommand = 0;
    await house.world.waitFor(() => program.of('call.cleared')[0], 4 * DEADLINE_MS);
    expect([person.state, phone.last?.state]).to.deep.equal(['gone', 'gone']);
  });

  it('closes what belongs to no call, also when the command is lost', async () => {
    const left = house.world.ids.fresh();
    await house.world.finish(house.signalbox.lines.get('pbx')?.open(left) ?? Promise.reject(new Error('no link')));
    house.crash();
    house.sim.faults.lostCommand = 1;
    await house.up();
    await house.world.advance(500);
    expect([...house.sim.board.exchange.conversations.keys()]).to.deep.equal([left]);
    house.sim.faults.lostCommand = 0;
    await house.world.advance(DEADLINE_MS);
    expect(house.sim.board.exchange.conversations.size).to.equal(0);
  });
});
