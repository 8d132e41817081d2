/** An agent who answers and hangs up before both could talk: the caller loses nothing by it (issue 5). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Offer } from '../../src/core/offer';
import { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

describe('between an answer and the talk', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;
  let complaints: readonly string[];

  async function open(sales?: object): Promise<void> {
    ({ house, floor, feed, complaints } = await openFloor(sales));
  }
  afterEach(async () => {
    await house.end();
    expect(complaints).to.deep.equal([]);
  });

  const caller = () =>
    house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003', endpoint: 'PJSIP/carrier' });
  const entry = () => floor.entries()[0];
  const call = () => house.signalbox.partitions.get('acme')?.get<Call>('call', entry()?.call ?? '');
  const atOnce = { answerAfterMs: 500, hangupAfterMs: 0 };

  it('takes the caller back to the place, and asks the next agent at once', async () => {
    await open();
    house.sim.phone('PJSIP/a1', atOnce);
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await floor.ready('anna');
    const waits = caller();
    await house.world.waitFor(() => feed.of('offer.created')[0]);
    const { arrivedAt } = entry() ?? {};
    await floor.ready('bert');
    const returned = await house.world.waitFor(() => feed.of('queue.returned')[0]?.data);
    expect(returned).to.include({ state: 'waiting', returns: 1, failure: 'normal' });
    await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a2', 2_000);
    await house.world.waitFor(() => call()?.state === 'connected');
    expect(entry()).to.include({ state: 'served', reason: 'connected', agent: 'bert', arrivedAt });
    await house.world.waitFor(() => feed.of('queue.left')[0]);
    expect(feed.of('queue.left')).to.have.lengthOf(1);
    const took = feed.of('offer.accepted').map(({ data }) => (data as Offer).agent);
    expect(took).to.deep.equal(['anna', 'bert']);
    waits.hangup();
    await house.world.waitFor(() => call()?.state === 'cleared');
  });

  it('lets the caller hear again what is heard in the queue, and the keys do what they do', async () => {
    await open({ music: 'jazz', keys: { '7': [{ do: 'announce', media: [{ play: 'prompt', name: 'seven' }] }] } });
    house.sim.phone('PJSIP/a1', atOnce);
    await floor.ready('anna');
    const waits = caller();
    await house.world.waitFor(() => waits.hears === 'music jazz');
    await house.world.waitFor(() => feed.of('queue.returned')[0]);
    await house.world.waitFor(() => waits.hears === 'music jazz', 1_000);
    await house.world.finish(waits.press('7'));
    await house.world.waitFor(() => waits.hears === 'prompt seven', 1_000);
    expect(call()).to.not.have.property('conversation');
    waits.hangup();
    await house.world.waitFor(() => call()?.state === 'cleared' || entry()?.call === undefined);
  });

  it('is no talk to wrap up, and counts as one that was not taken', async () => {
    await open({ wrapUpSeconds: 30 });
    const phone = house.sim.phone('PJSIP/a1', atOnce);
    await floor.ready('anna');
    const waits = caller();
    await house.world.waitFor(() => feed.of('queue.returned')[0]);
    expect([floor.is('anna'), floor.agent('anna').unanswered]).to.deep.equal(['ready idle', 1]);
    await house.world.waitFor(() => feed.of('queue.returned')[1], 20_000);
    expect([floor.is('anna'), floor.agent('anna').reason]).to.deep.equal(['notReady idle', 'declined']);
    expect(phone.calls).to.have.lengthOf(2);
    expect(floor.agent('anna')).to.not.have.property('servedAt');
    waits.hangup();
  });

  it('is the same for a phone that a program named', async () => {
    await open();
    house.sim.phone('PJSIP/a1', atOnce);
    const waits = caller();
    await house.world.waitFor(() => entry());
    await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => feed.of('queue.returned')[0]);
    expect(entry()).to.include({ state: 'waiting', failure: 'normal' });
    await house.world.waitFor(() => /music/.test(waits.hears), 1_000);
    waits.hangup();
  });

  it('is over by itself where the PBX never says that they talk, and survives a crash', async () => {
    await open();
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const waits = caller();
    await house.world.waitFor(() => call()?.step?.joining);
    house.crash();
    await house.up();
    floor = new Floor(house);
    await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a1', 5_000);
    await house.world.waitFor(() => call()?.state === 'connected', 5_000);
    expect(entry()).to.include({ state: 'served', agent: 'anna' });
    phone.last?.hangup();
    await house.world.waitFor(() => waits.state === 'gone');
  });

  it('is not ended by a wait that has lasted long enough', async () => {
    await open({ maxWaitSeconds: 86_400, whisper: [{ play: 'prompt', name: 'whisper' }] });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const waits = caller();
    const { waitUntil = 0 } = await house.world.waitFor(() => entry() && call());
    await house.world.advance(waitUntil - house.clock.now() - 1_500);
    await floor.ready('anna');
    await house.world.waitFor(() => call()?.step?.whispering);
    await house.world.advance(waitUntil - house.clock.now() + 1);
    expect(call()).to.have.property('waitUntil').above(waitUntil);
    await house.world.waitFor(() => call()?.state === 'connected', 35_000);
    expect(waits.hearsWhom).to.deep.equal(['PJSIP/a1']);
    expect(call()).to.not.have.property('waitUntil');
  });

  it('is left by a caller who is taken out of the queue, and hears what comes next', async () => {
    await open();
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const waits = caller();
    await house.world.waitFor(() => call()?.step?.joining);
    const treated = call()?.id ?? '';
    expect(await house.command('acme', 'entry.remove', entry()?.id ?? '', {})).to.not.have.property('refused');
    await house.world.waitFor(() => phone.last?.state === 'gone', 1_000);
    const now = house.signalbox.partitions.get('acme')?.get<Call>('call', treated);
    expect(now).to.not.have.property('conversation');
    expect(now?.plan).to.include({ by: 'default', reason: 'exhausted' });
    await house.world.waitFor(() => waits.hears !== 'silence' || waits.state === 'gone', 1_000);
  });
});
