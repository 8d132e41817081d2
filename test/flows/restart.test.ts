/** A gateway that dies and comes back goes on from its journal, as often as it has to (design §4, §11). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const CHECKPOINT_MS = 1_500;
const call = (event: Envelope | undefined) => event?.data as Call;

describe('a gateway that is started again', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });

  afterEach(() => house.end());

  const restart = async () => {
    house.crash();
    await house.up();
  };

  it('still knows, a start later, what happened between a checkpoint and a crash', async () => {
    const program = await house.attach('acme', 'hotline');
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
    await house.world.advance(CHECKPOINT_MS);
    person.hangup();
    await house.world.waitFor(() => program.of('call.cleared')[0]);
    await restart();
    await house.world.advance(CHECKPOINT_MS);
    await restart();
    await house.world.advance(CHECKPOINT_MS);
    const feed = house.listen('acme', { after: 0 });
    await house.world.waitFor(() => feed.of('stream.position')[0]);
    expect(feed.of('call.cleared').map((event) => call(event).id)).to.deep.equal([id]);
    const shown = await house.world.finish(house.api.queries.get(house.principal('acme'), 'acme', 'call', id));
    expect(shown).to.deep.include({ data: feed.of('call.cleared')[0]?.data });
  });

  for (const before of ['held', 'retrieved'] as const)
    it(`sees that a phone which had ${before === 'held' ? 'put its customer on hold has taken it back' : 'talked has put its customer on hold'}`, async () => {
      const program = await house.attach('acme', 'hotline');
      house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
      const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
      const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
      await house.command('acme', 'call.route', id, { treatments }, program);
      await house.world.waitFor(() => program.of('call.connected')[0]);
      const desk = house.sim.phone('PJSIP/a1').last;
      if (before === 'held') {
        desk?.hold();
        await house.world.waitFor(() => program.of('call.held')[0]);
      }
      house.crash();
      if (before === 'held') desk?.retrieve();
      else desk?.hold();
      await house.up();
      const feed = house.listen('acme', { after: 0 });
      const type = before === 'held' ? 'call.retrieved' : 'call.held';
      const { parties, party } = call(await house.world.waitFor(() => feed.of(type)[0]));
      const agent = parties.find((one) => one.id === party);
      expect(agent).to.include({ role: 'agent', state: before === 'held' ? 'up' : 'held' });
      expect(agent?.heldBy).to.equal(before === 'held' ? undefined : 'phone');
    });

  it('answers a command id from before as it did then, also one that changed no state, and does not act again', async () => {
    const program = await house.attach('acme', 'hotline');
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
    await house.command('acme', 'call.route', id, { treatments: [{ do: 'hold', maxSeconds: 60 }] }, program);
    await house.world.waitFor(() => program.of('call.answered')[0]);
    const play = () =>
      house.command('acme', 'call.play', id, { media: [{ play: 'prompt', name: 'soon' }] }, program, 'p1');
    const first = await play();
    await house.world.advance(CHECKPOINT_MS);
    expect(await play()).to.deep.equal(first);
    await restart();
    expect(await play()).to.deep.equal(first);
    await house.world.advance(3_000);
    expect(person.heard.filter(({ what }) => what === 'prompt soon')).to.have.lengthOf(1);
    person.hangup();
  });

  it('hangs up, once the PBX takes commands again, whoever is left of a talk', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 1000 });
    const program = await house.attach('acme', 'hotline');
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.waitFor(() => program.of('call.connected')[0]);
    house.crash();
    person.hangup();
    await house.start();
    const feed = house.listen('acme', { after: 0 });
    const end = call(await house.world.waitFor(() => feed.of('call.cleared')[0], 1_000));
    expect(end).to.include({ id, cause: 'lost', by: 'pbx' });
    expect(phone.last?.state).to.equal('gone');
  });

  it('never dials twice for one decision: of a dial that may have left, the program is asked again', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 1000, hangupAfterMs: 1000 });
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    for (let n = 0; n < 10; n++) {
      const program = await house.attach('acme', 'hotline');
      house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
      const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
      const rung = phone.calls.length;
      await house.command('acme', 'call.route', id, { treatments }, program);
      await restart();
      const feed = house.listen('acme', { after: 0 });
      const mine = (type: string) => feed.of(type).filter((event) => call(event).id === id);
      await house.world.waitFor(
        () => mine('call.connected')[0] ?? mine('call.offered').find((event) => call(event).offer?.cause === 'lost'),
      );
      expect(phone.calls.length).to.be.at.most(rung + 1);
      await house.world.waitFor(() => mine('call.cleared')[0]);
    }
  });

  it('closes a conversation that was opened ahead of a decision which the crash took', async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 1000 });
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    house.store.away = true;
    await house.world.waitFor(() => person.hearsWhom.length > 0);
    house.crash();
    house.store.away = false;
    await house.up();
    await house.world.advance(CHECKPOINT_MS);
    expect(person.hearsWhom).to.deep.equal(['PJSIP/a1']);
    const { conversations } = house.sim.board.exchange;
    expect([...conversations.values()].map(({ members }) => members.size)).to.deep.equal([2]);
    person.hangup();
    await house.world.advance(CHECKPOINT_MS);
    expect(conversations.size).to.equal(0);
  });

  for (const atThePhone of ['talks', 'holds'] as const)
    it(`brings together whom a crash kept apart, also when somebody ${atThePhone} at the phone`, async () => {
      const program = await house.attach('acme', 'hotline');
      const phone = house.sim.phone('PJSIP/a1', {});
      const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
      const { id } = call(await house.world.waitFor(() => program.of('call.offered')[0]));
      const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
      await house.command('acme', 'call.route', id, { treatments }, program);
      await house.world.waitFor(() => phone.last?.state === 'ringing');
      house.sim.faults.lostCommand = 1;
      phone.last?.answer();
      if (atThePhone === 'holds') phone.last?.hold();
      await house.world.waitFor(() => program.of('call.answered')[0]);
      await house.world.advance(100);
      house.sim.faults.lostCommand = 0;
      await restart();
      await house.world.advance(CHECKPOINT_MS);
      phone.last?.retrieve();
      expect([person.state, ...person.hearsWhom]).to.deep.equal(['up', 'PJSIP/a1']);
      person.hangup();
      await house.world.advance(CHECKPOINT_MS);
    });
});
