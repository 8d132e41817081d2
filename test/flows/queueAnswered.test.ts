/** A caller has its place before it is answered, so that an agent is reached meanwhile (docs/queues.md). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

describe('a caller who is being answered', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;
  let complaints: readonly string[];

  async function open(sales?: object): Promise<void> {
    ({ house, floor, feed, complaints } = await openFloor(sales));
  }
  afterEach(async () => {
    house.sim.faults.late = 0;
    await house.end();
    expect(complaints).to.deep.equal([]);
  });

  const caller = (n = 1) =>
    house.sim.call({ routingPoint: 'main', ani: `+49302312570${n}`, dnis: '1003', endpoint: 'PJSIP/carrier' });
  const call = () => house.signalbox.partitions.get('acme')?.get<Call>('call', floor.entries()[0]?.call ?? '');
  const answers = () => house.world.trace.lines.filter((line) => / > answer /.test(line)).length;

  it('is offered to an agent at once, hears the music and is connected', async () => {
    await open({ music: 'jazz' });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const waits = caller();
    const answered = await house.world.waitFor(() => feed.of('call.answered')[0]);
    expect(feed.of('offer.created')[0]?.sequence).to.be.below(answered.sequence as number);
    await house.world.waitFor(() => waits.hears === 'music jazz');
    await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a1');
    await house.world.waitFor(() => call()?.state === 'connected');
    expect([floor.entries()[0]?.state, answers()]).to.deep.equal(['served', 1]);
    waits.hangup();
  });

  it('hears no shred of music when an agent is there at once', async () => {
    await open({ music: 'jazz' });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 20 });
    await floor.ready('anna');
    const served = caller();
    await house.world.waitFor(() => served.hearsWhom.join() === 'PJSIP/a1');
    await house.world.advance(1_000);
    expect(served.heard.filter(({ what }) => /music/.test(what))).to.deep.equal([]);
    expect(house.world.trace.lines.filter((line) => / > hold /.test(line))).to.deep.equal([]);
    const waits = caller(2);
    await house.world.waitFor(() => waits.hears === 'music jazz', 300);
    for (const one of [served, waits]) one.hangup();
    await house.world.waitFor(() => feed.of('call.cleared').length === 2);
  });

  it('may wait as long as anybody once the answer is told', async () => {
    await open();
    const waits = caller();
    await house.world.waitFor(() => waits.hears !== '');
    await house.world.advance(590_000);
    expect(floor.entries()[0]?.state).to.equal('waiting');
    await house.world.waitFor(() => floor.entries()[0]?.state === 'left', 15_000);
  });

  it('is answered once more when the PBX does not tell, and has no place for ever', async () => {
    await open();
    await floor.ready('anna');
    const phone = house.sim.phone('PJSIP/a1', {});
    caller();
    await house.world.waitFor(() => floor.entries()[0]);
    Object.assign(house.sim.faults, { late: 1, lateMs: 6_000_000 });
    await house.world.advance(11_000);
    expect([floor.entries()[0]?.state, answers()]).to.deep.equal(['offering', 2]);
    await house.world.advance(8_500);
    expect(feed.of('queue.left')[0]?.data).to.include({ state: 'left', reason: 'cleared' });
    expect(phone.last?.state).to.equal('gone');
  });

  it('costs nothing where the queue takes nobody', async () => {
    await open({ maxEntries: 1 });
    caller();
    await house.world.waitFor(() => feed.of('call.answered')[0]);
    const second = caller(2);
    await house.world.waitFor(() => second.state === 'gone');
    expect(feed.of('call.answered')).to.have.lengthOf(1);
  });
});
