/** Transfers that desk phones ask for are carried out by the gateway (design §5.2.5). */
import { expect } from 'chai';
import type { Behaviour } from '../../connectors/simulator/phones';
import { callOf, Talk } from '../support/talk';

describe('a transfer at a desk phone', () => {
  let on: Talk;
  beforeEach(async () => {
    on = await new Talk().open();
  });
  afterEach(() => on.end());

  it('carries out a transfer asked for at a desk phone and reports it back', async () => {
    await on.connect();
    const first = on.phone('a1');
    first.transfer('a2');
    await on.seen('call.transferred');
    await on.house.world.waitFor(() => on.customer.hearsWhom.join() === 'PJSIP/a2');
    expect(first.transfers).to.deep.equal(['trying', 'ringing', 'done']);
    expect(first.state).to.equal('gone');
  });

  it('refuses a transfer to a phone of another tenant; the call is as before', async () => {
    await on.connect();
    const foreign = on.house.sim.phone('PJSIP/b1', { answerAfterMs: 100 });
    on.phone('a1').transfer('b1');
    expect(callOf(await on.seen('call.transfer_failed')).failure?.reason).to.equal('destination.not_owned');
    expect(on.phone('a1').transfers).to.deep.equal(['failed']);
    expect(foreign.calls).to.have.lengthOf(0);
    expect(on.customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });

  it('keeps the customer for the phone that rings when the one that transferred hangs up meanwhile', async () => {
    await on.connect();
    on.house.sim.phone('PJSIP/a2', { answerAfterMs: 3000 });
    on.phone('a1').transfer('a2');
    await on.seen('call.ringing', 2);
    on.phone('a1').hangup();
    await on.house.world.waitFor(() => /music/.test(on.customer.hears));
    await on.house.world.waitFor(() => on.customer.hearsWhom.join() === 'PJSIP/a2');
    expect(on.program.of('call.cleared')).to.have.lengthOf(0);
  });

  for (const leaves of [false, true])
    it(`connects a customer on hold to the phone that takes over${leaves ? ', also when the first has left' : ''}`, async () => {
      await on.connect();
      await on.command('call.hold');
      on.house.sim.phone('PJSIP/a2', { answerAfterMs: 3000 });
      on.phone('a1').transfer('a2');
      await on.seen('call.ringing', 2);
      if (leaves) on.phone('a1').hangup();
      await on.house.world.waitFor(() => on.customer.hearsWhom.join() === 'PJSIP/a2');
      expect(callOf(await on.seen('call.retrieved')).parties.find((p) => p.role === 'customer')).to.not.have.property(
        'heldBy',
      );
    });

  it('leaves one alone who was called, put on hold, transferred the call and hung up', async () => {
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a2' } }];
    const body = { venue: 'hotline', to: { endpoint: 'PJSIP/a1' }, treatments };
    const reply = (await on.house.command('acme', 'call.originate', undefined, body, on.program)) as {
      data: { call: string };
    };
    await on.seen('call.connected');
    const called = on.phone('a1');
    await on.house.command('acme', 'call.hold', reply.data.call, {}, on.program);
    const third = on.house.sim.phone('PJSIP/a3', { answerAfterMs: 3000 });
    called.transfer('a3');
    await on.house.world.waitFor(() => third.last?.state === 'ringing');
    called.hangup();
    await on.house.world.waitFor(() => third.last?.hearsWhom.join() === 'PJSIP/a2');
    const end = callOf(await on.seen('call.transferred')).parties.find((p) => p.role === 'customer');
    expect(end).to.include({ state: 'gone' });
    expect(on.program.of('call.retrieved').map((event) => callOf(event).party)).to.not.include(end?.id);
  });

  it('is refused to one who is alone on the line, and nothing of the wait is left when that one hangs up', async () => {
    const treatments = [{ do: 'hold', maxSeconds: 60 }];
    const to = { endpoint: 'PJSIP/a1' };
    await on.house.command('acme', 'call.originate', undefined, { venue: 'hotline', to, treatments }, on.program);
    await on.seen('call.treated');
    const alone = on.phone('a1');
    alone.transfer('a2');
    expect(callOf(await on.seen('call.transfer_failed')).failure?.detail).to.equal('nobody else is there');
    await on.house.world.waitFor(() => alone.transfers.length > 0);
    expect(alone.transfers).to.deep.equal(['failed']);
    expect(on.house.sim.phone('PJSIP/a2').calls).to.have.lengthOf(0);
    alone.hangup();
    await on.seen('call.cleared');
    expect(on.house.signalbox.counts()).to.include({ programs: 0, parties: 0 });
  });

  const recalled = async (again: Behaviour) => {
    await on.connect();
    const desk = on.phone('a1');
    on.house.sim.phone('PJSIP/a1', again);
    on.house.sim.phone('PJSIP/a2', { declineAfterMs: 3000 });
    desk.transfer('a2');
    await on.seen('call.ringing', 2);
    desk.hangup();
    await on.seen('call.transfer_failed');
    await on.house.world.waitFor(() => /music/.test(on.customer.hears));
  };

  it('rings the phone that transferred and has left when the other does not come', async () => {
    await recalled({ answerAfterMs: 500 });
    await on.seen('call.connected', 2);
    await on.house.world.waitFor(() => on.customer.hearsWhom.join() === 'PJSIP/a1');
  });

  it('asks the application when that phone does not come either', async () => {
    await recalled({ refuses: 'busy' });
    expect(callOf(await on.seen('call.offered', 2)).offer?.cause).to.equal('completed');
  });

  it('keeps the call when the phone it is transferred to does not answer', async () => {
    await on.connect();
    on.house.sim.phone('PJSIP/a2', { refuses: 'busy' });
    on.phone('a1').transfer('a2');
    expect(callOf(await on.seen('call.transfer_failed')).failure?.reason).to.equal('busy');
    expect(on.customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });

  it('joins the two other ends when a desk phone transfers between its two calls', async () => {
    await on.connect();
    const desk = on.phone('a1');
    desk.hold();
    const second = on.house.sim.call({ routingPoint: 'main', ani: 'a1', dnis: '1000', endpoint: 'PJSIP/a1' });
    const offer = await on.seen('call.offered', 2);
    await on.command('call.route', { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a2' } }] }, callOf(offer).id);
    await on.seen('call.connected', 2);
    desk.transfer(second);
    await on.seen('call.transferred', 2);
    await on.house.world.waitFor(() => on.customer.hearsWhom.join() === 'PJSIP/a2');
    expect([desk.transfers.at(-1), desk.state, second.state]).to.deep.equal(['done', 'gone', 'gone']);
    on.customer.hangup();
    await on.seen('call.cleared', 2);
    expect(on.house.sim.phone('PJSIP/a2').last?.state).to.equal('gone');
  });

  describe('between two calls of the phone, the second one by the dialplan', () => {
    const twoCalls = async (other: string) => {
      await on.connect();
      on.phone('a1').hold();
      const talker = on.house.sim.somebody(other);
      const second = on.house.sim.phoneCall('PJSIP/a1', 'out', '22', talker);
      second.answer();
      await on.seen('call.connected', 2);
      on.phone('a1').transfer(second);
      return { talker, second };
    };

    it('joins the customer with the other end, who is a party from then on', async () => {
      const { talker } = await twoCalls('PJSIP/a2');
      const desk = on.phone('a1');
      const now = callOf(await on.seen('call.transferred'));
      expect(now.parties.at(-1)).to.include({ role: 'agent', endpoint: 'PJSIP/a2', state: 'up' });
      await on.house.world.waitFor(() => on.customer.hearsWhom.join() === 'PJSIP/a2');
      expect([talker.hearsWhom.join(), desk.state]).to.deep.equal(['+493023125777', 'gone']);
      expect(desk.transfers).to.deep.equal(['trying', 'done']);
      expect(callOf(await on.seen('call.cleared'))).to.include({ outside: true, cause: 'normal' });
      expect(await on.command('call.hold')).to.include({ status: 200 });
      await on.house.world.waitFor(() => /music/.test(on.customer.hears));
      talker.hangup();
      await on.seen('call.cleared', 2);
    });

    it('is refused where the other end is of another tenant, and nothing has changed', async () => {
      const { talker } = await twoCalls('PJSIP/b1');
      expect(callOf(await on.seen('call.transfer_failed')).failure?.reason).to.equal('destination.not_owned');
      await on.house.world.waitFor(() => on.phone('a1').transfers.length > 0);
      expect([on.phone('a1').transfers, talker.state]).to.deep.equal([['failed'], 'calling']);
      on.phone('a1').retrieve();
      await on.house.world.waitFor(() => on.customer.hearsWhom.join() === 'PJSIP/a1');
    });

    it('leaves the customer with the phone when the other end hangs up just then', async () => {
      const { second } = await twoCalls('PJSIP/a2');
      second.end();
      expect(callOf(await on.seen('call.transfer_failed')).failure?.destination).to.equal('PJSIP/a2');
      on.phone('a1').retrieve();
      expect(on.customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
      expect(on.phone('a1').transfers).to.deep.equal(['trying', 'failed']);
    });

    it('fails in time when the other end never comes', async () => {
      await twoCalls('PJSIP/a2');
      on.house.sim.faults.lostCommand = 1;
      await on.house.world.advance(8_000);
      on.house.sim.faults.lostCommand = 0;
      await on.house.world.waitFor(() => on.program.of('call.transfer_failed').length > 0, 30_000);
      on.phone('a1').retrieve();
      expect(on.customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
    });
  });

  it('takes the customer to a venue of the tenant whose number is dialled: into its queue, say', async () => {
    await on.connect();
    const desk = on.phone('a1');
    desk.transfer('1003');
    const queued = (await on.seen('queue.joined')).data as { queue: string; call: string };
    expect(queued).to.include({ queue: 'sales', call: on.id });
    await on.house.world.waitFor(() => /music/.test(on.customer.hears) && desk.state === 'gone');
    expect([desk.transfers.at(-1), desk.state]).to.deep.equal(['done', 'gone']);
    expect(callOf(on.program.of('call.transferred')[0]).party).to.equal(
      callOf(on.program.of('call.transferred')[0]).parties[1]?.id,
    );
  });

  it('takes nobody to a venue of another tenant', async () => {
    await on.connect();
    on.phone('a1').transfer('2000');
    expect(callOf(await on.seen('call.transfer_failed')).failure?.reason).to.match(/^destination\./);
    expect(on.customer.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });
});
