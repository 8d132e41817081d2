/** Agent first: an agent is reserved in the turn of the entry, hears what it is about, and only then the customer is dialled. */
import { expect } from 'chai';
import type { Script } from '../../connectors/simulator/people';
import type { Offer } from '../../src/core/offer';
import type { Entry } from '../../src/core/queue';
import { AgentFirstHouse, presses } from '../support/agentFirstHouse';
import { CUSTOMER, OTHER } from '../support/callbackHouse';
import type { Floor } from '../support/desks';

describe('a callback that reaches an agent first', () => {
  let house: AgentFirstHouse;
  let floor: Floor;
  const open = async (callback?: object, queue?: object): Promise<void> => {
    house = await AgentFirstHouse.opened(callback, queue);
    floor = house.floor;
  };
  afterEach(() => house.end());

  it('dials nobody before an agent is there, who is told who it is about and brought to the customer that presses 1', async () => {
    await open({ agent: { whisper: [{ play: 'prompt', name: 'a-callback' }] } });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 3_000, script: presses('1') });
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 });
    const { callback: id } = await house.request({ attributes: { case: 17 } });
    await house.world.advance(120_000);
    expect([customer.calls.length, desk.calls.length], 'nobody is signed in').to.deep.equal([0, 0]);
    await floor.ready('anna');
    const offer = await house.event<Offer>('offer.created');
    expect(offer).to.include({ agent: 'anna', customerNumber: CUSTOMER });
    expect(offer.preview).to.deep.include({ callback: id, channel: 'api', attempt: 0, attributes: { case: 17 } });
    expect(await house.callback(id)).to.include({ state: 'reserved', attempt: 0 });
    await house.world.waitFor(() => desk.last?.hears === 'prompt a-callback');
    expect(customer.calls, 'the whisper is not over').to.have.lengthOf(0);
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    expect(desk.last?.hears).to.match(/music/);
    expect(customer.last?.party?.facts.party).to.equal(house.world.ids.derive('acme', id, '1'));
    expect(customer.last?.shown?.from.number).to.equal('+493023125100');
    expect(desk.last?.shown?.from.number).to.equal(CUSTOMER);
    await house.talks(customer);
    expect(customer.last?.hearsWhom).to.deep.equal(['PJSIP/a1']);
    expect(await house.event('callback.connected')).to.include({ id, attempt: 1 });
    await house.world.advance(20_000);
    desk.last?.hangup();
    expect(await house.event('callback.completed')).to.include({ outcome: 'talked' });
    expect(house.story).to.deep.equal([
      ...['requested', 'changed', 'reserved', 'attempted', 'answered', 'confirmed', 'connected', 'completed'],
    ]);
    expect(await house.event<Entry>('queue.left')).to.include({ callback: id, state: 'served', reason: 'connected' });
    expect(floor.is('anna')).to.equal('ready idle');
  });

  it('keeps the place and costs no attempt when agents decline or do not answer; too often raises an alarm', async () => {
    await open({ retry: { maxAgentFailures: 2 } }, { maxNoAnswers: 5 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('1') });
    const anna = house.sim.phone('PJSIP/a1', { declineAfterMs: 1_000 });
    await floor.ready('anna');
    const { callback: id } = await house.request();
    const behind = await house.request({ to: { number: OTHER } });
    expect(await house.event('callback.released', 2)).to.deep.include({
      ...{ id, state: 'queued', attempt: 0, failures: { agentSide: 2 }, alarm: true },
    });
    expect(customer.calls).to.have.lengthOf(0);
    expect((await house.entries()).map(({ callback, position }) => [callback, position])).to.deep.equal([
      [id, 1],
      [behind.callback, 2],
    ]);
    expect(anna.calls.length).to.be.greaterThan(1);
    await floor.command('anna', 'sign_off');
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await floor.ready('bert');
    await house.talks(customer);
    expect(await house.event('callback.connected')).to.include({ id, attempt: 1 });
  });

  it('is offered in its turn: after who came before, before who came after', async () => {
    await open({ minDelaySeconds: 0 });
    const first = await house.caller('+493023125711');
    const { callback: id } = await house.request();
    const last = await house.caller('+493023125712');
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('1') });
    await floor.ready('anna');
    await house.talks(first);
    first.hangup();
    await house.talks(customer);
    expect(last.hears).to.match(/music/);
    customer.last?.hangup();
    await house.talks(last);
    expect(desk.calls).to.have.lengthOf(3);
    const order = house.feed.of('offer.created').map(({ data }) => (data as Offer).preview?.callback);
    expect(order).to.deep.equal([undefined, id, undefined]);
    expect(house.feed.of('offer.created').every(({ data }) => (data as Offer).state === 'ringing')).to.equal(true);
  });

  it('that fails frees the agent, and is tried again in its place by the same rules as any other', async () => {
    await open({ retry: { delaysSeconds: [60] } });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const customer = house.phone(CUSTOMER, () =>
      customer.calls.length === 0 ? { refuses: 'busy' } : { answerAfterMs: 500, script: presses('1') },
    );
    await floor.ready('anna');
    const { callback: id } = await house.request();
    expect(await house.event('callback.retry_scheduled')).to.deep.include({ id, failures: { busy: 1 } });
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    await house.talks(customer);
    expect(await house.callback(id)).to.include({ attempt: 2 });
  });

  it('whose agent leaves while the customer rings goes on: who presses 1 is next in line', async () => {
    await open();
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 5_000, script: presses('1') });
    await floor.ready('anna');
    const { callback: id } = await house.request();
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    await floor.command('anna', 'sign_off');
    desk.last?.hangup();
    await house.event('callback.confirmed');
    await house.world.waitFor(() => /music/.test(customer.last?.hears ?? ''));
    expect(await house.callback(id)).to.include({ state: 'holding', attempt: 1 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await floor.ready('bert');
    await house.talks(customer);
    expect(customer.calls).to.have.lengthOf(1);
  });

  for (const rescueSeconds of [0, 30])
    it(`whose agent hangs up just when the customer is brought to it stays in line, before others (rescue ${rescueSeconds} s)`, async () => {
      await open({ rescueSeconds });
      const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      const other = house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
      const script: Script = async (person) => {
        await person.hear(/callback-greeting/);
        await person.wait(2_000);
        await person.press('1');
        desk.last?.hangup();
      };
      const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script });
      await floor.ready('anna');
      const { callback: id } = await house.request();
      await house.world.waitFor(() => /greeting/.test(customer.last?.hears ?? ''));
      const behind = await house.caller(OTHER);
      await house.event('queue.returned');
      expect(house.story, 'they have not talked').to.include('confirmed').and.not.include('connected');
      await house.world.waitFor(() => /music/.test(customer.last?.hears ?? ''));
      expect((await house.entries()).map(({ callback }) => callback)).to.deep.equal([id, undefined]);
      expect(await house.callback(id)).to.deep.include({ state: 'holding', attempt: 1, failures: {} });
      await floor.ready('bert');
      await house.talks(customer);
      expect([other.last?.hearsWhom.length, behind.hearsWhom, customer.calls.length]).to.deep.equal([1, [], 1]);
      behind.hangup();
      await house.world.waitFor(() => house.signalbox.counts().programs === 0);
    });

  it('whose customer presses 2 or 3 lets the agent go at once', async () => {
    await open();
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('3') });
    await floor.ready('anna');
    await house.request();
    expect(await house.event('callback.cancelled')).to.include({ outcome: 'cancelledByCustomer' });
    await house.world.waitFor(() => desk.last?.state === 'gone');
    await house.world.waitFor(() => customer.last?.state === 'gone');
    expect(floor.is('anna')).to.equal('ready idle');
  });

  it('that is cancelled while the agent is asked ends the ringing, and the offer', async () => {
    await open();
    const desk = house.sim.phone('PJSIP/a1', {});
    await floor.ready('anna');
    const { callback: id } = await house.request();
    await house.world.waitFor(() => desk.last?.state === 'ringing');
    expect(await house.change('cancel', id)).to.include({ status: 200 });
    await house.world.waitFor(() => desk.last?.state === 'gone');
    expect(desk.last?.end?.cause).to.equal('answeredElsewhere');
    expect(await house.event<Offer>('offer.withdrawn')).to.include({ agent: 'anna' });
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    expect(await house.entries()).to.deep.equal([]);
  });

  it('rings several at once where the queue does, and one of them gets it', async () => {
    await open({}, { ringAtOnce: 2 });
    const [a, b] = [
      house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000 }),
      house.sim.phone('PJSIP/a2', { answerAfterMs: 2_001 }),
    ];
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('1') });
    await floor.ready('anna');
    await floor.ready('bert');
    await house.request();
    await house.talks(customer);
    expect(customer.last?.hearsWhom).to.deep.equal(['PJSIP/a1']);
    expect([a.last?.state, b.last?.state]).to.deep.equal(['up', 'gone']);
    await house.world.waitFor(() => floor.is('bert') === 'ready idle');
  });

  it('gives the agent a moment to read, and nobody is asked for a key where none is required', async () => {
    await open({ agent: { previewSeconds: 15 }, confirm: { required: false } });
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000 });
    await floor.ready('anna');
    await house.request();
    await house.world.waitFor(() => desk.last?.state === 'up');
    await house.world.advance(14_000);
    expect(customer.calls).to.have.lengthOf(0);
    await house.talks(customer);
    expect(customer.last?.hearsWhom).to.deep.equal(['PJSIP/a1']);
  });

  it('by forecast dials the customer at once while more are free than are needed', async () => {
    await open({ mode: 'forecast' });
    const customer = house.phone(CUSTOMER, {});
    house.sim.phone('PJSIP/a1', {});
    house.sim.phone('PJSIP/a2', {});
    await floor.ready('anna');
    await floor.ready('bert');
    await house.request();
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    expect(house.feed.of('offer.created')).to.have.lengthOf(0);
    house.phone(OTHER, {});
    await house.request({ to: { number: OTHER } });
    await house.event('callback.reserved');
    expect(await house.event<Offer>('offer.created')).to.deep.include({ customerNumber: OTHER });
  });
});
