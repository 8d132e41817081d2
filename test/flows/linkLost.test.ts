/** A link that is lost and comes back leaves nobody on a line that no call knows (design §5, §11). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

describe('a lost link', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });

  afterEach(() => house.end());

  it('leaves nobody on the line who answered after being given up', async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 1000 });
    house.sim.phone('PJSIP/a9', {});
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    const treatments = [
      { do: 'connect', to: { endpoint: 'PJSIP/a1' }, ringSeconds: 2 },
      { do: 'hold', maxSeconds: 60 },
    ];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    house.sim.cutLink();
    const failed = await house.world.waitFor(() => program.of('call.route_failed')[0]);
    expect((failed.data as Call).failure?.reason).to.equal('lost');
    expect(phone.last?.state).to.equal('up');
    house.sim.restoreLink();
    await house.live();
    await house.world.advance(1_000);
    expect([phone.last?.state, person.state]).to.deep.equal(['gone', 'waiting']);
    person.hangup();
    await house.world.advance(1_000);
  });

  it('carries out what was decided meanwhile when it is back', async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    house.sim.cutLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    const prompt = { do: 'announce', media: [{ play: 'prompt', name: 'welcome' }] };
    const treatments = [prompt, { do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    expect(await house.command('acme', 'call.route', id, { treatments }, program)).to.include({ status: 200 });
    await house.world.advance(3_000);
    house.sim.restoreLink();
    await house.world.waitFor(() => program.of('call.connected')[0]);
    expect(person.heard.map(({ what }) => what)).to.include('prompt welcome');
    expect(person.hearsWhom).to.deep.equal(['PJSIP/a1']);
    expect([phone.calls.length, program.of('call.route_failed').length]).to.deep.equal([1, 0]);
    person.hangup();
    await house.world.waitFor(() => program.of('call.cleared')[0]);
  });

  it('lets a phone ring that was chosen meanwhile', async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    house.sim.cutLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.advance(3_000);
    house.sim.restoreLink();
    await house.world.waitFor(() => program.of('call.connected')[0]);
    expect([phone.calls.length, program.of('call.route_failed').length]).to.deep.equal([1, 0]);
    const listed = await house.world.finish(house.signalbox.lines.get('pbx')?.list() ?? Promise.reject());
    const roles = listed.result === 'ok' ? listed.value.map(({ tags }) => tags?.role) : [];
    expect(roles).to.have.members(['customer', 'agent']);
    person.hangup();
    await house.world.waitFor(() => program.of('call.cleared')[0]);
  });

  it('has commands refused that cannot be carried out later', async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.waitFor(() => program.of('call.connected')[0]);
    house.sim.cutLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    const media = [{ play: 'prompt', name: 'welcome' }];
    const replies = [
      await house.command('acme', 'call.originate', undefined, { to: treatments[0]?.to, venue: 'hotline', treatments }),
      ...(await Promise.all(
        ['call.hold', 'call.mute', 'call.play'].map((name) =>
          house.command('acme', name, id, name === 'call.play' ? { media } : {}, program),
        ),
      )),
    ];
    for (const reply of replies) expect(reply).to.include({ refused: 'pbx.link_down' });
    expect(await house.command('acme', 'call.clear', id, {}, program)).to.include({ status: 200 });
    house.sim.restoreLink();
    await house.world.waitFor(() => program.of('call.cleared')[0]);
    expect([person.state, phone.last?.state]).to.deep.equal(['gone', 'gone']);
  });

  it('gives a caller whose call was given up a new one, which ends like any other', async () => {
    const listener = house.listen('acme');
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1001' });
    const first = (await house.world.waitFor(() => listener.of('call.treated')[0])).data as Call;
    house.sim.cutLink();
    await house.command('acme', 'call.clear', first.id, {});
    await house.world.waitFor(() => listener.of('call.cleared')[0]);
    house.sim.restoreLink();
    const second = (await house.world.waitFor(() => listener.of('call.offered')[1])).data as Call;
    expect(second.parties[0]?.id).to.equal(first.parties[0]?.id);
    await house.world.advance(3_000);
    person.hangup();
    const cleared = await house.world.waitFor(() => listener.of('call.cleared')[1]);
    expect([(cleared.data as Call).id, (cleared.data as Call).by]).to.deep.equal([second.id, 'remote']);
  });

  /** A caller on hold music for whom a phone rings. */
  const waiting = async () => {
    const program = await house.attach('acme', 'hotline');
    const phone = house.sim.phone('PJSIP/a1', {});
    const person = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const { id } = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' }, answer: 'atOnce' }];
    await house.command('acme', 'call.route', id, { treatments }, program);
    await house.world.waitFor(() => person.hears === 'music default' && phone.last?.state === 'ringing');
    return { program, phone, person, id };
  };
  const blink = async () => {
    house.sim.cutLink();
    await house.world.advance(500);
    house.sim.restoreLink();
    await house.live();
    await house.world.advance(500);
  };

  it('keeps nobody waiting for an answer that it took along', async () => {
    const { program, phone, person } = await waiting();
    phone.last?.answer();
    await house.world.waitFor(() => program.of('call.answered')[1]);
    await blink();
    expect(person.hearsWhom).to.deep.equal(['PJSIP/a1']);
    person.hangup();
    await house.world.advance(500);
  });

  it('has somebody put on hold although the PBX did not hear of it', async () => {
    const { program, phone, person, id } = await waiting();
    phone.last?.answer();
    await house.world.waitFor(() => program.of('call.connected')[0]);
    const held = house.command('acme', 'call.hold', id, {});
    await blink();
    expect(await held).to.include({ status: 200 });
    expect([person.hears, ...(phone.last?.hearsWhom ?? [])]).to.deep.equal(['music default']);
    person.hangup();
    await house.world.advance(500);
  });
});
