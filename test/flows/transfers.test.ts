/** Transfers that desk phones ask for are carried out by the gateway (design §5.2.5). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Behaviour } from '../../connectors/simulator/phones';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const call = (event: Envelope | undefined) => event?.data as Call;

describe('a transfer at a desk phone', () => {
  let house: House;
  let program: Listener;
  let customer: Person;
  let id: string;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
    await house.live();
    program = await house.attach('acme', 'hotline');
    for (const phone of ['a1', 'a2']) house.sim.phone(`PJSIP/${phone}`, { answerAfterMs: 500 });
  });

  afterEach(async () => {
    await house.stop();
    expect(house.defects).to.deep.equal([]);
  });

  const command = (name: string, body: unknown = {}, target = id) => house.command('acme', name, target, body, program);
  const seen = (type: string, count = 1) => house.world.waitFor(() => program.of(type)[count - 1]);
  const agent = () => house.sim.phone('PJSIP/a1').last as Person;

  const arrive = async () => {
    customer = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    id = call(await seen('call.offered')).id;
  };
  const connect = async () => {
    await arrive();
    await command('call.route', { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }] });
    await seen('call.connected');
  };

  it('carries out a transfer asked for at a desk phone and reports it back', async () => {
    await connect();
    const first = agent();
    first.transfer('a2');
    await seen('call.transferred');
    await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a2');
    expect(first.transfers).to.deep.equal(['trying', 'ringing', 'done']);
    expect(first.state).to.equal('gone');
  });

  it('refuses a transfer to a phone of another tenant; the call is as before', async () => {
    await connect();
    const foreign = house.sim.phone('PJSIP/b1', { answerAfterMs: 100 });
    agent().transfer('b1');
    expect(call(await seen('call.transfer_failed')).failure?.reason).to.equal('destination.not_owned');
    expect(agent().transfers).to.deep.equal(['failed']);
    expect(foreign.calls).to.have.lengthOf(0);
    expect(customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });

  it('keeps the customer for the phone that rings when the one that transferred hangs up meanwhile', async () => {
    await connect();
    house.sim.phone('PJSIP/a2', { answerAfterMs: 3000 });
    agent().transfer('a2');
    await seen('call.ringing', 2);
    agent().hangup();
    await house.world.waitFor(() => /music/.test(customer.hears));
    await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a2');
    expect(program.of('call.cleared')).to.have.lengthOf(0);
  });

  for (const leaves of [false, true])
    it(`connects a customer on hold to the phone that takes over${leaves ? ', also when the first has left' : ''}`, async () => {
      await connect();
      await command('call.hold');
      house.sim.phone('PJSIP/a2', { answerAfterMs: 3000 });
      agent().transfer('a2');
      await seen('call.ringing', 2);
      if (leaves) agent().hangup();
      await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a2');
      expect(call(await seen('call.retrieved')).parties.find((p) => p.role === 'customer')).to.not.have.property(
        'heldBy',
      );
    });

  it('leaves one alone who was called, put on hold, transferred the call and hung up', async () => {
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a2' } }];
    const body = { venue: 'hotline', to: { endpoint: 'PJSIP/a1' }, treatments };
    const reply = (await house.command('acme', 'call.originate', undefined, body, program)) as {
      data: { call: string };
    };
    await seen('call.connected');
    const called = agent();
    await house.command('acme', 'call.hold', reply.data.call, {}, program);
    const third = house.sim.phone('PJSIP/a3', { answerAfterMs: 3000 });
    called.transfer('a3');
    await house.world.waitFor(() => third.last?.state === 'ringing');
    called.hangup();
    await house.world.waitFor(() => third.last?.hearsWhom.join() === 'PJSIP/a2');
    const end = call(await seen('call.transferred')).parties.find((p) => p.role === 'customer');
    expect(end).to.include({ state: 'gone' });
    expect(program.of('call.retrieved').map((event) => call(event).party)).to.not.include(end?.id);
  });

  it('is refused to one who is alone on the line, and nothing of the wait is left when that one hangs up', async () => {
    const treatments = [{ do: 'hold', maxSeconds: 60 }];
    const to = { endpoint: 'PJSIP/a1' };
    await house.command('acme', 'call.originate', undefined, { venue: 'hotline', to, treatments }, program);
    await seen('call.treated');
    const alone = agent();
    alone.transfer('a2');
    expect(call(await seen('call.transfer_failed')).failure?.detail).to.equal('nobody else is there');
    await house.world.waitFor(() => alone.transfers.length > 0);
    expect(alone.transfers).to.deep.equal(['failed']);
    expect(house.sim.phone('PJSIP/a2').calls).to.have.lengthOf(0);
    alone.hangup();
    await seen('call.cleared');
    expect(house.signalbox.counts()).to.include({ programs: 0, parties: 0 });
  });

  const recalled = async (again: Behaviour) => {
    await connect();
    const desk = agent();
    house.sim.phone('PJSIP/a1', again);
    house.sim.phone('PJSIP/a2', { declineAfterMs: 3000 });
    desk.transfer('a2');
    await seen('call.ringing', 2);
    desk.hangup();
    await seen('call.transfer_failed');
    await house.world.waitFor(() => /music/.test(customer.hears));
  };

  it('rings the phone that transferred and has left when the other does not come', async () => {
    await recalled({ answerAfterMs: 500 });
    await seen('call.connected', 2);
    await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a1');
  });

  it('asks the application when that phone does not come either', async () => {
    await recalled({ refuses: 'busy' });
    expect(call(await seen('call.offered', 2)).offer?.cause).to.equal('completed');
  });

  it('keeps the call when the phone it is transferred to does not answer', async () => {
    await connect();
    house.sim.phone('PJSIP/a2', { refuses: 'busy' });
    agent().transfer('a2');
    expect(call(await seen('call.transfer_failed')).failure?.reason).to.equal('busy');
    expect(customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });

  it('joins the two other ends when a desk phone transfers between its two calls', async () => {
    await connect();
    const desk = agent();
    desk.hold();
    const second = house.sim.call({ routingPoint: 'main', ani: 'a1', dnis: '1000', endpoint: 'PJSIP/a1' });
    const offer = await seen('call.offered', 2);
    await command('call.route', { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a2' } }] }, call(offer).id);
    await seen('call.connected', 2);
    desk.transfer(second);
    await seen('call.transferred', 2);
    await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a2');
    expect([desk.transfers.at(-1), desk.state, second.state]).to.deep.equal(['done', 'gone', 'gone']);
    customer.hangup();
    await seen('call.cleared', 2);
    expect(house.sim.phone('PJSIP/a2').last?.state).to.equal('gone');
  });

  describe('between two calls of the phone, the second one by the dialplan', () => {
    const twoCalls = async (other: string) => {
      await connect();
      agent().hold();
      const talker = house.sim.somebody(other);
      const second = house.sim.phoneCall('PJSIP/a1', 'out', '22', talker);
      second.answer();
      await seen('call.connected', 2);
      agent().transfer(second);
      return { talker, second };
    };

    it('joins the customer with the other end, who is a party from then on', async () => {
      const { talker } = await twoCalls('PJSIP/a2');
      const desk = agent();
      const now = call(await seen('call.transferred'));
      expect(now.parties.at(-1)).to.include({ role: 'agent', endpoint: 'PJSIP/a2', state: 'up' });
      await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a2');
      expect([talker.hearsWhom.join(), desk.state]).to.deep.equal(['+493023125777', 'gone']);
      expect(desk.transfers).to.deep.equal(['trying', 'done']);
      expect(call(await seen('call.cleared'))).to.include({ outside: true, cause: 'normal' });
      expect(await command('call.hold')).to.include({ status: 200 });
      await house.world.waitFor(() => /music/.test(customer.hears));
      talker.hangup();
      await seen('call.cleared', 2);
    });

    it('is refused where the other end is of another tenant, and nothing has changed', async () => {
      const { talker } = await twoCalls('PJSIP/b1');
      expect(call(await seen('call.transfer_failed')).failure?.reason).to.equal('destination.not_owned');
      await house.world.waitFor(() => agent().transfers.length > 0);
      expect([agent().transfers, talker.state]).to.deep.equal([['failed'], 'calling']);
      agent().retrieve();
      await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a1');
    });

    it('leaves the customer with the phone when the other end hangs up just then', async () => {
      const { second } = await twoCalls('PJSIP/a2');
      second.end();
      expect(call(await seen('call.transfer_failed')).failure?.destination).to.equal('PJSIP/a2');
      agent().retrieve();
      expect(customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
      expect(agent().transfers).to.deep.equal(['trying', 'failed']);
    });

    it('fails in time when the other end never comes', async () => {
      await twoCalls('PJSIP/a2');
      house.sim.faults.lostCommand = 1;
      await house.world.advance(8_000);
      house.sim.faults.lostCommand = 0;
      await house.world.waitFor(() => program.of('call.transfer_failed').length > 0, 30_000);
      agent().retrieve();
      expect(customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
    });
  });

  it('takes the customer to a venue of the tenant whose number is dialled: into its queue, say', async () => {
    await connect();
    const desk = agent();
    desk.transfer('1003');
    const queued = (await seen('queue.joined')).data as { queue: string; call: string };
    expect(queued).to.include({ queue: 'sales', call: id });
    await house.world.waitFor(() => /music/.test(customer.hears) && desk.state === 'gone');
    expect([desk.transfers.at(-1), desk.state]).to.deep.equal(['done', 'gone']);
    expect(call(program.of('call.transferred')[0]).party).to.equal(
      call(program.of('call.transferred')[0]).parties[1]?.id,
    );
  });

  it('takes nobody to a venue of another tenant', async () => {
    await connect();
    agent().transfer('2000');
    expect(call(await seen('call.transfer_failed')).failure?.reason).to.match(/^destination\./);
    expect(customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });
});
