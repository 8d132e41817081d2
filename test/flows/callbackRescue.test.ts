/** Whoever talks to a customer who was called back is cut off: the customer is heard out, in both modes, over a crash. */
import { expect } from 'chai';
import type { Script } from '../../connectors/simulator/people';
import type { Phone } from '../../connectors/simulator/phones';
import { CallbackHouse, CUSTOMER, OTHER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

const presses1: Script = async (person) => {
  await person.hear(/callback-greeting/);
  await person.press('1');
};

describe('a customer whose agent is cut off', () => {
  let house: CallbackHouse;
  let floor: Floor;
  let customer: Phone;
  let [anna, bert]: Phone[] = [];

  const open = async (mode: string, callback: object = {}) => {
    const policy = { mode, minDelaySeconds: 0, ...callback };
    house = await CallbackHouse.open({
      callback: policy,
      queue: { ringSeconds: 20, wrapUpSeconds: 60 },
      rest: withDesks,
    });
    floor = new Floor(house);
    customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses1 });
    anna = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    bert = house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await floor.ready('anna');
  };
  const talks = (phone: Phone | undefined) =>
    house.world.waitFor(() => phone?.last?.hearsWhom.length === 1, 120_000, 'a talk');
  const hears = (what: RegExp) => house.world.waitFor(() => what.test(customer.last?.hears ?? ''));

  afterEach(async () => {
    expect(house.signalbox.counts().programs, 'no dialogue is left').to.equal(0);
    await house.end();
  });

  for (const mode of ['agentFirst', 'customerFirst'])
    it(`${mode}: stays on the line, before everybody else, and the next one gets it`, async () => {
      await open(mode);
      const { callback: id } = await house.request();
      await talks(customer);
      const other = await house.caller(OTHER);
      anna?.last?.hangup();
      expect(await house.event('callback.rescued')).to.deep.include({ id, state: 'holding', attempt: 1 });
      await hears(/music/);
      expect((await house.entries()).map(({ callback }) => callback)).to.deep.equal([id, undefined]);
      await floor.ready('bert');
      await talks(bert);
      expect([customer.last?.hearsWhom, other.hearsWhom]).to.deep.equal([['PJSIP/a2'], []]);
      expect(customer.calls, 'it is not dialled again').to.have.lengthOf(1);
      await house.world.advance(20_000);
      other.hangup();
      customer.last?.hangup();
      expect(await house.event('callback.completed')).to.include({ id, outcome: 'talked', attempt: 1 });
    });

  for (const mode of ['agentFirst', 'customerFirst'])
    it(`${mode}: goes back to the agent whose line broke, who need not wrap up, before one who has been idle for longer`, async () => {
      await open(mode);
      const { callback: id } = await house.request();
      await talks(customer);
      await floor.ready('bert');
      await house.world.advance(12_000);
      const breaks = () => anna?.last?.party && house.sim.board.end(anna.last.party, 'failed', 'remote');
      breaks();
      expect(await house.event('callback.rescued')).to.include({ id });
      await house.event('callback.connected', 2);
      expect([anna?.calls.length, bert?.calls.length, customer.calls.length]).to.deep.equal([2, 0, 1]);
      await house.world.advance(12_000);
      customer.last?.hangup();
      expect(await house.event('callback.completed')).to.include({ outcome: 'talked', attempt: 1 });
    });

  it('goes to the next one when that agent does not come, or hung up itself', async () => {
    await open('agentFirst');
    await house.request();
    await talks(customer);
    await floor.ready('bert');
    anna?.set({ declineAfterMs: 500 });
    if (anna?.last?.party) house.sim.board.end(anna.last.party, 'failed', 'remote');
    await house.event('callback.connected', 2);
    expect([anna?.calls.length, bert?.calls.length, bert?.last?.hearsWhom.length]).to.deep.equal([2, 1, 1]);
  });

  it('is asked when nobody comes; the attempt costs none, and is made again', async () => {
    await open('agentFirst', { holdSeconds: 10 });
    const { callback: id } = await house.request();
    await talks(customer);
    anna?.last?.hangup();
    await hears(/all-agents-busy/);
    customer.last?.hangup();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ id, failures: { agentSide: 1 } });
    await floor.ready('bert');
    await talks(bert);
    expect(customer.calls).to.have.lengthOf(2);
  });

  it('is rescued once in an attempt', async () => {
    await open('agentFirst');
    await house.request();
    await talks(customer);
    anna?.last?.hangup();
    await house.event('callback.rescued');
    await floor.ready('bert');
    await talks(bert);
    bert?.last?.hangup();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ failures: { shortTalk: 1 } });
    await house.world.waitFor(() => customer.last?.state === 'gone');
  });

  it('is not kept when they have talked long enough, or it hung up itself', async () => {
    await open('agentFirst', { retry: { delaysSeconds: [60] } });
    await house.request();
    await talks(customer);
    customer.last?.hangup();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ failures: { shortTalk: 1 } });
    await house.world.advance(60_000);
    await house.world.waitFor(() => customer.calls.length === 2 && customer.last?.hearsWhom.length === 1, 120_000);
    await house.world.advance(12_000);
    anna?.last?.hangup();
    expect(await house.event('callback.completed')).to.include({ outcome: 'talked', attempt: 2 });
    expect(house.feed.of('callback.rescued')).to.have.lengthOf(0);
  });

  it('whose own line breaks is called again when they had hardly begun to talk, unless it hung up itself', async () => {
    await open('agentFirst', { retry: { delaysSeconds: [60] } });
    await house.request();
    const breaks = () => customer.last?.party && house.sim.board.end(customer.last.party, 'failed', 'remote');
    await talks(customer);
    await house.world.advance(20_000);
    breaks();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ failures: { shortTalk: 1 } });
    await house.event('callback.connected', 2);
    await house.world.advance(31_000);
    breaks();
    expect(await house.event('callback.completed')).to.include({ outcome: 'talked', attempt: 2 });
  });

  it('where a queue names who talks, is brought to it again', async () => {
    const connect = { endpoint: 'PJSIP/a1' };
    house = await CallbackHouse.open({ callback: { connect, minDelaySeconds: 0 } });
    customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses1 });
    anna = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await house.request();
    await talks(customer);
    anna.last?.hangup();
    await house.event('callback.connected', 2);
    await talks(customer);
    expect([anna.calls.length, customer.calls.length]).to.deep.equal([2, 1]);
  });

  it('over a crash in which the agent leaves: the customer who is still there is heard out', async () => {
    await open('customerFirst');
    const { callback: id } = await house.request();
    await talks(customer);
    await house.world.advance(500);
    house.crash();
    anna?.last?.hangup();
    await house.world.advance(3_000);
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    expect(await house.event('callback.rescued')).to.include({ id });
    await house.event('callback.connected', 2);
    await talks(anna);
    expect([anna?.calls.length, customer.calls.length]).to.deep.equal([2, 1]);
  });

  it('over a crash in which both leave: it is nobody any more who could be', async () => {
    await open('customerFirst');
    const { callback: id } = await house.request();
    await talks(customer);
    await house.world.advance(15_000);
    house.crash();
    anna?.last?.hangup();
    customer.last?.hangup();
    await house.world.advance(3_000);
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    expect(await house.event('callback.completed')).to.include({ id, outcome: 'talked' });
    expect(house.feed.of('callback.rescued')).to.have.lengthOf(0);
  });
});
